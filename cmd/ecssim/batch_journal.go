package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"

	"github.com/ecssim/ecssim/reports/suite"
)

// journal is where a batch writes down each case that is finished, in a line of its own after the case's files. It isn't
// synced: a killed process loses nothing by that, and what a machine loses that goes down is run again.
type journal struct {
	file *os.File
	end  int64
}

// entry is a line of the journal.
type entry struct {
	Key   string       `json:"key"` // everything that the result depends on, as a hash
	Row   *suite.Row   `json:"row"`
	Thumb *suite.Thumb `json:"thumb,omitempty"`
	Files []caseFile   `json:"files,omitempty"`
}

// place is where a line of the journal is; the zero value is nowhere.
type place struct {
	at     int64
	length int
}

// earlier is what an earlier batch has finished: a line of the journal, and of which case it is.
type earlier struct {
	place
	name   string
	folder string // in the folder of the cases; empty: it has none
}

// openJournal opens the journal of a folder, and gives what an earlier batch has finished, by key. A last line that was torn
// when that batch was killed is cut off.
func openJournal(folder *batchFolder) (*journal, map[string]earlier, error) {
	file, err := os.OpenFile(filepath.Join(folder.path, journalFile), os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, nil, fmt.Errorf("can't write %s: %w", folder.shown(journalFile), reason(err))
	}
	j := &journal{file: file}
	done, err := j.load()
	if err == nil && j.end == 0 {
		_, err = j.write([]byte(`{"schema":"` + journalSchema + `"}` + "\n"))
	}
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("can't use %s: %w", folder.shown(journalFile), reason(err)), file.Close())
	}
	return j, done, nil
}

// load reads all lines.
func (j *journal) load() (map[string]earlier, error) {
	done := make(map[string]earlier)
	lines := bufio.NewReaderSize(j.file, 1<<16)
	for {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			return done, j.file.Truncate(j.end)
		}
		if err != nil {
			return nil, err
		}
		var head struct {
			Key string `json:"key"`
			Row struct {
				Case   string `json:"case"`
				Folder string `json:"folder"`
			} `json:"row"`
		}
		if json.Unmarshal(line, &head) == nil && head.Key != "" {
			e := earlier{place: place{j.end, len(line)}, name: head.Row.Case}
			if head.Row.Folder != "" {
				e.folder = path.Base(head.Row.Folder)
			}
			done[head.Key] = e
		}
		j.end += int64(len(line))
	}
}

// add writes a line.
func (j *journal) add(e *entry) (place, error) {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(e); err != nil {
		return place{}, err
	}
	return j.write(line.Bytes())
}

func (j *journal) write(line []byte) (place, error) {
	if _, err := j.file.WriteAt(line, j.end); err != nil {
		return place{}, err
	}
	at := place{j.end, len(line)}
	j.end += int64(len(line))
	return at, nil
}

// line reads a line.
func (j *journal) line(at place) ([]byte, error) {
	line := make([]byte, at.length)
	_, err := j.file.ReadAt(line, at.at)
	return line, err
}

// read reads the entry in a line.
func (j *journal) read(at place) (*entry, error) {
	line, err := j.line(at)
	if err != nil {
		return nil, err
	}
	e := new(entry)
	if err := json.Unmarshal(line, e); err != nil {
		return nil, err
	}
	if e.Row == nil {
		return nil, errors.New("a line without a row")
	}
	e.Row.Thumb = e.Thumb
	return e, nil
}

// rewrite writes the lines at some places, in that order, as a journal of its own.
func (j *journal) rewrite(w io.Writer, places []place) error {
	b := bufio.NewWriter(w)
	_, _ = b.WriteString(`{"schema":"` + journalSchema + `"}` + "\n") // Flush has the error
	for _, at := range places {
		line, err := j.line(at)
		if err != nil {
			return err
		}
		_, _ = b.Write(line)
	}
	return b.Flush()
}
