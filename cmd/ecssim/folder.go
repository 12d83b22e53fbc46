package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// folder is an output folder in the making: its files are written beside it in a temporary folder, and take its place
// together when all of them are there. One that others are put into is there already: its files are written into a
// temporary folder in it, and take their places one after another.
type folder struct {
	kind  folderKind
	name  string   // as the user calls it
	path  string   // where it will be, absolute and without links
	temp  string   // holds the results, and for a moment the older ones; empty once that is over
	made  []string // the parents that had to be made, the outermost first
	files string   // where the results are until they are committed, below temp
	joins bool     // the files are put into the folder, beside those that are there
	hasty bool     // files aren't synced: one of many folders, of which each can be made again
}

// olderResults is what an older folder is called in the temporary one while it makes room.
const olderResults = "older"

// newFolder begins the folder of a run. It refuses a place where something stands that no run of ecssim has written.
func newFolder(name string) (*folder, error) { return newFolderOf(runFolder(), name) }

// newFolderOf begins a folder of some kind. It takes the place of an older one of its kind only.
func newFolderOf(kind folderKind, name string) (*folder, error) {
	path, err := resolve(name)
	if err != nil {
		return nil, err
	}
	if err := mayReplace(kind, name, path); err != nil {
		return nil, err
	}
	f := &folder{kind: kind, name: name, path: path}
	if err := f.begin(); err != nil {
		f.discard()
		return nil, fmt.Errorf("can't make the output folder %s: %w", name, reason(err))
	}
	return f, nil
}

// joinFolder begins to put files into a folder that is there. It refuses one where they would replace what ecssim hasn't
// written.
func joinFolder(name string) (*folder, error) {
	path, err := filepath.Abs(name)
	if err == nil {
		err = mayJoin(name, path)
	}
	if err != nil {
		return nil, err
	}
	f := &folder{name: name, path: path, joins: true}
	if err := f.begin(); err != nil {
		f.discard()
		return nil, fmt.Errorf("can't write into %s: %w (name another folder with --out)", name, reason(err))
	}
	return f, nil
}

// resolve follows the links of an output folder's name, so that what it points to is replaced and not the link itself.
// The folder need not exist, but it can't be the current one or one above it.
func resolve(name string) (string, error) {
	if name == "" {
		return "", errors.New("--out needs the name of a folder, and an empty one isn't")
	}
	path, err := filepath.Abs(name)
	if err != nil {
		return "", fmt.Errorf("can't use %s as output folder: %w", name, reason(err))
	}
	if _, err := os.Lstat(path); err != nil {
		return path, nil // it can be made, or whoever tries will see why not
	}
	path, err = filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("can't use %s as output folder: it is a link to something that doesn't exist", name)
	}
	if err != nil {
		return "", fmt.Errorf("can't use %s as output folder: %w", name, reason(err))
	}
	if inside(path) {
		return "", fmt.Errorf("can't use %s as output folder: the folder is replaced as a whole, and this one is the current one or above it (name a folder of its own with --out)", name)
	}
	return path, nil
}

// inside says whether the current folder is path or below it.
func inside(path string) bool {
	here, err := os.Getwd()
	if err != nil {
		return false
	}
	if real, err := filepath.EvalSymlinks(here); err == nil {
		here = real
	}
	below, err := filepath.Rel(path, here)
	return err == nil && filepath.IsLocal(below)
}

// begin makes the temporary folder, and the parents that it needs. Modes are left to the umask.
func (f *folder) begin() error {
	parent := filepath.Dir(f.path)
	if f.joins {
		parent = f.path
	}
	if err := f.makeParents(parent); err != nil {
		return err
	}
	sweep(parent, time.Now())
	var err error
	if f.temp, err = makeTemp(parent); err != nil {
		return err
	}
	f.files = filepath.Join(f.temp, "results")
	return os.Mkdir(f.files, 0o777)
}

// makeParents makes a folder and those above it, and remembers which weren't there.
func (f *folder) makeParents(path string) error {
	_, err := os.Stat(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if above := filepath.Dir(path); above != path {
		if err := f.makeParents(above); err != nil {
			return err
		}
	}
	err = os.Mkdir(path, 0o777)
	if errors.Is(err, fs.ErrExist) {
		return nil // somebody else was quicker; it's theirs
	}
	if err == nil {
		f.made = append(f.made, path)
	}
	return err
}

// write makes one file of the folder.
func (f *folder) write(name string, fill func(w io.Writer) error) error {
	file, err := os.Create(filepath.Join(f.files, name))
	if err != nil {
		return f.cantWrite(name, err)
	}
	defer file.Close() //nolint:errcheck // for a fill that panics; else it is closed by then
	if err := fill(file); err != nil {
		return f.cantWrite(name, errors.Join(err, file.Close()))
	}
	if !f.hasty {
		err = file.Sync() // a full disk may say so only now
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return f.cantWrite(name, err)
	}
	return nil
}

// cantWrite words an error of the file by the names that the user knows, not by those of the temporary folder. What
// else may have gone wrong, such as the run whose records it takes, has its own words.
func (f *folder) cantWrite(name string, err error) error {
	if _, ok := errors.AsType[*fs.PathError](err); !ok {
		return err
	}
	return fmt.Errorf("can't write %s into %s: %w", name, f.name, reason(err))
}

// commit puts the folder in its place. An older result there makes room first and is put back when that fails.
func (f *folder) commit() error {
	if f.joins {
		return f.join()
	}
	if err := mayReplace(f.kind, f.name, f.path); err != nil { // somebody may have put something there meanwhile
		return err
	}
	older := filepath.Join(f.temp, olderResults)
	err := os.Rename(f.path, older)
	had := err == nil
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("can't replace %s: %w", f.name, reason(err))
	}
	if err := os.Rename(f.files, f.path); err != nil {
		err = fmt.Errorf("can't put the results into %s: %w", f.name, reason(err))
		if had && os.Rename(older, f.path) != nil {
			f.temp = "" // so that they stay
			return fmt.Errorf("%w; the older results are in %s now", err, older)
		}
		return err
	}
	temp := f.temp
	f.temp, f.made = "", nil
	if err := os.RemoveAll(temp); err != nil {
		return fmt.Errorf("the results are in %s, but the older ones can't be removed from %s: %w", f.name, temp, reason(err))
	}
	return nil
}

// join puts the files into their places, one after another.
func (f *folder) join() error {
	if err := mayJoin(f.name, f.path); err != nil {
		return err
	}
	entries, err := os.ReadDir(f.files)
	if err != nil {
		return fmt.Errorf("can't put the results into %s: %w", f.name, reason(err))
	}
	for i, e := range entries {
		if err := os.Rename(filepath.Join(f.files, e.Name()), filepath.Join(f.path, e.Name())); err != nil {
			return fmt.Errorf("can't put %s into %s, which has %d of %d files now: %w", e.Name(), f.name, i, len(entries), reason(err))
		}
	}
	return nil // what is left of the temporary folder is discarded
}

// discard removes what was made, unless it was committed. Parents stay when somebody has put something into them.
func (f *folder) discard() {
	if f.temp != "" {
		os.RemoveAll(f.temp) //nolint:errcheck // the error that brought us here is the one to tell
	}
	for _, path := range slices.Backward(f.made) {
		os.Remove(path) //nolint:errcheck // likewise, and it may be in use
	}
	f.temp, f.made = "", nil
}

// reason is what the system says of a file, without the call and the path, which the message around it names.
func reason(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}
