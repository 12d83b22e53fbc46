// Package terminal shows the end of a run as users of ECS tools know it: a table of deployments, and beside it the
// service's tasks over time as a few lines of blocks. It decides nothing but looks: every number is one of package reports.
//
// It writes plain text, and where colours are wanted the few control sequences that every terminal has. That needs no
// library: one for styles would ask the terminal and its environment more than it has to answer.
package terminal

import (
	"bufio"
	"cmp"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
)

// Options say where a text is to be shown. The zero value is a pipe: no colours, lines as long as they get.
type Options struct {
	Width int // columns; 0: no limit
	Color bool
}

const (
	mostServices    = 6  // that are shown over time
	mostDeployments = 10 // of a service
)

// WriteText writes sentences, in lines that fit; what matters most is strong.
func WriteText(w io.Writer, text string, strong bool, o Options) error {
	for _, line := range wrap(text, o.Width) {
		if o.Color && strong {
			line = paint(line, bold)
		}
		if _, err := io.WriteString(w, line+"\n"); err != nil {
			return err
		}
	}
	return nil
}

// Write writes the deployments, and the tasks of each service over time. It writes nothing for a run without deployments.
func Write(w io.Writer, run *reports.Run, o Options) error {
	b := bufio.NewWriter(w)
	t := table{several: run.Fold.Services() > 1}
	var shown []sim.ServiceID
	for i := range run.Fold.Services() {
		id := sim.ServiceID(i)
		rows := run.DeploymentRows(id)
		if len(rows) > 0 {
			shown = append(shown, id)
		}
		older := max(0, len(rows)-mostDeployments)
		t.rows = append(t.rows, rows[:len(rows)-older]...)
		t.older += older
	}
	if len(shown) == 0 {
		return nil
	}
	lines := t.lines(o)
	for i, id := range shown {
		if i == mostServices {
			lines = append(lines, "", quantity(len(shown)-i, "more service")+" not shown over time")
			break
		}
		lines = append(lines, "")
		if t.several {
			lines = append(lines, "service "+reports.Inert(run.Names().Service(id)))
		}
		lines = append(lines, course(run.CountsFigure(id), o)...)
	}
	for _, line := range lines {
		if _, err := b.WriteString(strings.TrimRight(line, " ") + "\n"); err != nil {
			return err
		}
	}
	return b.Flush()
}

// table is the table of deployments.
type table struct {
	rows    []reports.DeploymentRow
	several bool // services: they have a column
	older   int  // deployments that aren't shown
	gap     int  // between columns
}

// column is one column of the table.
type column struct {
	head  string
	brief string // the head where there is little room; empty: the same
	right bool   // numbers stand on the right
	cell  func(d *reports.DeploymentRow) (string, style)
	least int // 0: it isn't shortened
	width int
}

// columns are those of the table, from left to right.
func (t *table) columns() []column {
	text := func(head string, least int, cell func(d *reports.DeploymentRow) string) column {
		return column{head: head, least: least, cell: func(d *reports.DeploymentRow) (string, style) { return cell(d), plain }}
	}
	count := func(head string, cell func(d *reports.DeploymentRow) (int32, style)) column {
		return column{head: head, right: true, cell: func(d *reports.DeploymentRow) (string, style) {
			n, in := cell(d)
			return reports.Count(int64(n)), in
		}}
	}
	number := func(head string, cell func(d *reports.DeploymentRow) int32) column {
		return count(head, func(d *reports.DeploymentRow) (int32, style) { return cell(d), plain })
	}
	list := []column{
		text(idHead, 12, func(d *reports.DeploymentRow) string { return d.Deployment }),
		{head: "STATUS", cell: statusCell},
		text("TASK DEFINITION", 10, func(d *reports.DeploymentRow) string { return d.TaskDefinition }),
		number("DESIRED", func(d *reports.DeploymentRow) int32 { return d.Desired }),
		number("PENDING", func(d *reports.DeploymentRow) int32 { return d.Pending }),
		number("RUNNING", func(d *reports.DeploymentRow) int32 { return d.Running }),
		count("HEALTHY", healthyCell),
		count("FAILED", failedCell),
		{head: "ROLLOUT STATE", brief: "ROLLOUT", cell: rolloutCell},
	}
	list[2].brief = "TASK DEF"
	if t.several {
		list = append([]column{text("SERVICE", 10, func(d *reports.DeploymentRow) string { return d.Service })}, list...)
	}
	return list
}

func statusCell(d *reports.DeploymentRow) (string, style) {
	switch d.Status {
	case "PRIMARY":
		return d.Status, bold
	case "INACTIVE":
		return d.Status, dim
	}
	return d.Status, plain
}

func healthyCell(d *reports.DeploymentRow) (int32, style) {
	if d.Status == "PRIMARY" && d.Healthy < d.Desired {
		return d.Healthy, yellow
	}
	return d.Healthy, plain
}

func failedCell(d *reports.DeploymentRow) (int32, style) {
	if d.Failed > 0 {
		return d.Failed, red
	}
	return d.Failed, plain
}

func rolloutCell(d *reports.DeploymentRow) (string, style) {
	switch d.Rollout {
	case "COMPLETED":
		return d.Rollout, green
	case "FAILED":
		return d.Rollout, red
	case "IN_PROGRESS":
		return d.Rollout, yellow
	}
	return d.Rollout, plain
}

const idHead = "DEPLOYMENT"

// lines are the lines of the table. Where it is too wide, heads get brief, ids and names are shortened, then the ids are
// left out, and at last the columns move together.
func (t *table) lines(o Options) []string {
	columns := t.columns()
	t.gap = 2
	if t.fit(columns); o.Width > 0 && t.total(columns) > o.Width {
		for i := range columns {
			columns[i].head = cmp.Or(columns[i].brief, columns[i].head)
		}
		t.fit(columns)
		if !t.squeeze(columns, o.Width) {
			columns = slices.DeleteFunc(columns, func(c column) bool { return c.head == idHead })
			t.fit(columns)
			if !t.squeeze(columns, o.Width) {
				t.gap = 1
			}
		}
	}
	lines := []string{t.line(columns, func(c *column) (string, style) { return c.head, dim }, o)}
	for k := range t.rows {
		lines = append(lines, t.line(columns, func(c *column) (string, style) { return c.cell(&t.rows[k]) }, o))
	}
	if t.older > 0 {
		lines = append(lines, quantity(t.older, "older deployment")+" not shown")
	}
	return lines
}

// fit makes every column as wide as what stands in it.
func (t *table) fit(columns []column) {
	for i := range columns {
		c := &columns[i]
		c.width = utf8.RuneCountInString(c.head)
		for k := range t.rows {
			text, _ := c.cell(&t.rows[k])
			c.width = max(c.width, utf8.RuneCountInString(text))
		}
	}
}

// squeeze makes columns narrower that may be, from left to right, and says whether all of them fit then.
func (t *table) squeeze(columns []column, width int) bool {
	for i := range columns {
		if c := &columns[i]; c.least > 0 {
			c.width = max(min(c.width, c.least), c.width-max(0, t.total(columns)-width))
		}
	}
	return t.total(columns) <= width
}

// total is how wide the columns are together.
func (t *table) total(columns []column) int {
	sum := -t.gap
	for i := range columns {
		sum += columns[i].width + t.gap
	}
	return sum
}

func (t *table) line(columns []column, cell func(c *column) (string, style), o Options) string {
	var line strings.Builder
	for i := range columns {
		c := &columns[i]
		text, in := cell(c)
		text = shorten(text, c.width)
		blank := strings.Repeat(" ", c.width-utf8.RuneCountInString(text))
		if o.Color {
			text = paint(text, in)
		}
		if c.right {
			text = blank + text
		} else {
			text += blank
		}
		line.WriteString(text + strings.Repeat(" ", t.gap))
	}
	return line.String()
}

// shorten puts an ellipsis into the middle of a text that has more than so many characters.
func shorten(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	tail := (most - 1) / 2
	return string(runes[:most-1-tail]) + "…" + string(runes[len(runes)-tail:])
}

func quantity(n int, one string) string {
	text := reports.Count(int64(n)) + " " + one
	if n != 1 {
		text += "s"
	}
	return text
}

// wrap breaks a text at its blanks into lines of at most so many columns; a longer word has a line of its own.
func wrap(s string, width int) []string {
	if width <= 0 {
		return []string{s}
	}
	var lines []string
	line := ""
	for word := range strings.SplitSeq(s, " ") {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	return append(lines, line)
}
