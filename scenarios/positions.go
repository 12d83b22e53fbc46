package scenarios

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// source turns byte offsets of a text into places.
type source struct {
	file  string
	text  string
	lines []int // offset of the beginning of each line
	fixed bool  // every place is just the file: the text is the value of an override
}

func newSource(file, text string) *source {
	s := &source{file: file, text: text, lines: []int{0}}
	for i := range len(text) {
		if text[i] == '\n' {
			s.lines = append(s.lines, i+1)
		}
	}
	return s
}

// place is the line and column, both from 1 and in characters, of a byte offset.
func (s *source) place(offset int) place {
	if s.fixed {
		return place{file: s.file}
	}
	offset = min(max(offset, 0), len(s.text))
	line, exact := slices.BinarySearch(s.lines, offset)
	if !exact {
		line--
	}
	column := utf8.RuneCountInString(s.text[s.lines[line]:offset])
	return place{s.file, line + 1, column + 1}
}

// spot is where a value of a TOML text stands: byte offsets of its key and of the value itself, and the spots of what
// is inside it. The spot of an element of an array has the same offset twice.
type spot struct {
	key, value int
	fields     map[string]*spot
	items      []*spot
}

// field is the spot of a key, made up from the table's own where the scanner has none.
func (s *spot) field(name string) *spot {
	if f := s.fields[name]; f != nil {
		return f
	}
	return &spot{key: s.key, value: s.value}
}

// item is the spot of an element, made up from the array's own where the scanner has none.
func (s *spot) item(i int) *spot {
	if i < len(s.items) {
		return s.items[i]
	}
	return &spot{key: s.key, value: s.value}
}

// child finds or makes the spot of a key.
func (s *spot) child(name string, offset int) *spot {
	if c := s.fields[name]; c != nil {
		return c
	}
	if s.fields == nil {
		s.fields = make(map[string]*spot)
	}
	c := &spot{key: offset, value: offset}
	s.fields[name] = c
	return c
}

// push appends an element to an array.
func (s *spot) push(offset int) *spot {
	item := &spot{key: offset, value: offset}
	s.items = append(s.items, item)
	return item
}

// unescape is what a basic string of TOML means, its quotes taken off; ok is false for an escape that doesn't exist.
func unescape(s string) (text string, ok bool) {
	if !strings.Contains(s, `\`) {
		return s, true
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			continue
		}
		i++
		if i >= len(s) {
			return "", false
		}
		if at := strings.IndexByte(`btnfre"\`, s[i]); at >= 0 {
			b.WriteByte("\b\t\n\f\r\x1b\"\\"[at])
			continue
		}
		digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[s[i]]
		if digits == 0 || i+digits >= len(s) {
			return "", false
		}
		r, ok := hexRune(s[i+1 : i+1+digits])
		if !ok {
			return "", false
		}
		b.WriteRune(r)
		i += digits
	}
	return b.String(), true
}

func hexRune(digits string) (rune, bool) {
	var r uint32
	for _, d := range []byte(strings.ToLower(digits)) {
		at := strings.IndexByte("0123456789abcdef", d)
		if at < 0 {
			return 0, false
		}
		r = r<<4 | uint32(at)
	}
	return rune(r), r <= utf8.MaxRune && utf8.ValidRune(rune(r))
}
