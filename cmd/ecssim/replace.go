package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// The files of a result, besides its pictures.
const (
	reportFile  = "report.html"
	resultFile  = "result.json"
	countsFile  = "counts.csv"
	recordsFile = "records.ndjson"
	eventsFile  = "events.txt"
)

// folderKind is what an output folder holds, by which one that is there already is known.
type folderKind struct {
	what   string // "a result"
	mark   string // the file that shows it
	schema string // what the schema in that file begins with
	isOurs func(name string) bool
}

// runFolder is the kind of a run's results.
func runFolder() folderKind {
	return folderKind{what: "a result", mark: resultFile, schema: "ecssim/result/", isOurs: isOurs}
}

// mayReplace says whether the output may take the place of what is at path: nothing is there, an empty folder, or an
// older one of its kind and nothing else. name is what the user calls the folder.
func mayReplace(kind folderKind, name, path string) error {
	entries, err := os.ReadDir(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("can't use %s as output folder: %w", name, reason(err))
	case len(entries) == 0:
		return nil
	}
	if !kind.marks(path) {
		return fmt.Errorf("%s exists and isn't %s of ecssim; nothing was written (name another folder with --out)", name, kind.what)
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || !kind.isOurs(e.Name()) {
			return fmt.Errorf("%s has %q in it, which isn't ecssim's; nothing was written (move that away, or name another folder with --out)", name, e.Name())
		}
	}
	return nil
}

// mayJoin says whether files of a result may be put into a folder: there are none yet, or they are ecssim's, since a result
// of ecssim is beside them. What else is there stays.
func mayJoin(name, path string) error {
	kind := runFolder()
	entries, err := os.ReadDir(path)
	if err != nil {
		return fmt.Errorf("can't use %s as output folder: %w", name, reason(err))
	}
	for _, e := range entries {
		if e.Name() == recordsFile || !isOurs(e.Name()) {
			continue
		}
		if !e.Type().IsRegular() || !kind.marks(path) {
			return fmt.Errorf("%s has a %s that isn't of a result of ecssim; nothing was written (name another folder with --out)", name, e.Name())
		}
	}
	return nil
}

// isOurs says whether a file of a result may have this name.
func isOurs(name string) bool {
	switch name {
	case reportFile, resultFile, countsFile, recordsFile, eventsFile:
		return true
	}
	return isPicture(name) || filepath.Ext(name) == traceSuffix
}

// marks says whether a folder has the file that shows its kind, from whichever version of ecssim.
func (k *folderKind) marks(folder string) bool {
	path := filepath.Join(folder, k.mark)
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		return false
	}
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close() //nolint:errcheck // only read
	var head struct {
		Schema string `json:"schema"`
	}
	return json.NewDecoder(file).Decode(&head) == nil && strings.HasPrefix(head.Schema, k.schema)
}
