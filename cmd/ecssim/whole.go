package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// wholeFile is a file in the making outside of an output folder: it is written beside its place and takes that only when
// it is whole.
type wholeFile struct {
	name string      // as the user calls it
	path string      // where it will be, without links
	mode fs.FileMode // of the file that is there; 0 for none
	temp string      // a folder beside it; empty once that is over
}

// newWholeFile begins a file. It refuses a place where something stands that isn't a file.
func newWholeFile(name string) (*wholeFile, error) {
	path, err := filepath.Abs(name)
	if err != nil {
		return nil, fmt.Errorf("can't write %s: %w", name, reason(err))
	}
	f := &wholeFile{name: name}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	switch info, err := os.Lstat(path); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, fmt.Errorf("can't write %s: %w", name, reason(err))
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("can't write %s: something is there that isn't a file", name)
	default:
		f.mode = info.Mode().Perm()
	}
	f.path = path
	if f.temp, err = os.MkdirTemp(filepath.Dir(path), ".ecssim-*"); err != nil {
		return nil, fmt.Errorf("can't write %s: %w", name, reason(err))
	}
	return f, nil
}

// write fills the file. Its mode is that of the file that it replaces, else it's left to the umask.
func (f *wholeFile) write(fill func(w io.Writer) error) error {
	file, err := os.Create(filepath.Join(f.temp, "whole"))
	if err != nil {
		return fmt.Errorf("can't write %s: %w", f.name, reason(err))
	}
	if f.mode != 0 {
		err = file.Chmod(f.mode)
	}
	if err := errors.Join(err, fill(file), file.Sync(), file.Close()); err != nil { // a full disk may say so only now
		return fmt.Errorf("can't write %s: %w", f.name, reason(err))
	}
	return nil
}

// commit puts the file in its place.
func (f *wholeFile) commit() error {
	if err := os.Rename(filepath.Join(f.temp, "whole"), f.path); err != nil {
		return fmt.Errorf("can't write %s: %w", f.name, reason(err))
	}
	f.discard()
	return nil
}

// discard removes what was made, unless it was committed.
func (f *wholeFile) discard() {
	if f.temp != "" {
		os.RemoveAll(f.temp) //nolint:errcheck // nothing depends on it, and an error that brought us here is the one to tell
		f.temp = ""
	}
}
