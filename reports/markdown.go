package reports

import (
	"bufio"
	"io"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// WriteMarkdown writes the verdict, the deployments, the metrics and the service events as GitHub's markdown, for an
// issue or a step's summary.
func (r *Run) WriteMarkdown(w io.Writer) error {
	b := bufio.NewWriter(w)
	m := markdown{b}
	m.line("## " + Literal(r.Scenario.Name))
	m.line("")
	m.line(Literal(r.Verdict()))
	m.expectations(r.Expectations())
	m.deployments(r)
	if rows := r.table(); len(rows) > 0 {
		m.line("")
		rows[0][0] = "metric"
		m.table(rows, len(rows[0]))
	}
	if s := r.AssumptionSentence(); s != "" {
		m.line("")
		m.line(Literal(s))
	}
	if list := r.Events.List; len(list) > 0 {
		title := quantity(len(list), "service event")
		if more := len(list) - mostEvents; more > 0 { // a page has a limit
			title, list = "the last "+quantity(mostEvents, "service event")+" of "+Count(int64(len(list))), list[more:]
		}
		m.line("")
		m.line("<details><summary>" + title + "</summary>")
		m.line("")
		rows := [][]string{{"time", "event"}}
		for i := range list {
			e := &list[i]
			rows = append(rows, []string{Clock(e.At), Inert(e.Message)})
		}
		m.table(rows, len(rows[0]))
		m.line("")
		m.line("</details>")
	}
	return b.Flush()
}

// markdown writes lines. Errors are those of the writer's Flush.
type markdown struct{ w *bufio.Writer }

func (m markdown) line(s string) { _, _ = m.w.WriteString(s + "\n") }

// expectations writes a row a condition.
func (m markdown) expectations(list []Expectation) {
	if len(list) == 0 {
		return
	}
	rows := [][]string{{"", "expectation", "service", "measured"}}
	for i := range list {
		x := &list[i]
		rows = append(rows, []string{x.Mark(), x.Title(), x.Service, x.Measured})
	}
	m.line("")
	m.table(rows, len(rows[0]))
}

func (m markdown) deployments(r *Run) {
	rows := [][]string{{"service", "deployment", "status", "task definition", "rollout state", "desired", "pending", "running", "healthy", "failed"}}
	const texts = 5
	for i := range r.Fold.Services() {
		for _, d := range r.DeploymentRows(sim.ServiceID(i)) {
			row := []string{d.Service, d.Deployment, d.Status, d.TaskDefinition, d.Rollout}
			for _, n := range []int32{d.Desired, d.Pending, d.Running, d.Healthy, d.Failed} {
				row = append(row, Count(int64(n)))
			}
			rows = append(rows, row)
		}
	}
	if len(rows) == 1 {
		return
	}
	m.line("")
	m.table(rows, texts)
}

// table writes rows, of which the first is the head. Columns from the texts-th on hold numbers, which stand on the right.
func (m markdown) table(rows [][]string, texts int) {
	for i, row := range rows {
		cells := make([]string, len(row))
		for k, cell := range row {
			cells[k] = Literal(cell)
		}
		m.line("| " + strings.Join(cells, " | ") + " |")
		if i > 0 {
			continue
		}
		m.line("|" + strings.Repeat(" --- |", texts) + strings.Repeat(" ---: |", len(row)-texts))
	}
}

// Literal is s as markdown shows it letter by letter: nothing in it is markup, a link or a mention.
func Literal(s string) string {
	var b strings.Builder
	for _, r := range Inert(s) {
		switch r {
		case '\\', '`', '*', '_', '{', '}', '[', ']', '<', '>', '#', '|', '~', '!', '@':
			b.WriteByte('\\')
		case '&':
			b.WriteString("&amp;")
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
