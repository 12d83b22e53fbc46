package layout

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/ecssim/ecssim/scenarios"
)

// widest is how many characters a line may have before an array in it goes over several.
const widest = 120

// Format gives the layout of a scenario's text. Comments, the order of keys, and values as they are written stay; what
// changes are blanks around them, blank lines, the column of comments at the ends of lines directly below each other unless
// they have a common one, and arrays, which get one element a line where they are wider than 120 characters or went over
// several lines before. Lines end as most of them did, in LF or CRLF, but for those within strings, which are parts of values.
// name is what messages call the text.
//
// The error is scenarios.Faults, of a text that isn't TOML or is larger than a scenario may be. What is formatted once stays
// as it is.
func Format(name string, src []byte) ([]byte, error) {
	if err := scenarios.CheckTOML(name, src); err != nil {
		return nil, err
	}
	r := &reader{text: strings.TrimPrefix(string(src), "\ufeff")}
	w := &writer{lines: r.lines()}
	for i := range w.lines {
		w.line(i)
	}
	w.flush()
	return []byte(withEnds(w.out.String(), usualEnd(string(src)))), nil
}

// writer writes lines.
type writer struct {
	out   strings.Builder
	lines []line
	path  []string // of the last header
	run   []ended  // lines with comments at their ends that stand directly below each other
}

// ended is a line, or the last one of several, with a comment at its end.
type ended struct {
	text, comment string
	column        int // where the comment was
}

// line writes the i-th line.
func (w *writer) line(i int) {
	l := &w.lines[i]
	switch l.kind {
	case blankLine: // written in front of what comes
	case commentLine:
		w.flush()
		w.gap(i)
		w.out.WriteString(l.comment + "\n")
	case headerLine:
		w.flush()
		w.gap(i)
		w.path = l.path
		w.end(l, l.header())
		w.flush()
	case pairLine:
		w.gap(i)
		w.end(l, l.pair())
	}
}

// gap writes the blank line in front of the i-th line, if there is one: where there are some, and in front of each header and
// the comment above it, unless it is one of a table within the last one and stands directly below.
func (w *writer) gap(i int) {
	if i == 0 || w.out.Len() == 0 && len(w.run) == 0 {
		return
	}
	wants := w.lines[i-1].kind == blankLine
	next := i
	for w.lines[i-1].kind != commentLine && next < len(w.lines)-1 && w.lines[next].kind == commentLine {
		next++
	}
	if header := &w.lines[next]; header.kind == headerLine && w.lines[i-1].kind != commentLine {
		wants = wants || !within(header.path, w.path)
	}
	if wants {
		w.flush()
		w.out.WriteString("\n")
	}
}

// within says whether a table is within another one.
func within(path, outer []string) bool {
	return len(path) > len(outer) && len(outer) > 0 && slices.Equal(path[:len(outer)], outer)
}

// end writes a line as text, with its comment, which is aligned with those directly above and below.
func (w *writer) end(l *line, text string) {
	if l.comment == "" {
		w.flush()
		w.out.WriteString(text + "\n")
		return
	}
	if strings.Contains(text, "\n") { // of several lines the last one has it
		w.flush()
		w.out.WriteString(text + " " + l.comment + "\n")
		return
	}
	w.run = append(w.run, ended{text, l.comment, l.column})
}

// flush writes the lines with comments that are waiting for each other. If these have a column already, it's theirs, else
// they get the first one that they can all have.
func (w *writer) flush() {
	column, theirs := 0, true
	for _, e := range w.run {
		column = max(column, utf8.RuneCountInString(e.text)+1)
	}
	for _, e := range w.run {
		theirs = theirs && e.column == w.run[0].column && e.column >= column && e.column < widest
	}
	if theirs && len(w.run) > 0 {
		column = w.run[0].column
	}
	for _, e := range w.run {
		w.out.WriteString(e.text + strings.Repeat(" ", column-utf8.RuneCountInString(e.text)) + e.comment + "\n")
	}
	w.run = nil
}

// header is a header as it is written.
func (l *line) header() string {
	name := strings.Join(l.path, ".")
	if l.array {
		return "[[" + name + "]]"
	}
	return "[" + name + "]"
}

// pair is a key and its value, in one line or several.
func (l *line) pair() string {
	text := l.key + " = " + l.value.text(0, false)
	if l.value.open == '[' && len(l.value.items) > 0 && !strings.Contains(text, "\n") && utf8.RuneCountInString(text) > widest {
		text = l.key + " = " + l.value.text(0, true)
	}
	return text
}

// text is a value as it is written, indented by so many levels where it goes over several lines: because it did so before, or
// because it is to be.
func (v *value) text(level int, broken bool) string {
	closing := map[byte]string{'[': "]", '{': "}"}[v.open]
	switch {
	case v.open == 0:
		return v.raw
	case v.broken && (len(v.items) > 0 || slices.ContainsFunc(v.last, isComment)) || v.comment != "":
		broken = true
	case len(v.items) == 0:
		return string(v.open) + closing
	}
	if !broken {
		return v.oneLine(level, closing)
	}
	var b strings.Builder
	indent := strings.Repeat("  ", level+1)
	b.WriteByte(v.open)
	if v.comment != "" {
		b.WriteString(" " + v.comment)
	}
	b.WriteByte('\n')
	for i := range v.items {
		one := &v.items[i]
		comments(&b, indent, one.above, i == 0)
		b.WriteString(indent + one.pair(level+1) + ",")
		if one.comment != "" {
			b.WriteString(" " + one.comment)
		}
		b.WriteByte('\n')
	}
	last := v.last
	for len(last) > 0 && last[len(last)-1] == "" {
		last = last[:len(last)-1]
	}
	comments(&b, indent, last, len(v.items) == 0)
	b.WriteString(strings.Repeat("  ", level) + closing)
	return b.String()
}

func isComment(a above) bool { return a != "" }

// comments writes what stands above an item, with at most one blank line at a time, and none where it is the first.
func comments(b *strings.Builder, indent string, all []above, first bool) {
	for i, a := range all {
		switch {
		case a != "":
			b.WriteString(indent + string(a) + "\n")
			first = false
		case !first && (i == 0 || all[i-1] != ""):
			b.WriteByte('\n')
		}
	}
}

// oneLine is an array or inline table in one line, unless something in it goes over several.
func (v *value) oneLine(level int, closing string) string {
	items := make([]string, len(v.items))
	for i := range v.items {
		items[i] = v.items[i].pair(level)
	}
	text := strings.Join(items, ", ")
	if v.open == '{' {
		return "{ " + text + " }"
	}
	return "[" + text + closing
}

// pair is an item as it is written.
func (one *item) pair(level int) string {
	text := one.value.text(level, false)
	if one.key != "" {
		return one.key + " = " + text
	}
	return text
}
