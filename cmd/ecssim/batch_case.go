package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/reports/suite"
	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
)

// simulator plays a scenario under a seed for a recorder, as ecs.Run does.
type simulator func(ctx context.Context, sc *sim.Scenario, seed uint64, to sim.Recorder) error

// play makes the result of a case, and puts its files into their place. The error is one that stops the batch: it was
// interrupted, or can't write.
func (b *batch) play(ctx context.Context, c *batchCase, from scenarios.Source, unread error, key string) (*entry, error) {
	e := &entry{Key: key, Row: &suite.Row{Case: c.called(), File: c.file, Sets: b.options.sets}}
	if unread != nil {
		return e, b.breaks(e.Row, unread)
	}
	files, err := b.guarded(ctx, c, from, e.Row)
	if err != nil {
		return nil, err
	}
	e.Files, e.Thumb = files, e.Row.Thumb
	return e, nil
}

// guarded is attempt, with whatever crashes in it as a result.
func (b *batch) guarded(ctx context.Context, c *batchCase, from scenarios.Source, row *suite.Row) (files []caseFile, err error) {
	defer func() {
		if p := recover(); p != nil {
			files, err = b.crashed(c, row, fmt.Sprintf("seed %d: panic: %v", row.Seed, p), debug.Stack())
		}
	}()
	files, err = b.attempt(ctx, c, from, row)
	if broken, ok := errors.AsType[*ecs.BrokenError](err); ok {
		return b.crashed(c, row, broken.Error(), broken.Stack)
	}
	return files, err
}

// crashed makes a row that of a crash, and leaves what there is to know of it in the case's folder.
func (b *batch) crashed(c *batchCase, row *suite.Row, what string, stack []byte) ([]caseFile, error) {
	*row = suite.Row{
		Case: row.Case, File: row.File, Name: row.Name, Sets: row.Sets, Seed: row.Seed, Command: b.command(c, row.Seed),
		Status: suite.Crashed, Folder: path.Join(casesFolder, c.folder), Stack: path.Join(casesFolder, c.folder, crashFile),
		Problems: []suite.Problem{{File: c.file, Message: c.file + ": " + what}},
	}
	folder, err := b.folder.newCase(c.folder)
	if err != nil {
		return nil, err
	}
	defer folder.discard()
	err = folder.write(crashFile, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "%s\n%s\n%s\n\n%s", versionLine(), reports.ShellLine(row.Command), reports.Inert(what), stack)
		return err
	})
	if err != nil {
		return nil, err
	}
	return b.folder.settle(folder)
}

// command is what runs a case once more by itself.
func (b *batch) command(c *batchCase, seed uint64) []string {
	words := []string{"ecssim", "run", c.file}
	if c.name != "" {
		words = append(words, "--case", c.name)
	}
	words = append(words, "--seed", strconv.FormatUint(seed, 10))
	for _, set := range b.options.sets {
		words = append(words, "--set", set)
	}
	return words
}

// breaks makes a row that of a scenario that can't be used: for err, unless that is one that stops the batch.
func (b *batch) breaks(row *suite.Row, err error) error {
	row.Status = suite.Broken
	if faults, ok := errors.AsType[scenarios.Faults](err); ok {
		for _, f := range faults {
			row.Problems = append(row.Problems, problem(row, &f))
		}
		return nil
	}
	problem := suite.Problem{File: row.File, Message: err.Error()}
	if rest, ok := strings.CutPrefix(problem.Message, row.File+":"); ok { // with a line, as that of located
		number, _, _ := strings.Cut(rest, ":")
		problem.Line, _ = strconv.Atoi(number) // 0 where it isn't one
	}
	row.Problems = append(row.Problems, problem)
	return nil
}

// attempt reads a case, simulates it, judges it and writes its files.
func (b *batch) attempt(ctx context.Context, c *batchCase, source scenarios.Source, row *suite.Row) ([]caseFile, error) {
	text, err := newTextBy(b.reader, source)
	if err != nil {
		return nil, b.breaks(row, err)
	}
	from, err := text.load(c.name, b.options.sets)
	if err != nil {
		return nil, b.breaks(row, err)
	}
	row.Name, row.Seed = from.scenario.Name, from.scenario.Seed
	if b.options.seeded {
		row.Seed = uint64(b.options.seed)
	}
	row.Command = b.command(c, row.Seed)
	run := reports.NewRun(from.scenario, row.Seed)
	if b.options.reports == reportsNone {
		if err := b.simulate(ctx, from.scenario, row.Seed, run); err != nil {
			return nil, b.cantBegin(ctx, err, from, row)
		}
		return nil, b.conclude(ctx, run, from, row)
	}
	folder, err := b.folder.newCase(c.folder)
	if err != nil {
		return nil, err
	}
	defer folder.discard()
	output, err := newOutput(&outputFlags{records: recordsFile, pictures: b.options.pictures}, folder, run, from.source)
	if err != nil {
		return nil, err
	}
	var unbegun error
	err = folder.write(recordsFile, func(w io.Writer) error {
		writer := reports.NewSavedRecordWriter(w, run.Scenario, from.source)
		if unbegun = b.simulate(ctx, from.scenario, row.Seed, append(output.recorders(), writer)); unbegun != nil {
			return nil
		}
		return writer.Close()
	})
	if err == nil && unbegun != nil {
		return nil, b.cantBegin(ctx, unbegun, from, row)
	}
	if err == nil {
		err = b.conclude(ctx, run, from, row)
	}
	if err != nil || b.options.reports == reportsFailed && row.Status == suite.Passed {
		return nil, err
	}
	if err := output.write(ctx); err != nil {
		return nil, err
	}
	row.Folder, row.Report = path.Join(casesFolder, c.folder), path.Join(casesFolder, c.folder, reportFile)
	return b.folder.settle(folder)
}

// cantBegin tells an interrupt and a fault of ecssim's own from a scenario that can't begin.
func (b *batch) cantBegin(ctx context.Context, err error, from *loaded, row *suite.Row) error {
	if _, ok := errors.AsType[*ecs.BrokenError](err); ok || ctx.Err() != nil {
		return err
	}
	return b.breaks(row, located(err, from.name, from.scenario))
}

// conclude fills the row with what came of a run that is over.
func (b *batch) conclude(ctx context.Context, run *reports.Run, from *loaded, row *suite.Row) error {
	if err := conclude(ctx, run, from.vary, max(1, b.options.jobs/len(b.cases))); err != nil {
		return err
	}
	row.Take(run)
	for _, fault := range from.refused {
		odd := problem(row, &fault)
		odd.Message = calledOff(&fault)
		row.Warnings = append(row.Warnings, odd)
	}
	return nil
}

// problem is a fault of a row. What --set gives has no line, so it is told of the row's file.
func problem(row *suite.Row, f *scenarios.Fault) suite.Problem {
	p := suite.Problem{File: f.File, Line: f.Line, Message: f.Error()}
	if f.Line == 0 {
		p.File = row.File
	}
	return p
}
