package main

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/spf13/cobra"

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
	earlier map[string]earlier // what an earlier batch has finished, by key

	mu      sync.Mutex
	next    int                        // the case that begins next
	limit   int                        // the first case that ends a batch with --fail-fast; the number of cases: none
	running map[int]context.CancelFunc // cases that workers are at

	// What follows is the collector's alone.
	places    []place  // by case
	foldered  []bool   // likewise: it has a folder
	latest    finished // the row that needn't be read again
	told      int      // how many rows have been told
	summary   suite.Summary
	unchecked map[string]bool // cases of an interrupted batch with an earlier result at which it hasn't looked
	unwritten bool            // the summaries, since there was no time for them
	unprinted *printError     // the first error of standard output, after which nothing more is printed
}

func newBatch(cmd *cobra.Command, o *batchOptions, cases []batchCase, folder *batchFolder, simulate simulator) (*batch, error) {
	b := &batch{
		options: o, cases: cases, reader: scenarios.NewReader(), folder: folder, simulate: simulate, stdout: cmd.OutOrStdout(), limit: len(cases), running: make(map[int]context.CancelFunc),
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
			for {
				own, i, ok := b.begin(working)
				if !ok {
					return
				}
				results <- b.result(own, i)
				b.end(i)
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
	if b.summary.Interrupted {
		b.findUnchecked()
	}
	for b.told < len(b.cases) {
		if err := b.tell(); err != nil {
			return err
		}
	}
	return nil
}

// needed is how many cases have to be run, from the first on: all of them, or those up to the one that ends the batch.
func (b *batch) needed() int { return min(b.limit+1, len(b.cases)) }

// begin gives a worker its next case, and a context for that one.
func (b *batch) begin(ctx context.Context) (own context.Context, index int, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if ctx.Err() != nil || b.next >= len(b.cases) || b.next > b.limit {
		return nil, 0, false
	}
	index = b.next
	b.next++
	own, b.running[index] = context.WithCancel(ctx)
	return own, index, true
}

// end says that a worker is through with a case.
func (b *batch) end(i int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.running[i]()
	delete(b.running, i)
}

// endAfter ends the batch after a case that hasn't passed. Nobody waits for later ones that are under way.
func (b *batch) endAfter(i int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.limit = min(b.limit, i)
	for later, cancel := range b.running {
		if later > b.limit {
			cancel()
		}
	}
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
		e, unread := b.journal.read(at.place)
		if unread == nil && e.Row.Status != suite.Crashed && b.folder.has(c.folder, e.Files) {
			return finished{index: i, entry: e, kept: at.place}
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
			if f.err != nil && ctx.Err() == nil && failed == nil && f.index <= b.limit {
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
		b.endAfter(f.index)
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
	b.printed(b.progress.aside(func() error { return b.text.Row(row) }))
	return nil
}

// printed remembers an error of standard output. The work goes on, but nothing more is printed.
func (b *batch) printed(err error) {
	if err != nil && b.unprinted == nil {
		b.unprinted = &printError{fmt.Errorf("the results are in %s, but can't be printed: %w", b.folder.name, reason(err))}
		b.text, b.stdout = nil, io.Discard
	}
}

// row is the row of a case: as the journal has it, or that of one that was skipped.
func (b *batch) row(i int) (*suite.Row, error) {
	c := &b.cases[i]
	skipped := &suite.Row{Case: c.called(), File: c.file, Sets: b.options.sets, Status: suite.Skipped}
	switch {
	case i > b.limit:
		skipped.Reason = "an earlier case didn't pass"
		return skipped, nil
	case b.places[i] == place{} && b.unchecked[c.called()]:
		skipped.Reason = "the batch was interrupted before it looked at the earlier result"
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
