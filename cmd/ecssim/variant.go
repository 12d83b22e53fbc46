package main

import (
	"errors"
	"strings"
)

// variants is the flag --variant, which may be repeated.
type variants []variant

// variant is a scenario with values changed.
type variant struct {
	text string // as given
	name string
	sets []string
}

// Set reads one more variant: "name: key=value, key=value". Without a name it is called by what it changes, the last part
// of each key. Commas and colons in quotes or brackets belong to a value.
func (v *variants) Set(text string) error {
	name, rest := "", text
	if i := strings.Index(text, ":"); i >= 0 && !strings.Contains(text[:i], "=") {
		name, rest = strings.TrimSpace(text[:i]), text[i+1:]
	}
	one := variant{text: text, name: name}
	var short []string
	for _, set := range splitList(rest) {
		key, value, ok := strings.Cut(set, "=")
		if !ok || key == "" {
			return errors.New(`a variant is written "name: key=value, key=value", as in "half: services.web.deploymentConfiguration.minimumHealthyPercent=50"`)
		}
		one.sets = append(one.sets, set)
		short = append(short, strings.TrimSpace(key[strings.LastIndex(key, ".")+1:])+"="+strings.TrimSpace(value))
	}
	if one.name == "" {
		one.name = strings.Join(short, ", ")
	}
	*v = append(*v, one)
	return nil
}

// splitList cuts a list at its commas and trims the parts.
func splitList(text string) []string {
	var parts []string
	from, depth, quote := 0, 0, rune(0)
	for i, r := range text {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '"' || r == '\'':
			quote = r
		case r == '[' || r == '{':
			depth++
		case r == ']' || r == '}':
			depth--
		case r == ',' && depth == 0:
			parts = append(parts, strings.TrimSpace(text[from:i]))
			from = i + 1
		}
	}
	return append(parts, strings.TrimSpace(text[from:]))
}

// String is the variants as they were given.
func (v *variants) String() string {
	var list []string
	for _, one := range *v {
		list = append(list, one.text)
	}
	return strings.Join(list, "; ")
}

// Type is what help calls a variant.
func (v *variants) Type() string { return "variant" }
