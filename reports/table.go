package reports

import (
	"bufio"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// WriteTable writes the metrics as a table for a terminal: a row a metric, a column a deployment. The deployments that
// services began with have a column only when there are no others. Where all of them are on Fargate, container instances have no row.
func (r *Run) WriteTable(w io.Writer) error {
	if rows := r.table(); len(rows) > 0 {
		return writeAligned(w, rows)
	}
	return nil
}

// table is the metrics as texts, the head first; nil without a deployment.
func (r *Run) table() [][]string {
	columns := r.columns(false)
	if len(columns) == 0 {
		columns = r.columns(true)
	}
	if len(columns) == 0 {
		return nil
	}
	rows := make([][]string, 0, 32)
	head, state := []string{""}, []string{"end"}
	for _, d := range columns {
		s := r.Fold.Service(d.Service)
		name := r.revision(s, d)
		if r.Fold.Services() > 1 {
			name = Inert(r.names.Service(d.Service)) + " " + name
		}
		head, state = append(head, shorten(name, widestHead)), append(state, r.endOf(d))
	}
	rows = append(rows, head, state)
	for _, word := range metrics.Words() {
		if word.Unit == sim.InstanceCount && !slices.ContainsFunc(columns, r.isOnInstances) {
			continue
		}
		row := []string{word.Name}
		for _, d := range columns {
			row = append(row, r.cell(word, d))
		}
		rows = append(rows, row)
	}
	return rows
}

// isOnInstances says whether the tasks of a deployment's service are on container instances, and not on Fargate.
func (r *Run) isOnInstances(d *metrics.Deployment) bool {
	return !r.Fold.Service(d.Service).API.Fargate
}

// columns are the deployments of all services, either those that services began with or the others.
func (r *Run) columns(initial bool) []*metrics.Deployment {
	var list []*metrics.Deployment
	for i := range r.Fold.Services() {
		s := r.Fold.Service(sim.ServiceID(i))
		for d := range s.Deployments {
			if s.Deployments[d].Initial == initial {
				list = append(list, &s.Deployments[d])
			}
		}
	}
	return list
}

// widestHead is how many columns the head of a table's column takes at most.
const widestHead = 28

// shorten puts an ellipsis into the middle of a name that is wider than so many columns.
func shorten(name string, columns int) string {
	runes := []rune(name)
	if len(runes) <= columns {
		return name
	}
	tail := (columns - 1) / 2
	return string(runes[:columns-1-tail]) + "…" + string(runes[len(runes)-tail:])
}

// endOf says how the window of a deployment ended, and when. The one that a service begins with has no end worth telling
// where nothing came of it.
func (r *Run) endOf(d *metrics.Deployment) string {
	switch d.End {
	case metrics.StillOpen:
		return d.End.String()
	case metrics.EndOfRun:
		s := r.Fold.Service(d.Service)
		if d.Initial && s.Over && s.Outcome == sim.OutcomeSettled {
			return "no deployment"
		}
		if s.Over {
			return s.Outcome.String() + " at " + decimal(int64(d.Ended)) + " s"
		}
	case metrics.EndCompleted, metrics.EndFailed, metrics.EndSuperseded, metrics.EndDeleted:
	}
	return d.End.String() + " at " + decimal(int64(d.Ended)) + " s"
}

// cell is a metric with its unit.
func (r *Run) cell(word metrics.Word, d *metrics.Deployment) string {
	n, ok := word.Value(d)
	if !ok {
		return "-"
	}
	switch word.Unit {
	case sim.Milliseconds:
		return Humane(sim.Span(n))
	case sim.TaskMilliseconds:
		return tenths(n) + " task-seconds"
	case sim.Tasks:
		if word.Name == "minHealthy" || word.Name == "minRunning" {
			if d.Rescaled {
				return Count(n) // of which of the desired counts would be arbitrary
			}
			return Count(n) + " of " + Count(int64(d.Desired))
		}
		return Count(n)
	case sim.Passes, sim.EventCount:
		return Count(n)
	case sim.CPUUnits:
		return quantity(n, "CPU unit")
	case sim.MiB:
		return Count(n) + " MiB"
	case sim.InstanceCount:
		if !r.isOnInstances(d) {
			return "-"
		}
		return Count(n) + " of " + Count(int64(r.Fold.Hosts()))
	case sim.Flag:
		if d.WaiterPassed {
			return "passes after " + Humane(d.WaiterAfter)
		}
		return "doesn't pass"
	}
	return Count(n)
}

// tenths writes thousandths rounded to tenths, with a comma at the thousands.
func tenths(thousandths int64) string {
	rounded := (thousandths + 50) / 100
	text := Count(rounded / 10)
	if rest := rounded % 10; rest > 0 {
		text += "." + Count(rest)
	}
	return text
}

// writeAligned writes rows with their columns left-aligned, two spaces apart.
func writeAligned(w io.Writer, rows [][]string) error {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	b := bufio.NewWriter(w)
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(cell)
			line.WriteString(strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+2))
		}
		if _, err := b.WriteString(strings.TrimRight(line.String(), " ") + "\n"); err != nil {
			return err
		}
	}
	return b.Flush()
}
