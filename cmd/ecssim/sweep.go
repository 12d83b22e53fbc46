package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// The names of temporary folders, and of the file in each that says that ecssim made it.
const (
	tempPattern = ".ecssim-*"
	tempMark    = "made-by-ecssim"
)

// tempAge is how old a temporary folder is at least that no run can be at work in any more. That the process is gone can't be
// told: it may run in another container, or on another machine that has the folder too.
const tempAge = 24 * time.Hour

// makeTemp makes a temporary folder and marks it.
func makeTemp(parent string) (string, error) {
	temp, err := os.MkdirTemp(parent, tempPattern)
	if err != nil {
		return "", err
	}
	return temp, os.WriteFile(filepath.Join(temp, tempMark), nil, 0o666)
}

// sweep removes the temporary folders in a folder that killed runs have left: those that bear the mark, for a day at least, and
// don't hold older results that couldn't be put back. What can't be removed stays.
func sweep(parent string, now time.Time) {
	entries, err := os.ReadDir(parent)
	if err != nil {
		return
	}
	for _, e := range entries {
		if ours, err := filepath.Match(tempPattern, e.Name()); err != nil || !ours || !e.IsDir() {
			continue
		}
		temp := filepath.Join(parent, e.Name())
		mark, err := os.Lstat(filepath.Join(temp, tempMark))
		if err != nil || !mark.Mode().IsRegular() || now.Sub(mark.ModTime()) < tempAge {
			continue
		}
		if _, err := os.Lstat(filepath.Join(temp, olderResults)); errors.Is(err, fs.ErrNotExist) {
			os.RemoveAll(temp) //nolint:errcheck // it harms nobody if it stays
		}
	}
}
