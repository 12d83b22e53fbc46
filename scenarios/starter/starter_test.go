package starter_test

import (
	"strings"
	"testing"

	"github.com/ecssim/ecssim/scenarios/starter"
)

// TestPlain: the scenario that everybody begins with is one that works, and says something at every block.
func TestPlain(t *testing.T) {
	text := starter.Plain()
	usable(t, &starter.Imported{Name: "starter", Text: text})
	for _, part := range strings.Split(text, "\n\n")[1:] {
		if !strings.Contains(part, "#") && !strings.Contains(part, "containerDefinitions]]") && !strings.Contains(part, "[[services]]") {
			t.Errorf("nothing is said at\n%s", part)
		}
	}
}

// TestQuestions: each question is a line, and its scenario can be used where there is no other file.
func TestQuestions(t *testing.T) {
	all := starter.Questions()
	if len(all) < 20 {
		t.Errorf("there are only %d", len(all))
	}
	for _, q := range all {
		t.Run(q.Name, func(t *testing.T) {
			if q.Asks == "" || len(q.Asks) > 160 || strings.ContainsAny(q.Asks, "\n\t") {
				t.Errorf("it asks %q", q.Asks)
			}
			readable(t, &starter.Imported{Name: q.Name, Text: q.Text})
		})
	}
}
