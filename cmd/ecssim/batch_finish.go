package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/reports/html"
	"github.com/ecssim/ecssim/reports/suite"
)

// lastWork is how long an interrupted batch works on its summaries at most, so that all is over within a second. What isn't
// written by then is when the batch is resumed.
const lastWork = 400 * time.Millisecond

// rowsAhead is how many rows are read from the journal at a time, on all processors.
const rowsAhead = 256

// suite is what the outputs are made from. Its rows end with an error as soon as the context is done.
func (b *batch) suite(ctx context.Context) *suite.Suite {
	return &suite.Suite{Summary: b.summary, Rows: func() iter.Seq2[*suite.Row, error] {
		return func(yield func(*suite.Row, error) bool) {
			rows, errs := make([]*suite.Row, rowsAhead), make([]error, rowsAhead)
			for i := range b.cases {
				k := i % rowsAhead
				if k == 0 {
					each(min(rowsAhead, len(b.cases)-i), func(k int) { rows[k], errs[k] = b.row(i + k) })
				}
				if ctx.Err() != nil {
					errs[k] = context.Cause(ctx)
				}
				if !yield(rows[k], errs[k]) || errs[k] != nil {
					return
				}
			}
		}
	}}
}

// finish writes everything that is about all cases. An interrupt ends that; where it came earlier, there is a little time.
func (b *batch) finish(ctx context.Context) error {
	if b.summary.Interrupted {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(context.WithoutCancel(ctx), lastWork)
		defer stop()
	}
	err := b.summarize(ctx, b.suite(ctx))
	if ctx.Err() == nil || err == nil {
		return err
	}
	b.unwritten = true
	return b.folder.removeTemporary()
}

// summarize writes the files of the folder and the outputs, and clears up. What --resume makes anew at once isn't synced, but
// for the journal.
func (b *batch) summarize(ctx context.Context, s *suite.Suite) error {
	files := []struct {
		name  string
		write func(w io.Writer, s *suite.Suite) error
	}{{rowsFile, suite.WriteNDJSON}, {indexFile, html.WriteIndex}}
	errs := make([]error, len(files))
	each(len(files), func(i int) {
		errs[i] = b.folder.write(files[i].name, true, func(w io.Writer) error { return files[i].write(w, s) })
	})
	if err := cmp.Or(errs...); err != nil {
		return err
	}
	if err := b.print(s); err != nil || ctx.Err() != nil {
		return cmp.Or(err, context.Cause(ctx))
	}
	return b.tidy()
}

// print writes the outputs.
func (b *batch) print(s *suite.Suite) error {
	if b.text != nil {
		err := b.text.End(s)
		if err == nil {
			_, err = fmt.Fprintf(b.stdout, "Results are in %s%c: %s, %s.\n", reports.Inert(filepath.Clean(b.folder.name)), os.PathSeparator, indexFile, rowsFile)
		}
		b.printed(err)
	}
	return b.options.outputs.write(b.stdout, s, b.printed)
}

// findUnchecked finds the cases that aren't finished, but of which there is an earlier result.
func (b *batch) findUnchecked() {
	known := make(map[string]bool)
	for _, e := range b.earlier {
		known[e.name] = true
	}
	b.unchecked = make(map[string]bool)
	for i := range b.needed() {
		if name := b.cases[i].called(); b.places[i] == (place{}) && known[name] {
			b.unchecked[name] = true
		}
	}
}

// tidy leaves of a batch that is over only what its rows tell of, and in the journal their order. Behind those stay the earlier
// results of cases that it left out. One that was interrupted keeps what may yet be of use when it is resumed.
func (b *batch) tidy() error {
	if b.summary.Interrupted {
		return b.folder.removeTemporary() // of workers that nobody waited for
	}
	wanted := make(map[string]bool)
	places := slices.Clone(b.places[:b.needed()])
	for i := range places {
		if b.foldered[i] {
			wanted[b.cases[i].folder] = true
		}
	}
	for _, e := range b.leftOut() {
		places = append(places, e.place)
		if e.folder != "" {
			wanted[e.folder] = true
		}
	}
	if err := b.folder.keepOnly(wanted); err != nil {
		return err
	}
	return b.folder.write(journalFile, false, func(w io.Writer) error {
		return errors.Join(b.journal.rewrite(w, places), b.journal.file.Close())
	})
}

// leftOut are the earlier results, in the order of the journal, of cases that this batch hasn't run since it ended before them, or
// since a filter or a shard left them out. A batch of other paths leaves none: what isn't in those is no part of it.
func (b *batch) leftOut() []earlier {
	o := b.options
	if o.filter.expression == nil && o.shard.n == 0 && b.limit == len(b.cases) {
		return nil
	}
	kept := make(map[place]bool)
	for _, e := range b.earlier {
		kept[e.place] = true
	}
	replaced := make(map[string]bool)
	for i := range b.cases {
		if i < b.needed() || b.places[i] != (place{}) && !kept[b.places[i]] {
			replaced[b.cases[i].called()] = true
		}
	}
	var list []earlier
	for _, e := range b.earlier {
		if !replaced[e.name] {
			list = append(list, e)
		}
	}
	slices.SortFunc(list, func(a, b earlier) int { return cmp.Compare(a.at, b.at) })
	return list
}

func (b *batch) unreadable(err error) error {
	return fmt.Errorf("can't read %s, which was changed: %w", b.folder.shown(journalFile), reason(err))
}
