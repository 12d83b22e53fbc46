package starter

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Note is one thing that the reader of an imported scenario has to know.
type Note struct {
	// Left says that it is about something of the responses that isn't in the scenario; else it is about something in the
	// scenario that the responses don't say.
	Left bool
	// Text is a clause in one line, without a full stop.
	Text string
}

// maxNotes is how many notes of a kind and faults are listed; the rest is only counted.
const maxNotes = 60

// assume notes what the responses don't say, and what stands for it. A note that is there already counts once.
func (im *importer) assume(format string, args ...any) { im.note(false, format, args) }

// left notes what the responses say and the scenario doesn't.
func (im *importer) left(format string, args ...any) { im.note(true, format, args) }

func (im *importer) note(left bool, format string, args []any) {
	n := Note{left, printable(fmt.Sprintf(format, args...))}
	if !slices.Contains(im.notes, n) {
		im.notes = append(im.notes, n)
	}
}

// fault adds something for which there can't be a scenario.
func (im *importer) fault(format string, args ...any) {
	text := printable(fmt.Sprintf(format, args...))
	if !slices.Contains(im.faults, text) {
		im.faults = append(im.faults, text)
	}
}

// failure is all faults as one error, a line each.
func (im *importer) failure() error {
	if len(im.faults) == 0 {
		return nil
	}
	faults := im.faults
	if len(faults) > maxNotes {
		faults = append(slices.Clip(faults[:maxNotes]), fmt.Sprintf("and %d more", len(faults)-maxNotes))
	}
	return errors.New(strings.Join(faults, "\n"))
}

// printable is a text in one line without characters that can't be seen, since names from outside get into comments and
// messages.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '�'
	}, s)
}
