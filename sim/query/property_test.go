package query_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/sim/query"
)

// This is a second evaluator of the language, written without a look at the first: it goes by a tree that a test drew,
// spells its text at random, and judges simple expressions by maps, by texts that are ordered as the numbers
// are, and by the standard library's dates, slowly.

// tree is a drawn expression.
type tree struct {
	join    string // "and", "or", "not" or, of a simple one, empty
	parts   []*tree
	subject string
	op      string // the word of the operator
	args    []string
}

// spellings are those of each operator, the word first.
func spellings(op string) []string {
	return map[string][]string{
		"equals": {"equals", "=="}, "not_equals": {"not_equals", "!="}, "exists": {"exists"}, "not_exists": {"not_exists", "!exists"},
		"in": {"in"}, "not_in": {"not_in", "!in"}, "matches": {"matches", "=~"}, "not_matches": {"not_matches", "!~"},
		"greater_than": {"greater_than", ">"}, "greater_than_equal": {"greater_than_equal", ">="},
		"less_than": {"less_than", "<"}, "less_than_equal": {"less_than_equal", "<="},
		"and": {"and", "&&"}, "or": {"or", "||"}, "not": {"not", "!"},
	}[op]
}

// drawnPatterns are regular expressions, with what they mean in other words.
func drawnPatterns() map[string]func(string) bool {
	is := func(all ...string) func(string) bool { return func(s string) bool { return slices.Contains(all, s) } }
	return map[string]func(string) bool{
		".*": func(string) bool { return true }, "a.*": func(s string) bool { return strings.HasPrefix(s, "a") },
		"a|b": is("a", "b"), "(a|true)": is("a", "true"), "[ab]": is("a", "b"), `\Qa b\E`: is("a b"), `i-\p{Digit}`: is("i-1", "i-2", "i-3"),
		"": is(""), ".": func(s string) bool { return len(s) == 1 },
	}
}

func drawTree(t *rapid.T, depth int) *tree {
	if depth > 0 && rapid.IntRange(0, 2).Draw(t, "compound") > 0 {
		n := &tree{join: rapid.SampledFrom([]string{"and", "or", "not"}).Draw(t, "join")}
		count := 1
		if n.join != "not" {
			count = rapid.IntRange(2, 3).Draw(t, "parts")
		}
		for range count {
			n.parts = append(n.parts, drawTree(t, depth-1))
		}
		return n
	}
	ordered := []string{"greater_than", "greater_than_equal", "less_than", "less_than_equal"}
	equal := []string{"equals", "not_equals"}
	text := []string{"in", "not_in", "matches", "not_matches"}
	presence := []string{"exists", "not_exists"}
	values := []string{"a", "b", "a b", "", "10", "9"}
	n := &tree{}
	var ops []string
	switch rapid.IntRange(0, 6).Draw(t, "subject") {
	case 0:
		n.subject, ops, values = "agentConnected", slices.Concat(equal, text), []string{"true", "false"}
	case 1:
		n.subject, ops, values = "agentVersion", slices.Concat(equal, ordered), []string{"1.2", "1.02.0", "1.10", "2", "0"}
	case 2:
		n.subject, ops = rapid.SampledFrom([]string{"attribute:x", "attribute:ecs.y", "attribute:gone"}).Draw(t, "attribute"), slices.Concat(equal, ordered, text, presence)
	case 3:
		n.subject, ops, values = "ec2InstanceId", slices.Concat(equal, text), []string{"i-1", "i-2", "a"}
	case 4:
		n.subject, ops, values = "registeredAt", slices.Concat(equal, ordered), []string{"2020-02-29", "2020-02-29T00:00:00Z", "2020-02-29T00:00:01+00:00", "2019-12-31T23:59:59"}
	case 5:
		n.subject, ops, values = "runningTasksCount", slices.Concat(equal, ordered), []string{"0", "1", "02", "-1", "10"}
	case 6:
		n.subject, ops = "task:group", slices.Concat(equal, text, presence)
	}
	n.op = rapid.SampledFrom(ops).Draw(t, "operator")
	switch strings.TrimPrefix(n.op, "not_") {
	case "exists":
	case "in":
		n.args = rapid.SliceOfN(rapid.SampledFrom(values), 1, 3).Draw(t, "list")
	case "matches":
		var patterns []string
		for p := range drawnPatterns() {
			patterns = append(patterns, p)
		}
		slices.Sort(patterns)
		n.args = []string{rapid.SampledFrom(patterns).Draw(t, "pattern")}
	default:
		n.args = []string{rapid.SampledFrom(values).Draw(t, "value")}
	}
	return n
}

// spell writes a tree, with more spaces and parentheses than needed, or fewer. inside is what it is a part of.
func (n *tree) spell(t *rapid.T, inside string) string {
	space := func(least int) string {
		return rapid.StringOfN(rapid.SampledFrom([]rune(" \t\n")), least, 2, -1).Draw(t, "space")
	}
	word := func(op string) string { return rapid.SampledFrom(spellings(op)).Draw(t, "spelling") }
	var text string
	switch n.join {
	case "":
		text = n.subject + space(1) + word(n.op) + space(1)
		var args []string
		for _, arg := range n.args {
			quotes := []string{"'", `"`}
			if regexp.MustCompile(`^[\w\-.:+*|\[\]]+$`).MatchString(arg) && !strings.Contains(n.op, "in") {
				quotes = append(quotes, "")
			}
			quote := rapid.SampledFrom(quotes).Draw(t, "quote")
			args = append(args, space(0)+quote+arg+quote+space(0))
		}
		if strings.TrimPrefix(n.op, "not_") == "in" {
			text += "[" + strings.Join(args, ",") + "]"
		} else {
			text += strings.Join(args, "")
		}
	case "not":
		text = word("not") + space(1) + n.parts[0].spell(t, "not")
	default:
		var parts []string
		for _, part := range n.parts {
			parts = append(parts, part.spell(t, n.join))
		}
		for i := range parts[1:] {
			parts[i+1] = space(1) + word(n.join) + space(1) + parts[i+1]
		}
		text = strings.Join(parts, "")
	}
	binding := map[string]int{"or": 1, "and": 2, "not": 3}
	if n.join != "" && binding[n.join] < binding[inside] || rapid.IntRange(0, 3).Draw(t, "parentheses") == 0 {
		text = "(" + space(0) + text + space(0) + ")"
	}
	return text
}

// holds is the brute-force evaluation.
func (n *tree) holds(it *instance) bool {
	switch n.join {
	case "not":
		return !n.parts[0].holds(it)
	case "and":
		return !slices.ContainsFunc(n.parts, func(p *tree) bool { return !p.holds(it) })
	case "or":
		return slices.ContainsFunc(n.parts, func(p *tree) bool { return p.holds(it) })
	}
	switch n.subject {
	case "agentConnected":
		return n.judge(strconv.FormatBool(it.connected))
	case "agentVersion":
		return it.version != "" && n.order(versionKey(it.version), versionKey(n.args[0]))
	case "ec2InstanceId":
		return it.id != "" && n.judge(it.id)
	case "registeredAt":
		when := strings.TrimSuffix(strings.TrimSuffix(n.args[0], "Z"), "+00:00")
		if !strings.Contains(when, "T") {
			when += "T00:00:00"
		}
		at, err := time.Parse(time.RFC3339, when+"Z")
		if err != nil {
			panic(err)
		}
		return n.order(numberKey(it.registered), numberKey(at.Unix()))
	case "runningTasksCount":
		count, err := strconv.Atoi(n.args[0])
		if err != nil {
			panic(err)
		}
		return n.order(numberKey(int64(it.running)), numberKey(int64(count)))
	case "task:group":
		positive := &tree{op: strings.TrimPrefix(n.op, "not_"), args: n.args}
		hosts := slices.ContainsFunc(it.groups, positive.judge)
		return hosts == (positive.op == n.op)
	}
	value, ok := it.attributes[strings.TrimPrefix(n.subject, "attribute:")]
	if n.op == "not_exists" {
		return !ok
	}
	return ok && n.judge(value)
}

// judge compares a value that is there as text.
func (n *tree) judge(value string) bool {
	switch n.op {
	case "exists":
		return true
	case "in":
		return slices.Contains(n.args, value)
	case "not_in":
		return !slices.Contains(n.args, value)
	case "matches":
		return drawnPatterns()[n.args[0]](value)
	case "not_matches":
		return !drawnPatterns()[n.args[0]](value)
	}
	return n.order(value, n.args[0])
}

// order compares keys.
func (n *tree) order(a, b string) bool {
	return map[string]bool{
		"equals": a == b, "not_equals": a != b, "greater_than": a > b, "greater_than_equal": a >= b, "less_than": a < b, "less_than_equal": a <= b,
	}[n.op]
}

// numberKey is a text that is ordered as the number is.
func numberKey(n int64) string { return strconv.FormatInt(n+4e18, 10) }

// versionKey is a text that is ordered as the version is: three numbers of eight digits.
func versionKey(version string) string {
	parts := append(strings.Split(version, "."), "0", "0")
	key := ""
	for _, part := range parts[:3] {
		n, err := strconv.Atoi(part)
		if err != nil {
			panic(err)
		}
		key += strconv.Itoa(n + 10_000_000)
	}
	return key
}

func drawInstance(t *rapid.T) *instance {
	it := &instance{
		attributes: make(map[string]string),
		connected:  rapid.Bool().Draw(t, "connected"),
		version:    rapid.SampledFrom([]string{"", "1.2", "1.2.0", "1.2.1", "1.10.0", "2.0", "0.0.1"}).Draw(t, "version"),
		id:         rapid.SampledFrom([]string{"", "i-1", "i-2", "i-3", "a"}).Draw(t, "id"),
		registered: time.Date(2020, 2, 29, 0, 0, 0, 0, time.UTC).Unix() + rapid.SampledFrom([]int64{-1e7, -1, 0, 1, 1e7}).Draw(t, "registered"),
		running:    rapid.SampledFrom([]int{0, 1, 2, 3, 10}).Draw(t, "running"),
		groups:     rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "a b", "c"}), 0, 3, rapid.ID).Draw(t, "groups"),
	}
	for _, name := range []string{"x", "ecs.y"} {
		if rapid.Bool().Draw(t, "has "+name) {
			it.attributes[name] = rapid.SampledFrom([]string{"a", "b", "a b", "", "10", "9", "c"}).Draw(t, name)
		}
	}
	return it
}

// TestOracle holds the evaluation of random expressions, spelt at random, to the brute-force one, and the printed form to
// the text.
func TestOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		drawn := drawTree(t, 3)
		text := drawn.spell(t, "")
		if len([]rune(text)) > query.MaxLength {
			t.Skip("too long")
		}
		e, err := query.Parse(text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		printed := e.String()
		again, err := query.Parse(printed)
		if err != nil && len(printed) <= query.MaxLength {
			t.Fatalf("%q prints as %q: %v", text, printed, err)
		}
		if err == nil && again.String() != printed {
			t.Fatalf("%q prints as %q, and that as %q", text, printed, again)
		}
		if want := strings.Contains(text, "task:group") || strings.Contains(text, "runningTasksCount"); e.DependsOnTasks() != want {
			t.Fatalf("%q depends on tasks: %v", text, !want)
		}
		for range 5 {
			it := drawInstance(t)
			want := drawn.holds(it)
			if got := e.Matches(it); got != want {
				t.Fatalf("%q of %+v is %v", text, it, got)
			}
			if again != nil && again.Matches(it) != want {
				t.Fatalf("%q prints as %q, which of %+v is %v", text, printed, it, !want)
			}
		}
	})
}

// FuzzParse wants of any text an error within it or an expression that prints, parses again to one that prints the same
// and answers the same, and that answers soon.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"", "attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d", "not(task:group == database)",
		"(runningTasksCount == 1 or agentConnected==true)&&!registeredAt<2018-02-13", `ec2InstanceId !in ['i-1', "i-2",i-3]`,
		"agentVersion < 1.14.5 || attribute:x !exists", `task:group =~ "(a|b)+\Q.\E[\p{Alpha}&]{2,3}"`, "attribute:a =~ [a-z&&[^b]]",
		"attribute:a == 'ö'", "attribute:a =~ (?i)x\\u0041",
	} {
		f.Add(text, "a.b")
	}
	f.Fuzz(func(t *testing.T, text, value string) {
		value = value[:min(len(value), 256)]
		e, err := query.Parse(text)
		if err != nil {
			if s := refused(t, text); s.Offset < 0 || s.Offset > len(text) || s.Message == "" {
				t.Errorf("%q: %+v", text, s)
			}
			return
		}
		start := time.Now()
		it := &instance{attributes: map[string]string{"a": value, "x": ""}, version: value, id: value, groups: []string{value, "database"}}
		want := e.Matches(it)
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%q took %v", text, took)
		}
		printed := e.String()
		again, err := query.Parse(printed)
		if err != nil {
			if len([]rune(printed)) <= query.MaxLength {
				t.Errorf("%q prints as %q: %v", text, printed, err)
			}
			return
		}
		if again.String() != printed || again.Matches(it) != want || again.DependsOnTasks() != e.DependsOnTasks() {
			t.Errorf("%q prints as %q, and that as %q; matches %v and %v", text, printed, again, want, again.Matches(it))
		}
	})
}
