package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/gofrs/flock"
)

// What is in the folder of a batch.
const (
	indexFile   = "index.html"
	rowsFile    = "results.ndjson"
	journalFile = "journal.ndjson" // what is finished, for --resume
	lockFile    = "lock"           // held while a batch is at work; stays when it is over
	casesFolder = "cases"
	crashFile   = "crash.txt" // in a case's folder: where ecssim crashed
)

// journalSchema begins a journal. Within ecssim/journal/v1 nothing changes: a batch resumes only what its own version wrote.
const journalSchema = "ecssim/journal/v1"

// batchFolder is the folder of a batch. Results are put into it case by case, so that a killed batch leaves what it has
// finished, and a lock keeps other batches out.
type batchFolder struct {
	name string // as the user calls it
	path string // absolute and without links
	lock *flock.Flock
}

// batchKind is the kind of a batch's folder.
func batchKind() folderKind {
	return folderKind{what: "a batch", mark: journalFile, schema: "ecssim/journal/"}
}

// newBatchFolder makes the folder or takes one that an earlier batch has made, and locks it. It refuses a place where something
// stands that no batch has written.
func newBatchFolder(name string) (*batchFolder, error) {
	path, err := resolve(name)
	if err != nil {
		return nil, err
	}
	b := &batchFolder{name: name, path: path, lock: flock.New(filepath.Join(path, lockFile), flock.SetPermissions(0o666))}
	if err := b.mayUse(); err != nil {
		return nil, err
	}
	parents := new(folder)
	if err := parents.makeParents(path); err != nil {
		parents.discard()
		return nil, fmt.Errorf("can't make the output folder %s: %w", name, reason(err))
	}
	locked, err := b.lock.TryLock()
	switch {
	case err != nil:
		parents.discard()
		return nil, fmt.Errorf("can't lock the output folder %s: %w", name, reason(err))
	case !locked:
		return nil, fmt.Errorf("another batch is at work in %s; wait for its end, or name another folder with --out", name)
	}
	if err := b.mayUse(); err != nil { // somebody may have put something there meanwhile
		b.close()
		return nil, err
	}
	return b, nil
}

// close lets other batches in.
func (b *batchFolder) close() {
	b.lock.Close() //nolint:errcheck // the system does it at the end anyway
}

// shown is a file in the folder as the user calls it.
func (b *batchFolder) shown(file string) string { return filepath.Join(filepath.Clean(b.name), file) }

// mayUse says whether a batch may write into the folder: it isn't there, or only what batches write is in it.
func (b *batchFolder) mayUse() error {
	entries, err := os.ReadDir(b.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("can't use %s as output folder: %w", b.name, reason(err))
	}
	kind := batchKind()
	marked := kind.marks(b.path)
	for _, e := range entries {
		switch {
		case isTemporary(e):
		case e.Name() == lockFile && e.Type().IsRegular():
		case e.Name() == journalFile && !marked && isEmpty(e): // of a batch that was killed at once
		case !marked:
			return fmt.Errorf("%s exists and isn't %s of ecssim; nothing was written (name another folder with --out)", b.name, kind.what)
		case e.Name() == casesFolder && e.IsDir():
			if err := b.areCases(); err != nil {
				return err
			}
		case e.Type().IsRegular() && slices.Contains([]string{indexFile, rowsFile, journalFile}, e.Name()):
		default:
			return b.stranger(e.Name())
		}
	}
	return nil
}

// areCases refuses what no batch has put into the folder of its cases.
func (b *batchFolder) areCases() error {
	folders, err := os.ReadDir(filepath.Join(b.path, casesFolder))
	if err != nil {
		return fmt.Errorf("can't use %s as output folder: %w", b.name, reason(err))
	}
	for _, one := range folders {
		name := filepath.Join(casesFolder, one.Name())
		if !one.IsDir() {
			return b.stranger(name)
		}
		files, err := os.ReadDir(filepath.Join(b.path, name))
		if err != nil {
			return fmt.Errorf("can't use %s as output folder: %w", b.name, reason(err))
		}
		for _, file := range files {
			if !file.Type().IsRegular() || !isOurs(file.Name()) && file.Name() != crashFile {
				return b.stranger(filepath.Join(name, file.Name()))
			}
		}
	}
	return nil
}

func (b *batchFolder) stranger(name string) error {
	return fmt.Errorf("%s has %q in it, which isn't ecssim's; nothing was written (move that away, or name another folder with --out)", b.name, name)
}

// isTemporary says whether an entry is what a file or folder in the making has left. Nobody else is at work where one
// holds the lock.
func isTemporary(e fs.DirEntry) bool {
	ours, err := filepath.Match(tempPattern, e.Name())
	return err == nil && ours && e.IsDir()
}

func isEmpty(e fs.DirEntry) bool {
	info, err := e.Info()
	return err == nil && info.Mode().IsRegular() && info.Size() == 0
}

// clear removes what an earlier batch has left: its summaries, which would tell of other cases, and what it had in the
// making; and unless it is resumed, everything.
func (b *batchFolder) clear(resume bool) error {
	remove := []string{indexFile, rowsFile}
	if !resume {
		remove = append(remove, journalFile, casesFolder)
	}
	return b.remove(func(e fs.DirEntry) bool { return isTemporary(e) || slices.Contains(remove, e.Name()) })
}

// removeTemporary removes what was in the making.
func (b *batchFolder) removeTemporary() error { return b.remove(isTemporary) }

func (b *batchFolder) remove(unwanted func(e fs.DirEntry) bool) error {
	entries, err := os.ReadDir(b.path)
	if err != nil {
		return fmt.Errorf("can't read %s: %w", b.name, reason(err))
	}
	for _, e := range entries {
		if !unwanted(e) {
			continue
		}
		if err := os.RemoveAll(filepath.Join(b.path, e.Name())); err != nil {
			return fmt.Errorf("can't remove the older %s from %s: %w", e.Name(), b.name, reason(err))
		}
	}
	return nil
}

// keepOnly removes the folders of cases that aren't among the results.
func (b *batchFolder) keepOnly(wanted map[string]bool) error {
	folders, err := os.ReadDir(filepath.Join(b.path, casesFolder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, one := range folders {
		if err == nil && !wanted[one.Name()] {
			err = os.RemoveAll(filepath.Join(b.path, casesFolder, one.Name()))
		}
	}
	if err == nil && len(wanted) == 0 {
		err = os.Remove(filepath.Join(b.path, casesFolder))
	}
	if err != nil {
		return fmt.Errorf("can't clear up %s: %w", b.shown(casesFolder), reason(err))
	}
	return nil
}

// write writes a file of the folder, whole or not at all. A hasty one isn't synced.
func (b *batchFolder) write(name string, hasty bool, fill func(w io.Writer) error) error {
	file, err := newWholeFile(filepath.Join(b.path, name))
	if err != nil {
		return err
	}
	defer file.discard()
	file.name, file.hasty = b.shown(name), hasty
	if err := file.write(fill); err != nil {
		return err
	}
	return file.commit()
}

// newCase begins the folder of a case. Unlike that of a run it isn't synced, since a case can be run again, and what is in its
// place was looked at when the batch began.
func (b *batchFolder) newCase(name string) (*folder, error) {
	f := &folder{
		kind: runFolder(), name: b.shown(filepath.Join(casesFolder, name)), path: filepath.Join(b.path, casesFolder, name), hasty: true,
	}
	var err error
	if f.temp, err = makeTemp(b.path); err == nil {
		f.files = filepath.Join(f.temp, "results")
		err = os.Mkdir(f.files, 0o777)
	}
	if err != nil {
		f.discard()
		return nil, fmt.Errorf("can't make %s: %w", f.name, reason(err))
	}
	return f, nil
}

// settle puts the folder of a case into its place, and tells its files.
func (b *batchFolder) settle(f *folder) ([]caseFile, error) {
	if err := os.RemoveAll(f.path); err != nil {
		return nil, fmt.Errorf("can't replace %s: %w", f.name, reason(err))
	}
	if err := os.MkdirAll(filepath.Dir(f.path), 0o777); err != nil {
		return nil, fmt.Errorf("can't make %s: %w", f.name, reason(err))
	}
	if err := os.Rename(f.files, f.path); err != nil {
		return nil, fmt.Errorf("can't put the results into %s: %w", f.name, reason(err))
	}
	f.discard()
	files, err := filesOf(f.path)
	if err != nil {
		return nil, fmt.Errorf("can't read %s: %w", f.name, reason(err))
	}
	return files, nil
}

// has says whether the folder of a case has just these files, as long as they were. None is no folder.
func (b *batchFolder) has(name string, files []caseFile) bool {
	found, err := filesOf(filepath.Join(b.path, casesFolder, name))
	if errors.Is(err, fs.ErrNotExist) {
		return len(files) == 0
	}
	return err == nil && slices.Equal(found, files)
}

// caseFile is a file of a case and how long it is.
type caseFile struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
}

// filesOf are the files in a folder, by name.
func filesOf(path string) ([]caseFile, error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	var files []caseFile
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			return nil, err
		}
		files = append(files, caseFile{e.Name(), info.Size()})
	}
	return files, nil
}
