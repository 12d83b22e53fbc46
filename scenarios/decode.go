package scenarios

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
)

// decode makes a tree of nodes from a text. It gives nil after a fault.
func decode(in *source, faults *collector) *node { return decodeAfter(new(int), in, faults) }

// decodeAfter is decode for one of several texts, before which entries have been counted already.
func decodeAfter(entries *int, in *source, faults *collector) *node {
	fail := func(kind Kind, offset int, message, hint string) *node {
		p := in.place(offset)
		faults.add(Fault{File: p.file, Line: p.line, Column: p.column, Kind: kind, Message: message, Hint: hint})
		return nil
	}
	if len(in.text) > maxBytes {
		return fail(TooLarge, 0, fmt.Sprintf("more than %d bytes", maxBytes), "")
	}
	if !utf8.ValidString(in.text) {
		return fail(Syntax, firstInvalid(in.text), "this isn't UTF-8 text", "save the file as UTF-8")
	}
	text := in.text
	found, err := scan(text, *entries)
	*entries = found.entries
	if limit, ok := errors.AsType[*limitError](err); ok {
		return fail(TooLarge, limit.offset, limit.message, "")
	}
	if err != nil {
		text = upToLine(text, found.pos)
	}
	data := make(map[string]any)
	if failure := decodeTOML(text, &data); failure != nil {
		fault := syntaxFault(failure, in)
		faults.add(fault)
		return nil
	}
	if err != nil {
		return fail(Syntax, found.pos, "this isn't TOML", "")
	}
	return grow(data, found.root, "", in)
}

// upToLine is text up to the end of the line that pos is in. The decoder gets no more of a malformed text, so that the
// limits, which the scanner has checked that far, hold for it as well.
func upToLine(text string, pos int) string {
	pos = min(pos, len(text))
	if end := strings.IndexByte(text[pos:], '\n'); end >= 0 {
		return text[:pos+end+1]
	}
	return text
}

func firstInvalid(text string) int {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(text)
}

// decodeTOML decodes text. The decoder panics where it finds itself in a state that it takes for impossible, and no
// text of a user's may end the program.
func decodeTOML(text string, data *map[string]any) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the TOML decoder fails on this text: %v", r)
		}
	}()
	_, err = toml.Decode(text, data)
	return err
}

// syntaxFault words an error of the decoder's.
func syntaxFault(err error, in *source) Fault {
	message := strings.TrimPrefix(err.Error(), "toml: ")
	fault := Fault{File: in.file, Kind: Syntax, Message: message}
	parse, ok := errors.AsType[toml.ParseError](err)
	if !ok {
		return fault
	}
	p := in.place(parse.Position.Start)
	fault.Line, fault.Column, fault.Key = p.line, p.column, parse.LastKey
	fault.Message = strings.TrimSuffix(lowerFirst(parse.Message), ".")
	fault.Hint = syntaxHint(parse.Message)
	return fault
}

// lowerFirst begins a message with a small letter, unless it begins with an abbreviation.
func lowerFirst(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if second, _ := utf8.DecodeRuneInString(s[size:]); unicode.IsUpper(second) {
		return s
	}
	return string(unicode.ToLower(first)) + s[size:]
}

// syntaxHint is the likely fix of an error of the decoder's, by the words of its message.
func syntaxHint(message string) string {
	hints := []struct{ part, hint string }{
		{"already been defined", "a key may stand once in a table; a second entry of a list begins with a header in double brackets, such as [[services]]"},
		{"was already created", "a list of tables has a header in double brackets, such as [[services]], everywhere"},
		{"strings cannot contain newlines", `close the quote in the same line, or use """ for text of several lines`},
		{"expected value but found", `text needs quotes, as in name = "web"`},
		{"unexpected EOF", "something that was opened is never closed"},
		{"expected '.' or '='", "a setting is written key = value"},
		{"underscores must be surrounded", "write 1_000 or 1000"},
		{"leading zeroes", "write the number without the zeroes in front"},
		{"expected a comma", "entries are separated by commas"},
		{"invalid datetime", `durations need quotes, as in duration = "1h"; dates look like 2026-01-01T00:00:00Z`},
		{"expected a top-level item to end", `durations and names need quotes, as in duration = "1h"`},
		{"invalid escape", `write \\ for a backslash, or use single quotes`},
		{"control characters", "take the character out, or write it as an escape such as \\t"},
	}
	for _, h := range hints {
		if strings.Contains(message, h.part) {
			return h.hint
		}
	}
	return ""
}

// CheckTOML says whether a text is TOML of a size that a scenario may have, whatever is in it. The error is Faults, as Read
// would give them.
func CheckTOML(name string, src []byte) error {
	faults := &collector{}
	decode(newSource(name, strings.TrimPrefix(string(src), "\ufeff")), faults)
	if len(faults.list) > 0 {
		return faults.sorted()
	}
	return nil
}
