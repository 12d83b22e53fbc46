package reports

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"
)

// TestQuotedAsEncodingJSON compares our JSON strings with those of encoding/json.
func TestQuotedAsEncodingJSON(t *testing.T) {
	check := func(t interface{ Errorf(string, ...any) }, s string) {
		want, err := json.Marshal(s)
		if err != nil {
			t.Errorf("%v", err)
		}
		if got := quoted(s); got != string(want) {
			t.Errorf("quoted(%q) = %s, want %s", s, got, want)
		}
	}
	for r := range rune(0x3000) {
		check(t, "a"+string(r)+"b")
	}
	rapid.Check(t, func(t *rapid.T) {
		check(t, rapid.String().Draw(t, "text"))
		check(t, string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")))
	})
}
