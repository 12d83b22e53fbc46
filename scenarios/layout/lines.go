package layout

import (
	"strings"
	"unicode/utf8"
)

// lineKind is what a line of the top level is. A line may go over several where its value does.
type lineKind uint8

const (
	blankLine lineKind = iota
	commentLine
	headerLine
	pairLine
)

// line is one line of the top level.
type line struct {
	kind    lineKind
	path    []string // of a header: the parts of its name as they are written
	array   bool     // a header in double brackets
	key     string
	value   *value
	comment string // at its end, or the whole line, from # on; empty for none
	column  int    // of the comment at its end, in characters from the first one on
}

// reader takes a text of valid TOML apart. What it makes of another one is of no use, but it ends.
type reader struct {
	text string
	pos  int
}

// lines are the lines of the text.
func (r *reader) lines() []line {
	var all []line
	for r.pos < len(r.text) {
		all = append(all, r.line())
	}
	return all
}

// line reads one line and its end.
func (r *reader) line() line {
	var l line
	before := r.pos
	r.blanks()
	start := r.pos
	switch r.peek() {
	case '\n', 0:
	case '#':
		l.kind = commentLine
	case '[':
		l.kind = headerLine
		l.path, l.array = r.header()
	default:
		l.kind = pairLine
		l.key = r.key()
		r.skip('=')
		r.blanks()
		l.value = r.value()
	}
	r.blanks()
	l.column = utf8.RuneCountInString(r.text[start:r.pos])
	l.comment = r.comment()
	if !r.skip('\n') && r.pos == before { // nothing that TOML knows
		r.pos++
	}
	return l
}

// peek is the next byte, 0 at the end.
func (r *reader) peek() byte {
	if r.pos < len(r.text) {
		return r.text[r.pos]
	}
	return 0
}

// skip goes behind the next byte if it is c.
func (r *reader) skip(c byte) bool {
	if r.pos < len(r.text) && r.text[r.pos] == c {
		r.pos++
		return true
	}
	return false
}

// blanks goes behind blanks, and the carriage return of a line's end.
func (r *reader) blanks() {
	for c := r.peek(); c == ' ' || c == '\t' || c == '\r'; c = r.peek() {
		r.pos++
	}
}

// comment reads a comment up to the line's end, without blanks behind.
func (r *reader) comment() string {
	if r.peek() != '#' {
		return ""
	}
	end := strings.IndexByte(r.text[r.pos:], '\n')
	if end < 0 {
		end = len(r.text) - r.pos
	}
	text := r.text[r.pos : r.pos+end]
	r.pos += end
	return strings.TrimRight(text, " \t\r")
}

// header reads [a.b] or [[a.b]].
func (r *reader) header() (path []string, array bool) {
	r.skip('[')
	array = r.skip('[')
	path = r.parts()
	r.skip(']')
	if array {
		r.skip(']')
	}
	return path, array
}

// key reads a key, which may have several parts.
func (r *reader) key() string { return strings.Join(r.parts(), ".") }

// parts reads the parts of a key with dots between them, each as it is written.
func (r *reader) parts() []string {
	var all []string
	for {
		r.blanks()
		start := r.pos
		switch c := r.peek(); c {
		case '"', '\'':
			r.quoted(c)
		default:
			for isBare(r.peek()) {
				r.pos++
			}
		}
		all = append(all, r.text[start:r.pos])
		r.blanks()
		if !r.skip('.') {
			return all
		}
	}
}

// isBare says whether a byte may stand in a key without quotes. What isn't ASCII may in newer versions of TOML.
func isBare(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c >= 0x80
}
