package terminal

import (
	"io"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim/metrics"
)

// WriteExpectations writes a line for each condition that is expected: whether it holds, and what was measured. It writes
// nothing where nothing is expected.
func WriteExpectations(w io.Writer, list []reports.Expectation, o Options) error {
	if len(list) == 0 {
		return nil
	}
	several := false
	for i := range list {
		several = several || list[i].Service != list[0].Service
	}
	if _, err := io.WriteString(w, "expectations\n"); err != nil {
		return err
	}
	for i := range list {
		x := &list[i]
		text := x.Title()
		if several {
			text = x.Service + ": " + text
		}
		mark := x.Mark()
		if o.Color {
			mark = paint(mark, map[metrics.Ruling]style{metrics.Passed: green, metrics.Failed: red, metrics.Undecided: yellow}[x.Ruling])
		}
		first := mark + " "
		for _, line := range wrap(text+": "+x.Measured, max(0, o.Width-2)) {
			if _, err := io.WriteString(w, first+line+"\n"); err != nil {
				return err
			}
			first = "  "
		}
	}
	return nil
}
