package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/reports/html"
	"github.com/ecssim/ecssim/reports/suite"
	"github.com/ecssim/ecssim/scenarios"
)

// grace is how long an interrupted batch waits for cases that are writing their files.
const grace = 200 * time.Millisecond

// batch is a batch at work. Its rows are in the journal, of which it only knows the places: how many cases there are
// doesn't matter to its memory.
type batch struct {
	options  *batchOptions
	cases    []batchCase
	reader   *scenarios.Reader
	folder   *batchFolder
	simulate simulator
	build    string
	stdout   io.Writer
	text     *suite.Text // nil: none is wanted
	progress *batchProgress

	journal *journal
	earlier map[string]place // what an earlier batch has finished, by key

	mu    sync.Mutex
	next  int // the case that begins next
	limit int // the first case that ends a batch with --fail-fast; the number of cases: none

	// What follows is the collector's alone.
	places   []place  // by case
	foldered []bool   // likewise: it has a folder
	latest   finished // the row that needn't be read again
	told     int      // how many rows have been told
	summary  suite.Summary
}

func newBatch(cmd *cobra.Command, o *batchOptions, cases []batchCase, folder *batchFolder, simulate simulator) (*batch, error) {
	b := &batch{
		options: o, cases: cases, reader: scenarios.NewReader(), folder: folder, simulate: simulate, stdout: cmd.OutOrStdout(), limit: len(cases),
		places: make([]place, len(cases)), foldered: make([]bool, len(cases)), progress: newBatchProgress(cmd.ErrOrStderr(), len(cases), o),
	}
	var err error
	if b.build, err = buildID(); err != nil {
		return nil, err
	}
	if o.outputs.text() {
		b.text = newBatchText(b.stdout, cases, &o.color)
	}
	if err := folder.clear(o.resume); err != nil {
		return nil, err
	}
	b.journal, b.earlier, err = openJournal(folder)
	return b, err
}

// finished is a case that a worker is through with.
type finished struct {
	index int
	entry *entry
	kept  place // in the journal already: of an earlier batch
	err   error // what stops the batch
}

// work runs the cases and tells their rows in order. The error is one that stopped it; an interrupt is none.
func (b *batch) work(ctx context.Context) error {
	working, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	results := make(chan finished, b.options.jobs) // so that nobody waits for a collector that has gone
	var workers sync.WaitGroup
	for range min(b.options.jobs, len(b.cases)) {
		workers.Go(func() {
			for i, ok := b.begin(working); ok; i, ok = b.begin(working) {
				results <- b.result(working, i)
			}
		})
	}
	go func() { workers.Wait(); close(results) }()
	err := b.collect(ctx, results, stop)
	b.progress.finish()
	if err != nil {
		return err
	}
	b.summary.Interrupted = ctx.Err() != nil && slices.Contains(b.places[:b.needed()], place{})
	for b.told < len(b.cases) {
		if err := b.tell(); err != nil {
			return err
		}
	}
	return nil
}

// needed is how many cases have to be run, from the first on: all of them, or those up to the one that ends the batch.
func (b *batch) needed() int { return min(b.limit+1, len(b.cases)) }

// begin gives a worker its next case.
func (b *batch) begin(ctx context.Context) (index int, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if ctx.Err() != nil || b.next >= len(b.cases) || b.next > b.limit {
		return 0, false
	}
	b.next++
	return b.next - 1, true
}

// result makes the result of a case, or finds that of an earlier batch.
func (b *batch) result(ctx context.Context, i int) (f finished) {
	c := &b.cases[i]
	defer func() {
		if p := recover(); p != nil { // in reading it; see guarded
			e := &entry{Row: &suite.Row{Case: c.called(), File: c.file, Sets: b.options.sets}}
			f = finished{index: i, entry: e}
			e.Files, f.err = b.crashed(c, e.Row, fmt.Sprintf("panic: %v", p), debug.Stack())
		}
	}()
	from, err := gather(c.file, nil)
	key := b.keyOf(c, &from)
	if at, ok := b.earlier[key]; ok && err == nil {
		e, unread := b.journal.read(at)
		if unread == nil && e.Row.Status != suite.Crashed && b.folder.has(c.folder, e.Files) {
			return finished{index: i, entry: e, kept: at}
		}
	}
	e, err := b.play(ctx, c, from, err, key)
	return finished{index: i, entry: e, err: err}
}

// collect takes the results until there are no more. When the batch is interrupted it doesn't wait long.
func (b *batch) collect(ctx context.Context, results <-chan finished, stop context.CancelCauseFunc) error {
	var patience <-chan time.Time
	interrupted := ctx.Done()
	var failed error
	for {
		select {
		case f, more := <-results:
			if !more {
				return failed
			}
			if f.err != nil && ctx.Err() == nil && failed == nil {
				failed = f.err
				stop(f.err)
			}
			if f.err != nil || failed != nil {
				continue
			}
			if err := b.take(f); err != nil {
				failed = err
				stop(err)
			}
		case <-b.progress.tick():
			b.progress.say()
		case <-interrupted:
			interrupted, patience = nil, time.After(grace)
		case <-patience:
			return failed
		}
	}
}

// take writes down a result, and tells the rows whose turn has come.
func (b *batch) take(f finished) error {
	at := f.kept
	if at == (place{}) {
		err := f.entry.Row.Settle()
		if err != nil {
			return err
		}
		if at, err = b.journal.add(f.entry); err != nil {
			return fmt.Errorf("can't write %s: %w", b.folder.shown(journalFile), reason(err))
		}
	}
	b.places[f.index], b.foldered[f.index], b.latest = at, len(f.entry.Files) > 0, f
	b.progress.add(f.entry.Row.Status)
	if b.options.failFast && f.entry.Row.Status != suite.Passed {
		b.mu.Lock()
		b.limit = min(b.limit, f.index)
		b.mu.Unlock()
	}
	for b.told < len(b.cases) && (b.places[b.told] != place{} || b.told > b.limit) {
		if err := b.tell(); err != nil {
			return err
		}
	}
	return nil
}

// tell counts and prints the next row.
func (b *batch) tell() error {
	row, err := b.row(b.told)
	if err != nil {
		return err
	}
	b.told++
	b.summary.Add(row)
	if b.text == nil || b.summary.Interrupted && row.Status == suite.Skipped { // the summary counts those
		return nil
	}
	return b.progress.aside(func() error { return b.text.Row(row) })
}

// row is the row of a case: as the journal has it, or that of one that was skipped.
func (b *batch) row(i int) (*suite.Row, error) {
	c := &b.cases[i]
	skipped := &suite.Row{Case: c.called(), File: c.file, Sets: b.options.sets, Status: suite.Skipped}
	switch {
	case i > b.limit:
		skipped.Reason = "an earlier case didn't pass"
		return skipped, nil
	case b.places[i] == place{}:
		skipped.Reason = "the batch was interrupted"
		return skipped, nil
	case b.latest.entry != nil && b.latest.index == i:
		return b.latest.entry.Row, nil
	}
	e, err := b.journal.read(b.places[i])
	if err != nil {
		return nil, b.unreadable(err)
	}
	return e.Row, nil
}

// suite is what the outputs are made from.
func (b *batch) suite() *suite.Suite {
	return &suite.Suite{Summary: b.summary, Rows: func() iter.Seq2[*suite.Row, error] {
		return func(yield func(*suite.Row, error) bool) {
			for i := range b.cases {
				row, err := b.row(i)
				if !yield(row, err) || err != nil {
					return
				}
			}
		}
	}}
}

// finish writes everything that is about all cases.
func (b *batch) finish() error {
	s := b.suite()
	if err := b.folder.write(rowsFile, func(w io.Writer) error { return suite.WriteNDJSON(w, s) }); err != nil {
		return err
	}
	if err := b.folder.write(indexFile, func(w io.Writer) error { return html.WriteIndex(w, s) }); err != nil {
		return err
	}
	return errors.Join(b.print(s), b.tidy())
}

// print writes the outputs.
func (b *batch) print(s *suite.Suite) error {
	if b.text != nil {
		err := b.text.End(s)
		if err == nil {
			_, err = fmt.Fprintf(b.stdout, "Results are in %s%c: %s, %s.\n", reports.Inert(filepath.Clean(b.folder.name)), os.PathSeparator, indexFile, rowsFile)
		}
		if err != nil {
			return &printError{fmt.Errorf("the results are in %s, but can't be printed: %w", b.folder.name, reason(err))}
		}
	}
	return b.options.outputs.write(b.stdout, s, b.folder.name)
}

// tidy leaves of a batch that is over only what its rows tell of, and in the journal their order. One that was interrupted
// keeps what may yet be of use when it is resumed.
func (b *batch) tidy() error {
	if b.summary.Interrupted {
		return b.folder.removeTemporary() // of workers that nobody waited for
	}
	wanted := make(map[string]bool)
	places := b.places[:b.needed()]
	for i := range places {
		if b.foldered[i] {
			wanted[b.cases[i].folder] = true
		}
	}
	if err := b.folder.keepOnly(wanted); err != nil {
		return err
	}
	return b.folder.write(journalFile, func(w io.Writer) error {
		return errors.Join(b.journal.rewrite(w, places), b.journal.file.Close())
	})
}

func (b *batch) unreadable(err error) error {
	return fmt.Errorf("can't read %s, which was changed: %w", b.folder.shown(journalFile), reason(err))
}
