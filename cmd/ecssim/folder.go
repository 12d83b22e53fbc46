package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// folder is an output folder in the making: its files are written beside it under another name, and take its place
// together when all of them are there.
type folder struct {
	path string // where it will be
	temp string // where it is; empty once committed
}

// marker is the file by which a folder is known as one of ours, so that an older result may be replaced and nothing
// else ever is.
const marker = "result.json"

// newFolder begins a folder. It refuses a path where something stands that ecssim hasn't written.
func newFolder(path string) (*folder, error) {
	if err := mayReplace(path); err != nil {
		return nil, err
	}
	parent := filepath.Dir(filepath.Clean(path))
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return nil, fmt.Errorf("can't make the output folder: %w", err)
	}
	temp, err := os.MkdirTemp(parent, "."+filepath.Base(path)+".partial-*")
	if err != nil {
		return nil, fmt.Errorf("can't write into %s: %w", parent, err)
	}
	if err := os.Chmod(temp, 0o755); err != nil { //nolint:gosec // results are for everybody who may read the parent
		return nil, errors.Join(fmt.Errorf("can't make the output folder: %w", err), os.RemoveAll(temp))
	}
	return &folder{path: filepath.Clean(path), temp: temp}, nil
}

// mayReplace says whether the output may take this place: nothing is there, an empty folder, or an older result.
func mayReplace(path string) error {
	entries, err := os.ReadDir(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("can't use %s as output folder: %w", path, err)
	case len(entries) == 0:
		return nil
	}
	for _, e := range entries {
		if e.Name() == marker {
			return nil
		}
	}
	return fmt.Errorf("%s exists and isn't a result of ecssim; nothing was written (name another folder with --out)", path)
}

// create opens a new file of the folder.
func (f *folder) create(name string) (*os.File, error) {
	file, err := os.Create(filepath.Join(f.temp, name))
	if err != nil {
		return nil, fmt.Errorf("can't write %s: %w", name, err)
	}
	return file, nil
}

// write makes one file of the folder.
func (f *folder) write(name string, fill func(w io.Writer) error) error {
	file, err := f.create(name)
	if err != nil {
		return err
	}
	if err := fill(file); err != nil {
		return errors.Join(fmt.Errorf("can't write %s: %w", name, err), file.Close())
	}
	return closeFile(file)
}

// closeFile sees that what was written is on the disk: a full one may say so only now.
func closeFile(file *os.File) error {
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("can't write %s: %w", filepath.Base(file.Name()), err)
	}
	return nil
}

// commit puts the folder in its place. An older result there makes room first and is put back when that fails.
func (f *folder) commit() error {
	old := f.temp + ".old"
	err := os.Rename(f.path, old)
	had := err == nil
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("can't replace %s: %w", f.path, err)
	}
	if err := os.Rename(f.temp, f.path); err != nil {
		if had {
			err = errors.Join(err, os.Rename(old, f.path))
		}
		return fmt.Errorf("can't put the results into %s: %w", f.path, err)
	}
	f.temp = ""
	if had {
		if err := os.RemoveAll(old); err != nil {
			return fmt.Errorf("can't remove the older results: %w", err)
		}
	}
	return nil
}

// discard removes what was written if it wasn't committed.
func (f *folder) discard() {
	if f.temp != "" {
		os.RemoveAll(f.temp) //nolint:errcheck // the error that brought us here is the one to tell
	}
}
