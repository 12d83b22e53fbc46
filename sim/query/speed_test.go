package query_test

import (
	"strings"
	"testing"
	"time"

	"github.com/ecssim/ecssim/sim/query"
)

// long is an expression with something of everything.
const long = "(attribute:ecs.instance-type =~ m5.* or attribute:ecs.instance-type in [c5.large, c5.xlarge]) and " +
	"attribute:ecs.availability-zone != us-east-1d and attribute:drain !exists and agentConnected == true and " +
	"agentVersion >= 1.73.0 and registeredAt > 2018-02-13 and runningTasksCount < 10 and not(task:group == database) and " +
	"task:group !~ 'service:(api|db).*'"

func busy() *instance {
	return &instance{
		attributes: map[string]string{"ecs.instance-type": "c5.xlarge", "ecs.availability-zone": "us-east-1a"},
		connected:  true, version: "1.96.0", registered: 1767225600, running: 3, groups: []string{"service:web", "service:batch", "family:x"},
	}
}

// TestMatchesDoesNotAllocate evaluates every kind of comparison without memory.
func TestMatchesDoesNotAllocate(t *testing.T) {
	e, it := mustParse(t, long), busy()
	if !e.Matches(it) {
		t.Fatal("it doesn't match")
	}
	if n := testing.AllocsPerRun(100, func() { e.Matches(it) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestNoBacktracking matches what takes a backtracking engine for ever.
func TestNoBacktracking(t *testing.T) {
	it := &instance{attributes: map[string]string{"a": strings.Repeat("a", 128) + "!"}}
	start := time.Now()
	for _, text := range []string{
		"attribute:a =~ '(a+)+'", "attribute:a =~ '(a|a)*'", "attribute:a =~ '(a|aa)+b'", "attribute:a =~ " + strings.Repeat("a?", 400) + strings.Repeat("a", 400),
		"attribute:a =~ " + "'" + strings.Repeat("(.{0,30})", 20) + "b'",
	} {
		if mustParse(t, text).Matches(it) {
			t.Errorf("%s matches", text)
		}
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}

func BenchmarkMatches(b *testing.B) {
	it := busy()
	for _, bench := range []struct{ name, text string }{
		{"attribute", "attribute:ecs.availability-zone == us-east-1a"},
		{"pattern", "attribute:ecs.instance-type =~ c5.*"},
		{"group", "not(task:group == database)"},
		{"long", long},
	} {
		b.Run(bench.name, func(b *testing.B) {
			e := mustParse(b, bench.text)
			b.ReportAllocs()
			for b.Loop() {
				if !e.Matches(it) {
					b.Fatal("it doesn't match")
				}
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := query.Parse(long); err != nil {
			b.Fatal(err)
		}
	}
}
