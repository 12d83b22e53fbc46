//go:build unix

package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestUmask: who may read the results is the umask's choice.
func TestUmask(t *testing.T) {
	for mask, want := range map[int]os.FileMode{0o022: 0o755, 0o077: 0o700, 0o002: 0o775} {
		path := filepath.Join(t.TempDir(), "made", "out")
		before := syscall.Umask(mask)
		err := results(path)
		syscall.Umask(before)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range []string{path, filepath.Dir(path)} {
			if info, err := os.Stat(p); err != nil || info.Mode().Perm() != want {
				t.Errorf("under umask %o, %s has %v, want %o", mask, p, info.Mode(), want)
			}
		}
	}
}
