package reports_test

import (
	"bytes"
	"strings"
	"testing"
)

// TestMarkdownIsInert: a name can't become markup, a link, a mention or another cell.
func TestMarkdownIsInert(t *testing.T) {
	sc := rolled(100, 200)
	sc.Name = "a|b <script> [x](y) `c` *d* _e_ @f #g ![h] &i; \\j\nk"
	sc.TaskDefinitions[1].Family = "w|eb"
	run := played(t, sc)
	var b bytes.Buffer
	if err := run.WriteMarkdown(&b); err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(b.String(), "\n")
	if want := "## a\\|b \\<script\\> \\[x\\](y) \\`c\\` \\*d\\* \\_e\\_ \\@f \\#g \\!\\[h\\] &amp;i; \\\\j\\\\nk"; head != want {
		t.Errorf("%s\nwant\n%s", head, want)
	}
	cells := 0
	for line := range strings.Lines(b.String()) {
		if !strings.HasPrefix(line, "|") {
			cells = 0
			continue
		}
		n := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|")
		if cells != 0 && n != cells {
			t.Errorf("%d cells after %d: %s", n, cells, line)
		}
		cells = n
	}
}

// TestMarkdownWriteFails: an error of the writer comes back.
func TestMarkdownWriteFails(t *testing.T) {
	if played(t, rolled(100, 200)).WriteMarkdown(&fullDisk{}) == nil {
		t.Error("no error")
	}
}
