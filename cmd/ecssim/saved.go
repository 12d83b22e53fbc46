package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
)

// saved is a run that an earlier ecssim run has written, with the scenario that its records have in them. Its records are
// still to be replayed.
type saved struct {
	*loaded
	path    string // of its records; "-" is standard input
	records *reports.RecordReader
	copy    *copier
	close   func() error
}

// openSaved opens a saved run: records.ndjson, the folder of a run, or "-" for records from stdin. It reads no further than
// the scenario, and doesn't wait for a terminal or a pipe any longer when ctx is done. The caller closes it.
func openSaved(ctx context.Context, path string, stdin io.Reader) (*saved, error) {
	s := &saved{path: path, close: func() error { return nil }}
	in := stdin
	if path != "-" {
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			s.path = filepath.Join(path, recordsFile)
		}
		file, err := os.Open(s.path)
		if errors.Is(err, fs.ErrNotExist) && s.path != path {
			return nil, fmt.Errorf("%s isn't the folder of a run: there is no %s in it", path, recordsFile)
		}
		if err != nil {
			return nil, fmt.Errorf("can't read the records: %w", err)
		}
		in, s.close = file, file.Close
	}
	s.copy = &copier{from: interruptible(ctx, in)}
	if err := s.open(); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// open reads the header and the scenario in it.
func (s *saved) open() error {
	var err error
	if s.records, err = reports.NewRecordReader(s.copy); err != nil {
		if _, ok := errors.AsType[*reports.LineError](err); !ok {
			return fmt.Errorf("can't read the records: %w", err)
		}
		hint := ""
		if filepath.Ext(s.path) == ".toml" {
			hint = " (a scenario is for ecssim run)"
		}
		return fmt.Errorf("%s: %w%s", nameOf(s.path), err, hint)
	}
	source, ok := s.records.Source()
	if !ok {
		return fmt.Errorf("%s: the scenario isn't in it, since an older version of ecssim wrote it: run the scenario %q again", nameOf(s.path), s.records.Scenario())
	}
	s.loaded, err = loadSaved(s.records.Scenario(), &source)
	if faults, ok := errors.AsType[scenarios.Faults](err); ok {
		return fmt.Errorf("%s: this ecssim can't use the scenario in it, which was changed, or written for another version: %s", nameOf(s.path), firstLine(faults.Error()))
	}
	return err
}

// loadSaved makes the scenario of a saved run from what its records have of it.
func loadSaved(scenario string, source *reports.Source) (*loaded, error) {
	from := scenarios.Source{Name: reports.Inert(cmp.Or(source.Name, scenario)) + ".toml", Text: []byte(source.Text)}
	for _, base := range source.Bases {
		from.Bases = append(from.Bases, scenarios.Base{Path: base.Path, Text: []byte(base.Text)})
	}
	t, err := newText(from)
	if err != nil {
		return nil, err
	}
	return t.load(source.Case, source.Sets)
}

// firstLine is the first line of a text, and how many more there are.
func firstLine(text string) string {
	first, rest, more := bytes.Cut([]byte(text), []byte{'\n'})
	if !more {
		return string(first)
	}
	return fmt.Sprintf("%s (and %d more)", first, 1+bytes.Count(rest, []byte{'\n'}))
}

// replay hands the records of the run to a recorder. The error is a reports.CutError when the run isn't told to its end.
func (s *saved) replay(to sim.Recorder) error {
	err := s.records.Replay(s.scenario, to)
	if err == nil {
		return nil
	}
	if isCut(err) {
		return fmt.Errorf("%s: %w", nameOf(s.path), err)
	}
	if _, ok := errors.AsType[*reports.LineError](err); ok {
		return fmt.Errorf("%s: %w (the file was changed or damaged, or another version of ecssim wrote it: run the scenario again)", nameOf(s.path), err)
	}
	return fmt.Errorf("can't read the records: %w", err)
}

func isCut(err error) bool {
	_, ok := errors.AsType[*reports.CutError](err)
	return ok
}

// result is the result.json beside the records: nil where there is none.
func (s *saved) result() (*reports.SavedResult, error) {
	if s.path == "-" {
		return nil, nil
	}
	path := filepath.Join(filepath.Dir(s.path), resultFile)
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("can't read the result beside the records: %w", err)
	}
	defer file.Close() //nolint:errcheck // only read
	result, err := reports.ReadResult(file)
	if err != nil {
		return nil, fmt.Errorf("%s %w", path, err)
	}
	return result, nil
}

// copier reads and keeps what was read for a copy, until it has somewhere to put it.
type copier struct {
	from  io.Reader
	kept  bytes.Buffer
	to    io.Writer // nil: it isn't known yet
	never bool      // no copy is wanted
}

// Read reads, and copies what was read.
func (c *copier) Read(b []byte) (int, error) {
	n, err := c.from.Read(b)
	if c.never || n == 0 {
		return n, err
	}
	if c.to == nil {
		c.kept.Write(b[:n]) // never fails
		return n, err
	}
	if _, failed := c.to.Write(b[:n]); failed != nil {
		return 0, failed
	}
	return n, err
}

// into begins the copy with what was read so far.
func (c *copier) into(w io.Writer) error {
	c.to = w
	_, err := c.kept.WriteTo(w)
	return err
}

// interruptible reads from r until ctx is done, though r may wait for ever.
func interruptible(ctx context.Context, r io.Reader) io.Reader {
	return &pump{ctx: ctx, from: r, chunks: make(chan chunk)}
}

// pump reads ahead by one chunk.
type pump struct {
	ctx    context.Context
	from   io.Reader
	begun  bool
	chunks chan chunk
	rest   []byte
	err    error
}

type chunk struct {
	data []byte
	err  error
}

// Read reads what has been pumped.
func (p *pump) Read(b []byte) (int, error) {
	if !p.begun {
		p.begun = true
		go p.run()
	}
	if len(p.rest) == 0 {
		if p.err != nil {
			return 0, p.err
		}
		select {
		case c := <-p.chunks:
			p.rest, p.err = c.data, c.err
		case <-p.ctx.Done():
			p.err = context.Cause(p.ctx)
		}
	}
	n := copy(b, p.rest)
	p.rest = p.rest[n:]
	if n == 0 {
		return 0, p.err
	}
	return n, nil
}

// run reads until there is an error, such as the end, or nobody takes what is read.
func (p *pump) run() {
	for {
		data := make([]byte, 1<<16)
		n, err := p.from.Read(data)
		select {
		case p.chunks <- chunk{data[:n], err}:
		case <-p.ctx.Done():
			return
		}
		if err != nil {
			return
		}
	}
}
