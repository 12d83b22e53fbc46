package main

import (
	"fmt"
	"io"
	"path/filepath"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/reports/perfetto"
)

// traceSuffix is what the name of a trace in an output folder ends in, so that the next run knows it as ecssim's.
const traceSuffix = ".pftrace"

// traceFile is the trace that --trace asks for: a file of the run's folder, or one of its own anywhere else.
type traceFile struct {
	inside string     // its name in the folder
	own    *wholeFile // nil: it is in the folder
}

// newTraceFile begins the trace of a run. It is nil where none is asked for.
func newTraceFile(name string, to *folder) (*traceFile, error) {
	if name == "" {
		return nil, nil
	}
	t := new(traceFile)
	path, err := filepath.Abs(name)
	if err != nil {
		return nil, fmt.Errorf("can't write %s: %w", name, reason(err))
	}
	parent := filepath.Dir(path)
	if real, err := filepath.EvalSymlinks(parent); err == nil {
		parent = real
	}
	if parent != to.path {
		t.own, err = newWholeFile(name)
		return t, err
	}
	t.inside = filepath.Base(path)
	if filepath.Ext(t.inside) != traceSuffix {
		return nil, fmt.Errorf("--trace %s: the name of a trace in the output folder has to end in %s", name, traceSuffix)
	}
	return t, nil
}

// write writes the trace, into the folder or beside its place.
func (t *traceFile) write(to *folder, run *reports.Run, tracks *reports.Tracks) error {
	if t == nil {
		return nil
	}
	fill := func(w io.Writer) error { return perfetto.Write(w, run, tracks) }
	if t.own == nil {
		return to.write(t.inside, fill)
	}
	return t.own.write(fill)
}

// commit puts a trace outside of the folder in its place.
func (t *traceFile) commit() error {
	if t == nil || t.own == nil {
		return nil
	}
	return t.own.commit()
}

// discard removes what was made, unless it was committed.
func (t *traceFile) discard() {
	if t != nil && t.own != nil {
		t.own.discard()
	}
}
