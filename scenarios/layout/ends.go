package layout

import "strings"

// usualEnd is how most lines of a text end: in LF, or in CRLF. Those within strings don't count.
func usualEnd(text string) string {
	windows := 0
	for _, end := range ends(text) {
		if end > 0 && text[end-1] == '\r' {
			windows++
		} else {
			windows--
		}
	}
	if windows > 0 {
		return "\r\n"
	}
	return "\n"
}

// withEnds gives the lines of a text that ends them in LF another end, but for those within strings.
func withEnds(text, end string) string {
	if end == "\n" {
		return text
	}
	var b strings.Builder
	begin := 0
	for _, at := range ends(text) {
		b.WriteString(text[begin:at] + end)
		begin = at + 1
	}
	b.WriteString(text[begin:])
	return b.String()
}

// ends are the places of a text's line feeds, without those within strings.
func ends(text string) []int {
	var all []int
	for r := (&reader{text: text}); r.pos < len(text); {
		switch c := r.peek(); c {
		case '#':
			r.comment()
		case '"', '\'':
			r.value()
		case '\n':
			all = append(all, r.pos)
			r.pos++
		default:
			r.pos++
		}
	}
	return all
}
