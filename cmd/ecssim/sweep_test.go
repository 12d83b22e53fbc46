package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestSweep: of the folders beside a new one only those go that a killed run has left a day ago.
func TestSweep(t *testing.T) {
	parent := t.TempDir()
	now := time.Now()
	put := func(name string, age time.Duration, files ...string) {
		for _, file := range files {
			path := filepath.Join(parent, name, file)
			if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, nil, 0o666); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(path, now.Add(-age), now.Add(-age)); err != nil {
				t.Fatal(err)
			}
		}
	}
	const day = 25 * time.Hour
	put(".ecssim-1", day, tempMark, "results/counts.png")
	put(".ecssim-2", time.Hour, tempMark)
	put(".ecssim-3", day, "results/counts.png")
	put(".ecssim-4", day, tempMark, olderResults+"/counts.png")
	put("mine", day, tempMark)
	sweep(parent, now)
	for name, want := range map[string]bool{".ecssim-1": false, ".ecssim-2": true, ".ecssim-3": true, ".ecssim-4": true, "mine": true} {
		if _, err := os.Stat(filepath.Join(parent, name)); (err == nil) != want {
			t.Errorf("%s is there: %v, want %v", name, err == nil, want)
		}
	}
	left, err := makeTemp(parent)
	if err != nil {
		t.Fatal(err)
	}
	sweep(parent, now.Add(day))
	if _, err := os.Stat(left); err == nil {
		t.Error("a folder that was made a day ago is still there")
	}
}
