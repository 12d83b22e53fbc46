package scenarios

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Limits of a scenario's text, checked before anything is made of it.
const (
	maxBytes   = 256 << 10 // of one scenario
	maxEntries = 50_000    // keys, headers and elements of arrays
	maxDepth   = 32        // tables and arrays within each other
)

// errMalformed says that the scanner met something that isn't TOML. The decoder has the better words for it.
var errMalformed = errors.New("malformed")

// limitError says that a text goes beyond one of the limits.
type limitError struct {
	offset  int
	message string
}

func (e *limitError) Error() string { return e.message }

// scanner walks a TOML text for the places of its keys and values, which the decoder doesn't tell. It understands every
// valid text; what it makes of others doesn't matter, since the decoder refuses them.
type scanner struct {
	text    string
	pos     int
	entries int
	root    *spot
	table   *spot      // that the current header names
	path    []string   // of the current header
	keys    [][]string // in the form and order of toml.MetaData.Keys
}

// scan finds the places of text, which is one of several that have so many entries before it. The error is a *limitError, or errMalformed with the offset reached.
func scan(text string, entries int) (*scanner, error) {
	root := &spot{}
	s := &scanner{text: text, entries: entries, root: root, table: root}
	for {
		s.skipLines()
		if s.pos >= len(s.text) {
			return s, nil
		}
		var err error
		if s.text[s.pos] == '[' {
			err = s.header()
		} else {
			err = s.pair(s.table, s.path, 0)
		}
		if err != nil {
			return s, err
		}
		s.skipBlanks()
		if c := s.peek(); c != '\n' && c != '\r' && c != '#' && c != 0 {
			return s, errMalformed
		}
	}
}

// peek is the next byte, 0 at the end.
func (s *scanner) peek() byte {
	if s.pos < len(s.text) {
		return s.text[s.pos]
	}
	return 0
}

func (s *scanner) skipBlanks() {
	for s.peek() == ' ' || s.peek() == '\t' {
		s.pos++
	}
}

// skipLines skips blanks, line ends and comments.
func (s *scanner) skipLines() {
	for s.pos < len(s.text) {
		switch s.text[s.pos] {
		case ' ', '\t', '\n', '\r':
			s.pos++
		case '#':
			end := strings.IndexByte(s.text[s.pos:], '\n')
			if end < 0 {
				end = len(s.text) - s.pos
			}
			s.pos += end
		default:
			return
		}
	}
}

// count takes one more entry at depth.
func (s *scanner) count(depth int) error {
	s.entries++
	if s.entries > maxEntries {
		return &limitError{s.pos, fmt.Sprintf("more than %d keys and values", maxEntries)}
	}
	if depth > maxDepth {
		return &limitError{s.pos, fmt.Sprintf("tables and lists stand more than %d deep within each other", maxDepth)}
	}
	return nil
}

// header reads [a.b] or [[a.b]].
func (s *scanner) header() error {
	start := s.pos
	array := strings.HasPrefix(s.text[s.pos:], "[[")
	s.pos++
	if array {
		s.pos++
	}
	parts, err := s.dotted(0)
	if err != nil {
		return err
	}
	closing := "]"
	if array {
		closing = "]]"
	}
	if !strings.HasPrefix(s.text[s.pos:], closing) {
		return errMalformed
	}
	s.pos += len(closing)

	at := s.root
	for _, p := range parts[:len(parts)-1] {
		at = at.child(p.name, p.offset).last()
	}
	name := parts[len(parts)-1].name
	at = at.child(name, start)
	if array {
		at = at.push(start)
	} else {
		at = at.last()
		at.key, at.value = start, start
	}
	s.table, s.path = at, names(parts)
	s.keys = append(s.keys, s.path)
	return s.count(len(parts))
}

// last is the newest element of an array of tables; any other spot is itself.
func (s *spot) last() *spot {
	if len(s.items) > 0 {
		return s.items[len(s.items)-1]
	}
	return s
}

// part is one part of a dotted key.
type part struct {
	name   string
	offset int
}

func names(parts []part) []string {
	list := make([]string, len(parts))
	for i, p := range parts {
		list[i] = p.name
	}
	return list
}

// dotted reads a key, which may have several parts, and the blanks after it.
func (s *scanner) dotted(depth int) ([]part, error) {
	var parts []part
	for {
		s.skipBlanks()
		offset := s.pos
		name, err := s.simpleKey()
		if err != nil {
			return nil, err
		}
		parts = append(parts, part{name, offset})
		if err := s.count(depth + len(parts)); err != nil {
			return nil, err
		}
		s.skipBlanks()
		if s.peek() != '.' {
			return parts, nil
		}
		s.pos++
	}
}

// simpleKey reads one part of a key, bare or quoted.
func (s *scanner) simpleKey() (string, error) {
	switch c := s.peek(); c {
	case '"', '\'':
		start := s.pos + 1
		if err := s.quoted(c); err != nil {
			return "", err
		}
		inner := s.text[start : s.pos-1]
		if c == '\'' {
			return inner, nil
		}
		name, ok := unescape(inner)
		if !ok {
			return "", errMalformed
		}
		return name, nil
	default:
		start := s.pos
		for isBareRune(rune(s.peek())) {
			s.pos++
		}
		if s.pos == start {
			return "", errMalformed
		}
		return s.text[start:s.pos], nil
	}
}

// quoted skips a string of one line from its opening quote to behind its closing one.
func (s *scanner) quoted(quote byte) error {
	for s.pos++; s.pos < len(s.text); s.pos++ {
		switch c := s.text[s.pos]; {
		case c == quote:
			s.pos++
			return nil
		case c == '\\' && quote == '"':
			s.pos++
		case c == '\n':
			return errMalformed
		}
	}
	return errMalformed
}

// pair reads key = value into the table at, which stands depth deep below its header.
func (s *scanner) pair(at *spot, path []string, depth int) error {
	parts, err := s.dotted(depth)
	if err != nil {
		return err
	}
	if s.peek() != '=' {
		return errMalformed
	}
	s.pos++
	for _, p := range parts {
		at = at.child(p.name, p.offset)
	}
	full := slices.Concat(path, names(parts))
	s.keys = append(s.keys, full)
	s.skipBlanks()
	return s.value(at, full, depth+len(parts))
}

// value reads one value, whose key at has.
func (s *scanner) value(at *spot, path []string, depth int) error {
	if err := s.count(depth); err != nil {
		return err
	}
	at.value = s.pos
	rest := s.text[s.pos:]
	switch {
	case strings.HasPrefix(rest, `"""`) || strings.HasPrefix(rest, `'''`):
		return s.multiline(rest[:3])
	case strings.HasPrefix(rest, `"`) || strings.HasPrefix(rest, `'`):
		return s.quoted(rest[0])
	case strings.HasPrefix(rest, "["):
		return s.array(at, path, depth)
	case strings.HasPrefix(rest, "{"):
		return s.inline(at, path, depth)
	}
	end := strings.IndexAny(rest, ",]}#\n\r")
	if end < 0 {
		end = len(rest)
	}
	if end == 0 {
		return errMalformed
	}
	s.pos += end
	return nil
}

// multiline skips a string of several lines. One or two quotes may stand right before the closing three.
func (s *scanner) multiline(quotes string) error {
	for s.pos += 3; s.pos < len(s.text); s.pos++ {
		switch {
		case s.text[s.pos] == '\\' && quotes == `"""`:
			s.pos++
		case strings.HasPrefix(s.text[s.pos:], quotes):
			for s.pos += 3; s.peek() == quotes[0]; {
				s.pos++
			}
			return nil
		}
	}
	return errMalformed
}

// array reads an array, which may go over lines and hold comments.
func (s *scanner) array(at *spot, path []string, depth int) error {
	s.pos++
	for {
		s.skipLines()
		if s.peek() == ']' {
			s.pos++
			return nil
		}
		if err := s.value(at.push(s.pos), path, depth+1); err != nil {
			return err
		}
		s.skipLines()
		switch s.peek() {
		case ',':
			s.pos++
		case ']':
		default:
			return errMalformed
		}
	}
}

// inline reads an inline table, which may go over lines since TOML 1.1.
func (s *scanner) inline(at *spot, path []string, depth int) error {
	s.pos++
	for {
		s.skipLines()
		if s.peek() == '}' {
			s.pos++
			return nil
		}
		if err := s.pair(at, path, depth); err != nil {
			return err
		}
		s.skipLines()
		switch s.peek() {
		case ',':
			s.pos++
		case '}':
		default:
			return errMalformed
		}
	}
}
