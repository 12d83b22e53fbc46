package terminal

import "strings"

// style is how a text looks where colours are wanted. The numbers are those of SGR (ECMA-48 8.3.117) that every terminal
// has; the colours are the terminal's own, which its user has chosen to read well.
type style string

const (
	plain  style = ""
	bold   style = "1"
	dim    style = "2"
	red    style = "31"
	green  style = "32"
	yellow style = "33"
	blue   style = "34"
)

// paint is s in a style.
func paint(s string, in style) string {
	if in == plain || strings.TrimSpace(s) == "" {
		return s
	}
	return "\x1b[" + string(in) + "m" + s + "\x1b[0m"
}

// Tone is how well something went.
type Tone uint8

// The tones.
const (
	Calm Tone = iota
	Good
	Warn
	Bad
)

// Paint is s in the colour of a tone.
func Paint(s string, in Tone) string {
	return paint(s, [...]style{Calm: dim, Good: green, Warn: yellow, Bad: red}[in])
}
