package starter

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// object is a JSON object, and where it stands.
type object struct {
	place  string // "services.json: services[0]"
	fields map[string]any
	in     *importer
}

// at is how messages call one of an object's keys.
func (o object) at(key string) string {
	if strings.HasSuffix(o.place, ": ") {
		return o.place + key
	}
	return o.place + "." + key
}

// has says whether a key is there and isn't null.
func (o object) has(key string) bool { return o.fields[key] != nil }

// keys are the names of what is there, in their order.
func (o object) keys() []string {
	var names []string
	for name, v := range o.fields {
		if v != nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// wants adds the fault of a value of another type.
func (o object) wants(key, what string) {
	o.in.fault("%s: wants %s, but this is %s", o.at(key), what, kindOf(o.fields[key]))
}

// kindOf is what messages call a JSON value.
func kindOf(v any) string {
	switch v := v.(type) {
	case nil:
		return "nothing"
	case string:
		return "the string " + brief(v)
	case json.Number:
		return "the number " + strings.Trim(brief(v.String()), `"`)
	case bool:
		return strconv.FormatBool(v)
	case []any:
		return "a list"
	}
	return "an object"
}

// text is a string; empty where there is none.
func (o object) text(key string) string {
	s, ok := o.fields[key].(string)
	if !ok && o.has(key) {
		o.wants(key, "a string")
	}
	return s
}

// number is an integer; 0 where there is none.
func (o object) number(key string) int64 {
	if !o.has(key) {
		return 0
	}
	n, ok := o.fields[key].(json.Number)
	i, err := n.Int64()
	if !ok || err != nil {
		o.wants(key, "an integer")
		return 0
	}
	return i
}

// isTrue says whether a key is true.
func (o object) isTrue(key string) bool {
	b, ok := o.fields[key].(bool)
	if !ok && o.has(key) {
		o.wants(key, "true or false")
	}
	return b
}

// list are the entries of a list of any kind.
func (o object) list(key string) []any {
	list, ok := o.fields[key].([]any)
	if !ok && o.has(key) {
		o.wants(key, "a list")
	}
	return list
}

// objects are the entries of a list of objects.
func (o object) objects(key string) []object {
	list := o.list(key)
	var all []object
	for i, v := range list {
		place := o.at(key) + "[" + strconv.Itoa(i) + "]"
		fields, ok := v.(map[string]any)
		if !ok {
			o.in.fault("%s: wants an object, but this is %s", place, kindOf(v))
			continue
		}
		all = append(all, object{place, fields, o.in})
	}
	return all
}

// texts are the entries of a list of strings.
func (o object) texts(key string) []string {
	var all []string
	for i, v := range o.list(key) {
		s, ok := v.(string)
		if !ok {
			o.in.fault("%s[%d]: wants a string, but this is %s", o.at(key), i, kindOf(v))
			continue
		}
		all = append(all, s)
	}
	return all
}

// object is an object within this one; empty where there is none.
func (o object) object(key string) object {
	fields, ok := o.fields[key].(map[string]any)
	if !ok && o.has(key) {
		o.wants(key, "an object")
	}
	return object{o.at(key), fields, o.in}
}

// Dates before and after which none is taken for one, in seconds of Unix time: 2000 and 2200.
const (
	earliest = 946_684_800
	latest   = 7_258_118_400
)

// date is a date: seconds of Unix time with or without a fraction, as the API sends them, or ISO 8601, as version 2 of the
// AWS command line prints them. Where there is none it is zero.
func (o object) date(key string) time.Time {
	switch v := o.fields[key].(type) {
	case nil:
		return time.Time{}
	case json.Number:
		if seconds, err := v.Float64(); err == nil && seconds > earliest && seconds < latest {
			return time.UnixMilli(int64(seconds * 1000)).UTC()
		}
	case string:
		for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05Z0700"} {
			if t, err := time.Parse(layout, v); err == nil && t.Unix() > earliest && t.Unix() < latest {
				return t.UTC()
			}
		}
	}
	o.wants(key, "a date, as seconds of Unix time or such as 2026-09-16T23:28:10+00:00")
	return time.Time{}
}

// brief is a text from outside as a message or a comment may have it: in one line, printable, and not too long.
func brief(s string) string {
	const most = 80
	quoted := strconv.Quote(s)
	if len(quoted) <= most {
		return quoted
	}
	cut := most
	for cut > 0 && s[min(cut, len(s)-1)]&0xC0 == 0x80 {
		cut--
	}
	return fmt.Sprintf("%s…", strconv.Quote(s[:min(cut, len(s))]))
}
