package reports

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// LineError says what is wrong with a line of records.ndjson.
type LineError struct {
	Line    int // from 1
	Problem error
}

// Error says it with the number of the line.
func (e *LineError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Problem) }

// Unwrap is what is wrong.
func (e *LineError) Unwrap() error { return e.Problem }

// CutError says that records end before the run does, as of a run that was killed. Those up to there have been read.
type CutError struct {
	Line int      // the last one that is whole
	Torn bool     // a part of another line follows
	At   sim.Time // of the last record
}

// Error says where the file ends.
func (e *CutError) Error() string {
	if e.Torn {
		return fmt.Sprintf("line %d is cut off: the records end at %s, before the run does", e.Line+1, Clock(e.At))
	}
	return fmt.Sprintf("the records end behind line %d at %s, before the run does", e.Line, Clock(e.At))
}

// longestLine is how long a line may be: far more than the longest, that of a scenario or of an event with 5,000 tasks.
const longestLine = 16 << 20

// RecordReader reads records.ndjson back. Make one with NewRecordReader, build the scenario that Source gives, and have
// the records replayed.
type RecordReader struct {
	in     *bufio.Reader
	number int // of the latest line
	long   []byte
	first  []byte // the header's line
	header header
}

// NewRecordReader reads the header of records.ndjson. Its errors are those of r, or a LineError.
func NewRecordReader(r io.Reader) (*RecordReader, error) {
	out := &RecordReader{in: bufio.NewReaderSize(r, 1<<16)}
	text, err := out.next()
	switch {
	case errors.Is(err, io.EOF) && len(text) == 0:
		return nil, out.wrong(errors.New("there is nothing; records.ndjson begins with a header"))
	case err != nil && !errors.Is(err, io.EOF):
		return nil, err
	}
	out.first = bytes.Clone(text)
	if err := out.readHeader(out.first); err != nil {
		return nil, out.wrong(err)
	}
	return out, nil
}

// readHeader reads the first line, and looks at what it says of itself before anything else.
func (rr *RecordReader) readHeader(text []byte) error {
	var kind struct {
		Schema *string `json:"schema"`
		Kind   string  `json:"kind"`
	}
	err := json.Unmarshal(text, &kind)
	switch {
	case err != nil && !json.Valid(text):
		return fmt.Errorf("isn't the header of a records.ndjson: not a JSON object: %w", whyNot(text))
	case err != nil || kind.Schema == nil:
		return fmt.Errorf(`isn't the header of a records.ndjson, which begins {"schema":%q,"kind":"run"`, RecordsSchema)
	case *kind.Schema != RecordsSchema:
		text := fmt.Sprintf("has the schema %q; this ecssim reads %q", Inert(*kind.Schema), RecordsSchema)
		if strings.HasPrefix(*kind.Schema, "ecssim/records/") {
			text += ": another version of ecssim wrote it"
		}
		return errors.New(text)
	case kind.Kind != "run":
		return fmt.Errorf(`"kind" is %q; that of the header is "run"`, Inert(kind.Kind))
	}
	type written struct { // milliseconds can only be written
		header
		Duration json.Number `json:"duration"`
	}
	var h written
	if err := json.Unmarshal(text, &h); err != nil {
		return fmt.Errorf("isn't a header as ecssim writes it: %w", err)
	}
	rr.header = h.header
	return nil
}

// Scenario is the name of the scenario that was run.
func (rr *RecordReader) Scenario() string { return rr.header.Scenario }

// Source is what the scenario was read from; ok is false where the file doesn't say, since a version of ecssim before
// there was a source wrote it, or a program that had made the scenario.
func (rr *RecordReader) Source() (from Source, ok bool) {
	h := &rr.header
	return Source{Text: h.Source, Sets: h.Sets, Bases: h.Extends, Case: h.Case, Name: h.File}, h.Source != ""
}

// Replay reads the records of a run of sc up to their end and hands them to a recorder, each as the run did, as far as
// anything that is told of a run depends on it. What a line says has to agree with the scenario and the lines before it,
// to the last word; a line may be written another way, in another order or with spaces. Errors are those of the
// underlying reader, a LineError, or a CutError when the file ends too early.
func (rr *RecordReader) Replay(sc *sim.Scenario, to sim.Recorder) error {
	from, _ := rr.Source()
	p := newReplay(sc, from)
	if err := compare(bytes.TrimSpace(rr.first), bytes.TrimSpace(p.w.buf), "run"); err != nil {
		return rr.wrong(err)
	}
	p.w.buf = p.w.buf[:0]
	for {
		text, err := rr.next()
		switch {
		case errors.Is(err, io.EOF) && len(text) == 0:
			if p.open > 0 {
				return &CutError{Line: rr.number - 1, At: p.now}
			}
			return nil
		case errors.Is(err, io.EOF) && !json.Valid(text): // a whole line may lack its end
			return &CutError{Line: rr.number - 1, Torn: true, At: p.now}
		case err != nil && !errors.Is(err, io.EOF):
			return err
		}
		if err := p.read(text); err != nil {
			return rr.wrong(err)
		}
		to.Record(&p.rec)
	}
}

// ReadRecords reads a whole records.ndjson of a run of sc; see RecordReader.Replay.
func ReadRecords(r io.Reader, sc *sim.Scenario, to sim.Recorder) error {
	rr, err := NewRecordReader(r)
	if err != nil {
		return err
	}
	return rr.Replay(sc, to)
}

func (rr *RecordReader) wrong(err error) error { return &LineError{max(rr.number, 1), err} }

// next is the next line without its end, valid until the line after. With io.EOF comes what stands behind the last end.
func (rr *RecordReader) next() ([]byte, error) {
	rr.number++
	text, err := rr.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		rr.long = rr.long[:0]
		for errors.Is(err, bufio.ErrBufferFull) {
			if rr.long = append(rr.long, text...); len(rr.long) > longestLine {
				return nil, rr.wrong(fmt.Errorf("is longer than %d bytes, which no line of ecssim's is", longestLine))
			}
			text, err = rr.in.ReadSlice('\n')
		}
		rr.long = append(rr.long, text...)
		text = rr.long
	}
	return bytes.TrimSuffix(text, []byte{'\n'}), err
}
