package layout

import "strings"

// value is a value: a scalar as it is written, or an array or inline table.
type value struct {
	raw     string  // of a scalar
	open    byte    // '[' or '{'; 0 for a scalar
	items   []item  // of an array or inline table
	broken  bool    // it went over several lines
	comment string  // right behind the opening bracket
	last    []above // comments between the last item and the closing bracket
}

// item is one element of an array, or one pair of an inline table.
type item struct {
	above   []above // what stands in the lines above it
	key     string  // of a pair
	value   *value
	comment string // at the end of its line
}

// above is a comment in a line of its own, or a blank line where it's empty.
type above string

// value reads a value.
func (r *reader) value() *value {
	rest := r.text[r.pos:]
	switch {
	case strings.HasPrefix(rest, `"""`) || strings.HasPrefix(rest, `'''`):
		start := r.pos
		r.multiline(rest[:3])
		return &value{raw: r.text[start:r.pos]}
	case strings.HasPrefix(rest, `"`) || strings.HasPrefix(rest, `'`):
		start := r.pos
		r.quoted(rest[0])
		return &value{raw: r.text[start:r.pos]}
	case strings.HasPrefix(rest, "["):
		return r.list('[', ']')
	case strings.HasPrefix(rest, "{"):
		return r.list('{', '}')
	}
	end := strings.IndexAny(rest, ",]}#\n\r")
	if end < 0 {
		end = len(rest)
	}
	r.pos += end
	return &value{raw: strings.TrimRight(rest[:end], " \t")}
}

// quoted goes behind a string of one line.
func (r *reader) quoted(quote byte) {
	for r.pos++; r.pos < len(r.text); r.pos++ {
		switch c := r.text[r.pos]; {
		case c == quote:
			r.pos++
			return
		case c == '\\' && quote == '"':
			r.pos++
		}
	}
	r.pos = len(r.text)
}

// multiline goes behind a string of several lines. One or two quotes may stand right before the closing three.
func (r *reader) multiline(quotes string) {
	for r.pos += 3; r.pos < len(r.text); r.pos++ {
		switch {
		case r.text[r.pos] == '\\' && quotes == `"""`:
			r.pos++
		case strings.HasPrefix(r.text[r.pos:], quotes):
			for r.pos += 3; r.peek() == quotes[0]; {
				r.pos++
			}
			return
		}
	}
	r.pos = len(r.text)
}

// list reads an array or an inline table.
func (r *reader) list(open, closing byte) *value {
	v := &value{open: open}
	r.skip(open)
	r.blanks()
	v.comment = r.comment()
	for r.pos < len(r.text) {
		found := r.between(v)
		if r.skip(closing) {
			v.last = found
			return v
		}
		before := r.pos
		one := item{above: found}
		if open == '{' {
			one.key = r.key()
			r.skip('=')
			r.blanks()
		}
		one.value = r.value()
		one.comment, found = r.behind(v)
		v.items = append(v.items, one)
		if len(found) > 0 { // comments between the item and its comma
			v.items[len(v.items)-1].above = append(one.above, found...)
		}
		if r.pos == before { // nothing that TOML knows
			r.pos++
		}
	}
	return v
}

// between reads comments and blank lines up to the next item or the closing bracket. The line that it begins in counts only
// if something is in it.
func (r *reader) between(v *value) []above {
	var found []above
	for fresh := false; ; fresh = true {
		r.blanks()
		switch {
		case r.peek() == '#':
			found = append(found, above(r.comment()))
			v.broken = true
		case r.peek() == '\n' && fresh:
			found = append(found, "")
		case r.peek() != '\n':
			return found
		}
		if r.skip('\n') {
			v.broken = true
		}
	}
}

// behind reads what comes behind an item: a comma or none, and the comment of the line. Comments that stand between the item
// and its comma in lines of their own come out as found.
func (r *reader) behind(v *value) (comment string, found []above) {
	r.blanks()
	comment = r.comment()
	mark := r.pos
	all := r.between(v)
	if !r.skip(',') {
		r.pos = mark // they stand behind the last item
		return comment, nil
	}
	for _, a := range all {
		if a != "" {
			found = append(found, a)
		}
	}
	r.blanks()
	if r.peek() != '#' {
		return comment, found
	}
	if comment != "" {
		found = append(found, above(comment))
	}
	return r.comment(), found
}
