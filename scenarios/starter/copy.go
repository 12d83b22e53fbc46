package starter

import (
	"encoding/json"
	"fmt"
)

// copy copies an object's keys into a table by their rules. label is what notes call the object.
func (im *importer) copy(o object, rules []rule, to *table, label string) {
	known := make(map[string]bool, len(rules))
	for _, r := range rules {
		known[r.key] = true
		v := o.fields[r.key]
		if isEmpty(v) {
			continue
		}
		switch r.do {
		case keep:
			if text := fmt.Sprint(v); r.skip == "" || text != r.skip {
				im.keep(o, r, to, label)
			}
		case unmodelled:
			im.left("%s: %s: ecssim doesn't simulate %s", label, r.key, r.what)
		case quiet, apart:
		}
	}
	for _, key := range o.keys() {
		if !known[key] && !isEmpty(o.fields[key]) {
			im.left("%s: %s: this version of ecssim doesn't know it", label, key)
		}
	}
}

// isEmpty says whether a value says nothing.
func isEmpty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}

// keep copies one key.
func (im *importer) keep(o object, r rule, to *table, label string) {
	v := o.fields[r.key]
	if r.inside == nil {
		if value, ok := plain(v); ok {
			to.set(r.key, value)
			return
		}
		o.wants(r.key, "a value or a list of values")
		return
	}
	label += ": " + r.key
	if _, isList := v.([]any); !isList {
		within := &table{}
		im.copy(o.object(r.key), r.inside, within, label)
		to.set(r.key, within)
		return
	}
	var all []*table
	for _, one := range o.objects(r.key) {
		within := &table{}
		im.copy(one, r.inside, within, label)
		all = append(all, within)
	}
	to.set(r.key, all)
}

// plain is a string, a number, true or false, or a list of such.
func plain(v any) (any, bool) {
	switch v := v.(type) {
	case string, bool, json.Number:
		return v, true
	case []any:
		for _, item := range v {
			if _, isList := item.([]any); isList {
				return nil, false
			}
			if _, ok := plain(item); !ok {
				return nil, false
			}
		}
		return v, true
	}
	return nil, false
}
