package query_test

import (
	"strings"
	"testing"
)

// TestWishes: what an expression says of attributes, and which values would do.
func TestWishes(t *testing.T) {
	e := mustParse(t, `attribute:stack == prod and (attribute:kind in [a, b] or attribute:type =~ m5.*) and attribute:disk exists and attribute:drain !exists
		and attribute:old != 1 and not(attribute:gone == 1) and agentConnected == true and attribute:age >= 3`)
	var got []string
	for _, w := range e.Wishes() {
		line := w.Attribute + " " + strings.Join(w.Values, "|") + ":"
		for _, value := range []string{"prod", "b", "m5.large", "1", "3", "4"} {
			if w.Admits(value) {
				line += " " + value
			}
		}
		got = append(got, line)
	}
	want := `stack prod: prod
kind a|b: b
type m5.*: m5.large
disk : prod b m5.large 1 3 4
old 1: prod b m5.large 3 4
age 3: prod b m5.large 3 4`
	if text := strings.Join(got, "\n"); text != want {
		t.Errorf("it wishes\n%s\nand not\n%s", text, want)
	}
}
