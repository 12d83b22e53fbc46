package reports

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// field is a member of a line's object: its key as it stands between the quotes, and its value as JSON.
type field struct{ key, value []byte }

// line is one line of records.ndjson in parts, and the first thing that is wrong with it. Its memory is used again for
// the next line.
//
// It is split as simply as a line that ecssim wrote can be. What gets past that isn't lost: a record is compared with its
// line in the end, and a line that isn't JSON can't be equal.
type line struct {
	fields []field
	wrong  error
}

// split takes a line apart.
func (l *line) split(text []byte) {
	l.fields, l.wrong = l.fields[:0], nil
	if !l.members(text) {
		l.wrong = fmt.Errorf("isn't a JSON object: %w", whyNot(text))
	}
}

// whyNot is what is wrong with a text that isn't a JSON object.
func whyNot(text []byte) error {
	var object map[string]json.RawMessage
	err := json.Unmarshal(text, &object)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("%w, at byte %d", err, syntax.Offset)
	}
	return errors.New("it is something else")
}

// members appends the members of an object, and says whether it looks like one.
func (l *line) members(b []byte) bool {
	i := skipSpace(b, 0)
	if i >= len(b) || b[i] != '{' {
		return false
	}
	for i = skipSpace(b, i+1); i < len(b) && b[i] != '}'; {
		key := valueEnd(b, i)
		colon := skipSpace(b, key)
		if b[i] != '"' || key < i+2 || colon >= len(b) || b[colon] != ':' {
			return false
		}
		begin := skipSpace(b, colon+1)
		end := valueEnd(b, begin)
		if end <= begin {
			return false
		}
		l.fields = append(l.fields, field{b[i+1 : key-1], b[begin:end]})
		i = skipSpace(b, end)
		if i < len(b) && b[i] == ',' {
			i = skipSpace(b, i+1)
		} else if i < len(b) && b[i] != '}' {
			return false
		}
	}
	return i < len(b) && skipSpace(b, i+1) == len(b)
}

func skipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\t' || b[i] == '\r' || b[i] == '\n') {
		i++
	}
	return i
}

// valueEnd is where the value ends that begins at i: behind its quote or bracket, or before what can't be part of it. It
// is len(b) for one that doesn't end.
func valueEnd(b []byte, i int) int {
	for depth := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			i = quoteEnd(b, i)
			if depth == 0 {
				return min(i+1, len(b))
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return i
			}
			if depth--; depth == 0 {
				return i + 1
			}
		case ',', ':', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return i
			}
		}
	}
	return len(b)
}

// quoteEnd is the quote that ends the string that begins at i.
func quoteEnd(b []byte, i int) int {
	for i++; i < len(b) && b[i] != '"'; i++ {
		if b[i] == '\\' {
			i++
		}
	}
	return i
}

// fail notes what is wrong with the line, unless something is already.
func (l *line) fail(format string, args ...any) {
	if l.wrong == nil {
		l.wrong = fmt.Errorf(format, args...)
	}
}

// refuse notes that a field has a value that it can't have.
func (l *line) refuse(key string, value []byte, want string) {
	l.fail("%q is %s; it must be %s", key, short(value), want)
}

// missing notes that a field is missing.
func (l *line) missing(key string) { l.fail("%q is missing", key) }

// longestShown is how much of a value a message repeats, in bytes.
const longestShown = 80

// short is a value as a message repeats it.
func short(value []byte) string {
	text := strings.ToValidUTF8(string(value), "\ufffd")
	if len(text) > longestShown {
		text = strings.ToValidUTF8(text[:longestShown], "") + "…"
	}
	return Inert(text)
}

// raw is the value of a field as JSON, or nil.
func (l *line) raw(key string) []byte {
	for i := range l.fields {
		if string(l.fields[i].key) == key {
			return l.fields[i].value
		}
	}
	return nil
}

// text is the string of a field; ok is false where it is missing. It is valid as long as the line is.
func (l *line) text(key string) (s []byte, ok bool) {
	value := l.raw(key)
	if value == nil {
		return nil, false
	}
	s, ok = unquoted(value)
	if !ok {
		l.refuse(key, value, "a string")
	}
	return s, ok
}

// needText is the string of a field that has to be there.
func (l *line) needText(key string) []byte {
	s, ok := l.text(key)
	if !ok {
		l.missing(key)
	}
	return s
}

// unquoted is the string that a JSON value is.
func unquoted(value []byte) (s []byte, ok bool) {
	if len(value) < 2 || value[0] != '"' || value[len(value)-1] != '"' {
		return nil, false
	}
	inner := value[1 : len(value)-1]
	if bytes.IndexByte(inner, '\\') < 0 {
		return inner, true
	}
	var text string
	if json.Unmarshal(value, &text) != nil {
		return nil, false
	}
	return []byte(text), true
}

// integer is a whole number; of one that is missing 0, and ok is false.
func (l *line) integer(key string, low, high int64) (n int64, ok bool) {
	value := l.raw(key)
	if value == nil {
		return 0, false
	}
	n, err := strconv.ParseInt(string(value), 10, 64)
	if err != nil || n < low || n > high {
		l.refuse(key, value, fmt.Sprintf("a whole number from %d to %d", low, high))
		return 0, false
	}
	return n, true
}

// count is a number of things; 0 if it is missing.
func (l *line) count(key string) int32 {
	n, _ := l.integer(key, 0, math.MaxInt32)
	return int32(n)
}

// needCount is a number of things that has to be there.
func (l *line) needCount(key string) int32 {
	if l.raw(key) == nil {
		l.missing(key)
	}
	return l.count(key)
}

// amount is a number of CPU units or MiB that has to be there. What is free can be less than nothing.
func (l *line) amount(key string) int64 {
	if l.raw(key) == nil {
		l.missing(key)
	}
	n, _ := l.integer(key, -sim.MaxResourceQuantity, sim.MaxResourceQuantity)
	return n
}

// flag is true or false, and has to be there.
func (l *line) flag(key string) bool {
	switch value := l.raw(key); string(value) {
	case "true":
		return true
	case "false":
	case "":
		l.missing(key)
	default:
		l.refuse(key, value, "true or false")
	}
	return false
}

// seconds is a time; ok is false where it is missing.
func (l *line) seconds(key string) (at sim.Time, ok bool) {
	value := l.raw(key)
	if value == nil {
		return 0, false
	}
	at, ok = parseSeconds(value)
	if !ok {
		l.refuse(key, value, "a number of seconds, exact to the millisecond")
	}
	return at, ok
}

// parseSeconds reads what appendDecimal writes of a time.
func parseSeconds(b []byte) (at sim.Time, ok bool) {
	whole, rest, _ := bytes.Cut(b, []byte{'.'})
	if len(whole) == 0 || len(whole) > 15 || len(rest) > 3 {
		return 0, false
	}
	for i := range len(whole) + 3 {
		digit := byte('0')
		if i < len(whole) {
			digit = whole[i]
		} else if i-len(whole) < len(rest) {
			digit = rest[i-len(whole)]
		}
		if digit < '0' || digit > '9' {
			return 0, false
		}
		at = at*10 + sim.Time(digit-'0')
	}
	return at, true
}

// texts visits the strings of a list, which may be missing.
func (l *line) texts(key string, visit func(s []byte)) {
	value := l.raw(key)
	if value == nil {
		return
	}
	const want = "a list of strings"
	i := skipSpace(value, 1)
	if value[0] != '[' {
		l.refuse(key, value, want)
		return
	}
	for i < len(value) && value[i] != ']' {
		end := valueEnd(value, i)
		s, ok := unquoted(value[i:end])
		if !ok {
			l.refuse(key, value, want)
			return
		}
		visit(s)
		if i = skipSpace(value, end); i < len(value) && value[i] == ',' {
			i = skipSpace(value, i+1)
		}
	}
}

// pick is the one of the values from low to high that a field names.
func pick[T ~uint8 | ~uint16](l *line, key string, low, high T, name func(T) string) T {
	s, ok := l.text(key)
	if !ok {
		l.missing(key)
		return low
	}
	for v := low; v <= high; v++ {
		if name(v) == string(s) {
			return v
		}
	}
	var allowed []string
	for v := low; v <= high; v++ {
		allowed = append(allowed, name(v))
	}
	l.refuse(key, l.raw(key), "one of "+strings.Join(allowed, ", "))
	return low
}

// pickOr is pick for a field that may be missing: then it is none.
func pickOr[T ~uint8 | ~uint16](l *line, key string, none, low, high T, name func(T) string) T {
	if l.raw(key) == nil {
		return none
	}
	return pick(l, key, low, high, name)
}

// compare says where a line differs from what ecssim writes of the record that it was read as. Spaces and the order of
// fields don't count, and a field that only repeats what others say may be missing.
func compare(got, want []byte, kind string) error {
	if bytes.Equal(got, want) {
		return nil
	}
	var has, should map[string]any
	if json.Unmarshal(got, &has) != nil {
		return fmt.Errorf("isn't a JSON object: %w", whyNot(got))
	}
	if err := json.Unmarshal(want, &should); err != nil {
		return err
	}
	for _, key := range slices.Sorted(maps.Keys(has)) {
		value, known := should[key]
		if !known {
			return fmt.Errorf("has a field %q, which means nothing in this line; a line of kind %s like this has %s",
				Inert(key), kind, strings.Join(slices.Sorted(maps.Keys(should)), ", "))
		}
		if !reflect.DeepEqual(has[key], value) {
			return fmt.Errorf("%q is %s, but by the scenario and the rest of the file it is %s", Inert(key), shown(has[key]), shown(value))
		}
	}
	return nil
}

// shown is a value as JSON, for a message.
func shown(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return short(text)
}
