package scenarios

import (
	"fmt"
	"unicode/utf8"
)

// nameRule is what a kind of name may be made of.
type nameRule struct {
	want    string // in words
	longest int
	extra   string // allowed besides letters and digits; or anyText
	inside  string // allowed too, but not as the first character
	lower   bool   // without capital letters
}

// anyText allows all printable characters, in any place.
const anyText = "any"

// nameRules are the rules that match tags name.
func nameRules() map[string]nameRule {
	return map[string]nameRule{
		"output":         {"letters, digits, '.', '_' and '-', beginning with a letter or digit, at most 100", 100, "", "._-", false},
		"ecs":            {"letters, digits, '_' and '-', at most 255", 255, "_-", "", false},
		"discovery":      {"lower-case letters, digits, '_' and '-', not beginning with '-', at most 64", 64, "_", "-", true},
		"dns":            {"lower-case letters, digits, '_', '-' and '.', not beginning with '-', at most 127", 127, "_.", "-", true},
		"cluster":        {"letters, digits, '_' and '-', at most 255, or an ARN that ends in such a name", 255, "_-", "", false},
		"instance":       {"letters, digits, '.', '_' and '-', beginning with a letter or digit, at most 64", 64, "", "._-", false},
		"zone":           {"letters, digits and '-', at most 64, such as us-east-1a", 64, "", "-", false},
		"targetGroup":    {"letters, digits and '-', not beginning with '-', at most 32", 32, "", "-", false},
		"attributeName":  {`letters, digits, '-', '_', '/', '\' and '.', at most 128`, 128, `-_/\.`, "", false},
		"attributeValue": {`letters, digits, '-', '_', '.', '@', '/', '\', ':' and inner spaces, at most 128`, 128, `-_.@/\:`, " ", false},
		"classic":        {"letters, digits and '-', not beginning with '-', at most 32", 32, "", "-", false},
		"namespace":      {"printable characters, at most 1024", 1024, anyText, "", false},
		"alarm":          {"printable characters, at most 255", 255, anyText, "", false},
		"taskGroup":      {"printable characters, at most 255", 255, anyText, "", false},
		"reason":         {"printable characters, at most 1024", 1024, anyText, "", false},
		"stopReason":     {"printable characters, at most 255", 255, anyText, "", false},
	}
}

// named checks a name against a rule of nameRules.
func (b *binder) named(n *node, rule, name string) bool {
	r := b.rules[rule]
	if r.allows(name) || rule == "cluster" && r.allows(clusterName(name)) {
		return true
	}
	as := " as a name"
	if r.extra == anyText {
		as = ""
	}
	b.at(n, OutOfRange, fmt.Sprintf("%s can't be used%s here: allowed are %s", quote(name), as, r.want), "")
	return false
}

func (r nameRule) allows(name string) bool {
	if r.extra == anyText {
		return name != "" && utf8.RuneCountInString(name) <= r.longest && printable(name) == name
	}
	if name == "" || len(name) > r.longest || (r.inside == " " && name[len(name)-1] == ' ') {
		return false
	}
	for i := range len(name) {
		if !r.allowsAt(name[i], i) {
			return false
		}
	}
	return true
}

func (r nameRule) allowsAt(c byte, i int) bool {
	if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' && !r.lower || c >= '0' && c <= '9' {
		return true
	}
	return contains(r.extra, c) || i > 0 && contains(r.inside, c)
}

func contains(set string, c byte) bool {
	for i := range len(set) {
		if set[i] == c {
			return true
		}
	}
	return false
}
