package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestFullDiskLeavesNothing: when a file can't be written, one clear line says so, an older result stays as it was, and
// nothing half-written is left.
func TestFullDiskLeavesNothing(t *testing.T) {
	parent := t.TempDir()
	path := filepath.Join(parent, "out")
	if err := os.MkdirAll(path, 0o755); err != nil {
		t.Fatal(err)
	}
	older := filepath.Join(path, marker)
	if err := os.WriteFile(older, []byte("older"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := newFolder(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.write("first", func(w io.Writer) error { _, err := io.WriteString(w, "first"); return err }); err != nil {
		t.Fatal(err)
	}
	err = f.write("second", func(w io.Writer) error {
		_, _ = io.WriteString(w, "half")
		return fmt.Errorf("write: %w", syscall.ENOSPC)
	})
	f.discard()
	if err == nil || !strings.Contains(err.Error(), "can't write second: write: no space left on device") {
		t.Errorf("the error is %v", err)
	}
	entries, err := os.ReadDir(parent)
	if err != nil || len(entries) != 1 {
		t.Errorf("beside the older result there is %v (%v)", entries, err)
	}
	if b, err := os.ReadFile(older); string(b) != "older" {
		t.Errorf("the older result is %q (%v)", b, err)
	}
}
