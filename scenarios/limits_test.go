package scenarios_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ecssim/ecssim/scenarios"
)

// TestHostileTexts wants of texts that are made to be expensive that they are refused, for the reason given, soon.
func TestHostileTexts(t *testing.T) {
	chain := func(n int, keys string) string {
		var b strings.Builder
		b.WriteString("schemaVersion = 1\n[[taskDefinitions]]\nfamily = \"a\"\n[[taskDefinitions.containerDefinitions]]\nname = \"c\"\nmemory = 4\n" + keys)
		for range n {
			b.WriteString("[[taskDefinitions]]\nbasedOn = \"a\"\n")
		}
		b.WriteString("[[services]]\nserviceName = \"s\"\ntaskDefinition = \"a\"\ndesiredCount = 1\n")
		return b.String()
	}
	var environment strings.Builder
	environment.WriteString("environment = [")
	for range 8000 {
		environment.WriteString("{a=1},")
	}
	environment.WriteString("]\n")
	for _, test := range []struct{ name, text, want string }{
		{"bytes", strings.Repeat("#", 256<<10+1), "262145 bytes are more than the 262144 that a scenario may have"},
		{"keys", strings.Repeat("[[a]]\n", 40000), "more than 50000 keys and values"},
		{"values", "a = [" + strings.Repeat("1,", 60000) + "]", "more than 50000 keys and values"},
		{"brackets", "a = " + strings.Repeat("[", 200000), "tables and lists stand more than 32 deep within each other"},
		{"braces", "a = " + strings.Repeat("{a=", 60000), "tables and lists stand more than 32 deep within each other"},
		{"mixed", "a = " + strings.Repeat("[{a=", 60000), "tables and lists stand more than 32 deep within each other"},
		{"dots", strings.Repeat("a.", 100000) + "a = 1", "tables and lists stand more than 32 deep within each other"},
		{"dots after a slip", "x 1\n" + strings.Repeat("a.", 100000) + "a = 1", "expected '.' or '='"},
		{"header", "[" + strings.Repeat("a.", 100000) + "a]", "tables and lists stand more than 32 deep within each other"},
		{"unknown keys", manyKeys(15000), "more faults are not listed"},
		{"revisions", "schemaVersion = 1\n" + strings.Repeat("[[taskDefinitions]]\n", 12000), "12000 entries are outside 0..1000"},
		{"chain", chain(1100, ""), "1101 entries are outside 0..1000"},
		{"wide chain", chain(900, environment.String()), "the task definitions have more than 500000 settings"},
		{"services", "schemaVersion = 1\n" + strings.Repeat("[[services]]\n", 15000), "15000 entries are outside 1..100"},
		{"long name", "schemaVersion = 1\nname = \"" + strings.Repeat("x", 200000) + "\"", "beginning with a letter or digit, at most 100"},
		{"long key", "schemaVersion = 1\n" + strings.Repeat("x", 200000) + " = 1", "unknown key at the top level"},
	} {
		t.Run(test.name, func(t *testing.T) {
			start := time.Now()
			_, err := scenarios.Parse("x.toml", []byte(test.text))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("Parse gave %.300v, want %s", err, test.want)
			}
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("Parse took %v", took)
			}
		})
	}
}

func manyKeys(n int) string {
	var b strings.Builder
	b.WriteString("schemaVersion = 1\n")
	for i := range n {
		fmt.Fprintf(&b, "desire%d = 1\n", i)
	}
	return b.String()
}

// TestLongestChain reads as many task definitions as there may be, each basedOn the one before.
func TestLongestChain(t *testing.T) {
	text := strings.ReplaceAll(minimal, `desiredCount = 2`, `desiredCount = 5000`) + strings.Repeat("[[taskDefinitions]]\nbasedOn = \"web\"\n", 999)
	sc := mustParse(t, text)
	if got := sc.TaskDefinitions[999].Name(); got != "web:1000" {
		t.Errorf("the last one is %s", got)
	}
}

func TestFaultsInOrder(t *testing.T) {
	_, err := scenarios.Parse("x.toml", []byte("b = 1\na = 2\nschemaVersion = 1\n\n  c = 1\n[scheduler]\nphase = \"-1s\"\n[[services]]\n"), "seed=x", "duration=y")
	var places []string
	for _, f := range err.(scenarios.Faults) { //nolint:errorlint,forcetypeassert // Parse promises this very type
		places = append(places, fmt.Sprintf("%s %d:%d %s %s", f.File, f.Line, f.Column, f.Key, f.Kind))
	}
	same(t, []string{
		"x.toml 1:1 b unknownKey", "x.toml 2:1 a unknownKey", "x.toml 5:3 c unknownKey", "x.toml 7:9 scheduler.phase outOfRange",
		"x.toml 8:1 services[0].serviceName missing", "x.toml 8:1 services[0].taskDefinition missing", "x.toml 8:1 services[0].desiredCount missing",
		"--set seed=x 0:0 seed wrongType", "--set duration=y 0:0 duration outOfRange",
	}, places)
}

func TestBOM(t *testing.T) {
	mustParse(t, "\ufeff"+minimal)
	_, err := scenarios.Parse("x.toml", []byte("\ufeffwombat = 1\nschemaVersion = 1\n"))
	if err == nil || !strings.HasPrefix(err.Error(), "x.toml:1:1: ") {
		t.Errorf("Parse gave %v, want a fault at 1:1", err)
	}
	if _, err = scenarios.Parse("x.toml", []byte("\xff\xfea\x00")); err == nil || !strings.Contains(err.Error(), "this isn't UTF-8 text") {
		t.Errorf("Parse gave %v of UTF-16", err)
	}
}
