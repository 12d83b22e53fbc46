package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// older is what an older result.json says.
const older = `{"schema": "ecssim/result/v1", "verdict": "older"}`

// put writes files of the given names, each with its text, below a new folder.
func put(t *testing.T, files map[string]string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "out")
	if err := os.Mkdir(path, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(path, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// names lists a folder.
func names(t *testing.T, path string) []string {
	t.Helper()
	entries, err := os.ReadDir(path)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

// results writes a whole result into a folder.
func results(path string) error {
	f, err := newFolder(path)
	if err != nil {
		return err
	}
	defer f.discard()
	if err := f.write(resultFile, func(w io.Writer) error { _, err := io.WriteString(w, "new"); return err }); err != nil {
		return err
	}
	return f.commit()
}

// TestFullDiskLeavesNothing: when a file can't be written, one clear line says so, an older result stays as it was, and
// nothing half-written is left.
func TestFullDiskLeavesNothing(t *testing.T) {
	path := put(t, map[string]string{resultFile: older})
	f, err := newFolder(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.write("first", func(w io.Writer) error { _, err := io.WriteString(w, "first"); return err }); err != nil {
		t.Fatal(err)
	}
	err = f.write("second", func(w io.Writer) error {
		_, _ = io.WriteString(w, "half")
		return fmt.Errorf("records: %w", &fs.PathError{Op: "write", Path: "/somewhere/.ecssim-1/second", Err: syscall.ENOSPC})
	})
	f.discard()
	if want := "can't write second into " + path + ": no space left on device"; err == nil || err.Error() != want {
		t.Errorf("the error is %v, want %s", err, want)
	}
	if got := names(t, filepath.Dir(path)); !slices.Equal(got, []string{"out"}) {
		t.Errorf("beside the older result there is %v", got)
	}
	if b, err := os.ReadFile(filepath.Join(path, resultFile)); string(b) != older {
		t.Errorf("the older result is %q (%v)", b, err)
	}
}

// TestOnlyResultsAreReplaced: a folder with anything that ecssim doesn't write is refused, and stays as it is.
func TestOnlyResultsAreReplaced(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string // in the refusal; empty: replaced
	}{
		{"empty", nil, ""},
		{"older result", map[string]string{
			resultFile: older, "report.html": "", "counts.png": "", "counts-web.png": "", "counts.csv": "", "records.ndjson": "", "events.txt": "",
		}, ""},
		{"someone else's result.json", map[string]string{resultFile: `{"tests": 3}`}, "isn't a result of ecssim"},
		{"a result.json that isn't JSON", map[string]string{resultFile: `ecssim/result/v1`}, "isn't a result of ecssim"},
		{"no result.json", map[string]string{"events.txt": ""}, "isn't a result of ecssim"},
		{"a stranger", map[string]string{resultFile: older, "notes.md": "mine"}, `"notes.md" in it, which isn't ecssim's`},
		{"almost a picture", map[string]string{resultFile: older, "counts-web.png~": "mine"}, `"counts-web.png~" in it`},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := put(t, c.files)
			before := names(t, path)
			err := results(path)
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("the error is %v, want %q", err, c.want)
			}
			if c.want == "" {
				before = []string{resultFile}
			}
			if got := names(t, path); !slices.Equal(got, before) {
				t.Errorf("the folder has %v, want %v", got, before)
			}
			if got := names(t, filepath.Dir(path)); !slices.Equal(got, []string{"out"}) {
				t.Errorf("beside the folder there is %v", got)
			}
		})
	}
}

// TestOnlyRegularFilesAreReplaced: a folder or a link under the name of one of our files is somebody else's.
func TestOnlyRegularFilesAreReplaced(t *testing.T) {
	folder := put(t, map[string]string{resultFile: older})
	link := put(t, map[string]string{resultFile: older})
	marker := put(t, nil)
	err := errors.Join(os.Mkdir(filepath.Join(folder, eventsFile), 0o755), os.Symlink("/", filepath.Join(link, countsFile)),
		os.Symlink(filepath.Join(link, resultFile), filepath.Join(marker, resultFile)))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{folder: eventsFile, link: countsFile, marker: "isn't a result"} {
		if err := results(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error is %v, want %s", err, want)
		}
	}
}

// TestStrangerInTheMeantime: what somebody puts into the folder during the run is kept, too.
func TestStrangerInTheMeantime(t *testing.T) {
	path := put(t, map[string]string{resultFile: older})
	f, err := newFolder(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(path, "notes.md"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err = f.commit()
	f.discard()
	if err == nil || !strings.Contains(err.Error(), "notes.md") {
		t.Errorf("the error is %v", err)
	}
	if got := names(t, path); !slices.Equal(got, []string{"notes.md", resultFile}) {
		t.Errorf("the folder has %v", got)
	}
}

// TestLinkedFolder: a link stays a link and what it points to is replaced. One that points to nothing is refused.
func TestLinkedFolder(t *testing.T) {
	path := put(t, map[string]string{resultFile: older})
	link, dangling := filepath.Join(t.TempDir(), "link"), filepath.Join(t.TempDir(), "dangling")
	if err := errors.Join(os.Symlink(path, link), os.Symlink("/nowhere/at/all", dangling)); err != nil {
		t.Fatal(err)
	}
	if err := results(link); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link isn't one any more (%v)", err)
	}
	if b, err := os.ReadFile(filepath.Join(path, resultFile)); string(b) != "new" {
		t.Errorf("behind the link there is %q (%v)", b, err)
	}
	if err := results(dangling); err == nil || !strings.HasSuffix(err.Error(), "it is a link to something that doesn't exist") {
		t.Errorf("the error is %v", err)
	}
}

// TestCurrentFolder: neither the current folder nor one above it can be replaced, and an empty name is no folder.
func TestCurrentFolder(t *testing.T) {
	t.Chdir(put(t, nil))
	for _, name := range []string{".", "..", "/", "../out"} {
		if err := results(name); err == nil || !strings.Contains(err.Error(), "current one or above it") {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
	if err := results(""); err == nil || !strings.Contains(err.Error(), "an empty one isn't") {
		t.Errorf("the error is %v", err)
	}
}

// TestParentsGoAgain: discarding removes the parents that had to be made, unless somebody uses them.
func TestParentsGoAgain(t *testing.T) {
	top := t.TempDir()
	f, err := newFolder(filepath.Join(top, "a", "b", "out"))
	if err != nil {
		t.Fatal(err)
	}
	f.discard()
	if got := names(t, top); len(got) > 0 {
		t.Errorf("%v is left", got)
	}
	if f, err = newFolder(filepath.Join(top, "a", "b", "out")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(top, "a", "thing"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	f.discard()
	if got := names(t, filepath.Join(top, "a")); !slices.Equal(got, []string{"thing"}) {
		t.Errorf("%v is left", got)
	}
}
