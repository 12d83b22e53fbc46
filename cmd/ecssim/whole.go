package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// wholeFile is a file in the making outside of an output folder: it is written beside its place and takes that only when
// it is whole. What is no file, such as a pipe, is written straight into.
type wholeFile struct {
	name   string      // as the user calls it
	path   string      // where it will be, without links
	mode   fs.FileMode // of the file that is there; 0 for none
	temp   string      // a folder beside it; empty once that is over
	stream *os.File    // what is no file; nil: it is one
	hasty  bool        // it isn't synced: it can be made again, or there is no time
}

// newWholeFile begins a file. It refuses a place where something stands that can't be written as a file is.
func newWholeFile(name string) (*wholeFile, error) {
	path, err := filepath.Abs(name)
	if err != nil {
		return nil, fmt.Errorf("can't write %s: %w", name, reason(err))
	}
	f := &wholeFile{name: name, path: path}
	if n, ok := descriptor(path); ok { // before any link is followed: what is behind it is open, and others write there, too
		f.stream = os.NewFile(n, path)
		if _, err := f.stream.Stat(); err != nil {
			return nil, fmt.Errorf("can't write %s: %w", name, reason(err))
		}
		return f, nil
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		f.path = real
	}
	switch info, err := os.Lstat(f.path); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, fmt.Errorf("can't write %s: %w", name, reason(err))
	case info.Mode().Type()&fs.ModeCharDevice != 0 || info.Mode().Type() == fs.ModeNamedPipe:
		return f, f.open()
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("can't write %s: something is there that isn't a file", name)
	default:
		f.mode = info.Mode().Perm()
	}
	sweep(filepath.Dir(f.path), time.Now())
	if f.temp, err = makeTemp(filepath.Dir(f.path)); err != nil {
		f.discard()
		return nil, fmt.Errorf("can't write %s: %w", name, reason(err))
	}
	return f, nil
}

// descriptor is the number of an open file that a path stands for.
func descriptor(path string) (n uintptr, ok bool) {
	switch path {
	case "/dev/stdout":
		return 1, true
	case "/dev/stderr":
		return 2, true
	}
	for _, folder := range []string{"/dev/fd/", "/proc/self/fd/"} {
		if rest, in := strings.CutPrefix(path, folder); in {
			n, err := strconv.ParseUint(rest, 10, 31)
			return uintptr(n), err == nil
		}
	}
	return 0, false
}

// open opens a device or a pipe. It doesn't wait for a pipe's reader.
func (f *wholeFile) open() (err error) {
	f.stream, err = os.OpenFile(f.path, os.O_WRONLY|syscall.O_NONBLOCK, 0)
	if errors.Is(err, syscall.ENXIO) {
		return fmt.Errorf("can't write %s: it is a pipe that nobody reads from yet", f.name)
	}
	if err != nil {
		return fmt.Errorf("can't write %s: %w", f.name, reason(err))
	}
	return nil
}

// write fills the file. Its mode is that of the file that it replaces, else it's left to the umask.
func (f *wholeFile) write(fill func(w io.Writer) error) error {
	if f.stream != nil {
		if err := fill(f.stream); err != nil {
			return fmt.Errorf("can't write %s: %w", f.name, reason(err))
		}
		return nil
	}
	file, err := os.Create(filepath.Join(f.temp, "whole"))
	if err != nil {
		return fmt.Errorf("can't write %s: %w", f.name, reason(err))
	}
	if f.mode != 0 {
		err = file.Chmod(f.mode)
	}
	if err == nil {
		err = fill(file)
	}
	if err == nil && !f.hasty {
		err = file.Sync() // a full disk may say so only now
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("can't write %s: %w", f.name, reason(err))
	}
	return nil
}

// commit puts the file in its place.
func (f *wholeFile) commit() error {
	if f.stream != nil {
		return nil
	}
	if err := os.Rename(filepath.Join(f.temp, "whole"), f.path); err != nil {
		return fmt.Errorf("can't write %s: %w", f.name, reason(err))
	}
	f.discard()
	return nil
}

// discard removes what was made, unless it was committed. Open files of the process stay open.
func (f *wholeFile) discard() {
	if f.temp != "" {
		os.RemoveAll(f.temp) //nolint:errcheck // nothing depends on it, and an error that brought us here is the one to tell
		f.temp = ""
	}
}
