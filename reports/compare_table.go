package reports

import (
	"io"
	"slices"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// WriteTable writes the rows of every service as a table for a terminal: a column for the first side, and two for each
// other one, its value and how that is against the first.
func (c *Comparison) WriteTable(w io.Writer) error {
	for i := range c.Services {
		if i > 0 {
			if _, err := io.WriteString(w, "\n"); err != nil {
				return err
			}
		}
		if err := writeAligned(w, c.Table(i)); err != nil {
			return err
		}
	}
	return nil
}

// Table is the rows of a service as texts, the head first. The first column names the metric.
func (c *Comparison) Table(service int) [][]string {
	s := &c.Services[service]
	corner := ""
	if len(c.Services) > 1 {
		corner = shorten("service "+Inert(s.Name), widestHead)
	}
	head := []string{corner}
	for i, side := range c.Sides {
		head = append(head, shorten(Inert(side.Name), widestHead))
		if i > 0 {
			head = append(head, "difference")
		}
	}
	rows := [][]string{head}
	for i := range s.Rows {
		row := []string{s.Rows[i].Name}
		for k := range s.Rows[i].Cells {
			cell := &s.Rows[i].Cells[k]
			row = append(row, cell.Text)
			if k > 0 {
				row = append(row, cell.against(&s.Rows[i]))
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// against says how a cell is against the first side's: "-1 min 12 s, better".
func (c *ComparedCell) against(row *ComparedValue) string {
	if c.Against == Incomparable {
		return "-"
	}
	text := ""
	if c.Difference != 0 && row.Name != rowEnd && row.Unit != sim.Flag {
		text = signed(c.Difference, row.Unit, row.inTenths())
	}
	switch c.Against {
	case Same, Better, Worse:
		return strings.TrimPrefix(text+", "+c.Against.String(), ", ")
	case Differs:
		if text == "" {
			return "differs"
		}
	case Incomparable:
	}
	return text
}

// inTenths says whether a value of the row has a tenth of a task-second to show: then all have, and their differences too.
func (v *ComparedValue) inTenths() bool {
	return v.Unit == sim.TaskMilliseconds && slices.ContainsFunc(v.Cells, func(c ComparedCell) bool {
		return c.Known && (c.Value+50)/100%10 != 0
	})
}

// taskSeconds writes a sum over time, with a tenth even where that is 0 if others have one.
func taskSeconds(n int64, inTenths bool) string {
	text := tenths(n)
	if inTenths && !strings.Contains(text, ".") {
		text += ".0"
	}
	return text + " task-seconds"
}

// signed writes a difference with its sign and unit.
func signed(n int64, unit sim.Unit, inTenths bool) string {
	sign := "+"
	if n < 0 {
		sign, n = "-", -n
	}
	switch unit {
	case sim.Milliseconds:
		return sign + Humane(sim.Span(n))
	case sim.TaskMilliseconds:
		return sign + taskSeconds(n, inTenths)
	case sim.CPUUnits:
		return sign + quantity(n, "CPU unit")
	case sim.MiB:
		return sign + Count(n) + " MiB"
	case sim.Tasks, sim.Passes, sim.InstanceCount, sim.EventCount, sim.Flag:
	}
	return sign + Count(n)
}
