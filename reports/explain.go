package reports

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// Explanation says why the services of a run stand as they do, at its end or at a moment. Make one with NewExplanation;
// it is a sim.Recorder: give it all records of the run.
type Explanation struct {
	*Run
	// Explorations are what changes of the scenario come to; set by whoever has tried them.
	Explorations []Exploration

	trace  *metrics.Trace
	moment *Run // nil: of the whole run
	at     sim.Time
}

// NewExplanation makes the collector for a run of sc under a seed. at is the moment to be explained, nil the whole run.
func NewExplanation(sc *sim.Scenario, seed uint64, at *sim.Time) *Explanation {
	e := &Explanation{Run: NewRun(sc, seed), trace: metrics.NewTrace(sc)}
	e.Fold.KeepSamples = false
	if at != nil {
		e.at, e.moment = *at, NewRun(sc, seed)
		e.moment.Fold.KeepSamples = false
	}
	return e
}

// Record takes the next record of the run.
func (e *Explanation) Record(r *sim.Record) {
	e.Run.Record(r)
	e.trace.Record(r)
	if e.moment != nil && r.At <= e.at && r.Kind != sim.KindEnd {
		e.moment.Fold.Record(r)
	}
}

// Write writes the explanation for people. The run is over.
func (e *Explanation) Write(w io.Writer) error {
	p := &page{to: w}
	for i := range e.Fold.Services() {
		id := sim.ServiceID(i)
		if i > 0 {
			p.line("")
		}
		if e.moment != nil {
			e.writeMoment(p, id)
		} else {
			e.writeWhole(p, id)
		}
		e.writeTrials(p, id)
	}
	for _, text := range e.unattended() {
		if e.moment != nil && !slices.Contains(e.moment.unattended(), text) {
			continue // it hasn't come to that
		}
		p.line("")
		p.line("%s", text)
	}
	if e.Fold.Services() == 0 {
		p.line("The scenario has no service, so nothing happened.")
	}
	return p.err
}

// page is what an explanation is written on. It keeps the first error.
type page struct {
	to  io.Writer
	err error
}

func (p *page) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.to, format+"\n", args...)
	}
}

// table writes rows with their columns aligned, indented.
func (p *page) table(rows [][]string) {
	if len(rows) == 0 || p.err != nil {
		return
	}
	for i := range rows {
		rows[i] = append([]string{""}, rows[i]...) // two columns of indent
	}
	p.err = writeAligned(p.to, rows)
}

// mostLines is how many lines a list of an explanation has at most.
const mostLines = 24

// abridge leaves the middle out of a list of lines that is too long, and says how many of what.
func abridge(rows [][]string, what string) [][]string {
	if len(rows) <= mostLines {
		return rows
	}
	const half = mostLines / 2
	left := len(rows) - 2*half
	short := append([][]string{}, rows[:half]...)
	gap := make([]string, len(rows[0]))
	gap[0] = "..."
	gap[len(gap)-1] = "and " + Count(int64(left)) + " " + what + " more"
	return append(append(short, gap), rows[len(rows)-half:]...)
}

// writeWhole explains a service over the whole run.
func (e *Explanation) writeWhole(p *page, id sim.ServiceID) {
	p.line("%s", e.ServiceVerdict(id))
	path, what, ok := e.path(id)
	if !ok {
		return
	}
	p.line("")
	p.line("What held %s: %s, from %s to %s", what, Humane(path.To.Sub(path.From)), clockText(path.From), clockText(path.To))
	var rows [][]string
	for _, part := range partsOf(&path) {
		rows = append(rows, []string{secondsText(part.span), percentText(part.span, path.To.Sub(path.From)), e.partText(&path, &part)})
	}
	if forever := e.held(&path); forever != "" {
		rows = append(rows, []string{"then", "for ever", forever})
	}
	p.table(rows)
	for _, text := range e.boundTexts(id, &path) {
		p.line("%s", text)
	}
	p.line("")
	p.line("The chain that led there; each line waited for the one before it:")
	p.table(abridge(e.chain(&path), "lines"))
	if waves := e.waves(id, path.From, path.To); len(waves) > 0 {
		p.line("")
		p.line("What the scheduler did meanwhile, a pass a line:")
		p.table(abridge(waves, "passes"))
	}
}

// path is the one of a service that its explanation is about, and what it is the path of: the judged deployment, or the
// last change of the desired count where that came without one, or the last disturbance likewise.
func (e *Explanation) path(id sim.ServiceID) (path metrics.Path, what string, ok bool) {
	v := verdict{Run: e.Run, service: e.Fold.Service(id), id: id}
	v.judged = v.service.Judged()
	if v.judged == nil {
		return metrics.Path{}, "", false
	}
	if x, what := v.explained(); x != nil {
		path, ok = e.trace.DisturbancePath(id, x)
		return path, what, ok
	}
	troubled := v.service.Over && v.service.Outcome != sim.OutcomeSettled && v.judged.End == metrics.EndCompleted
	if n := len(v.service.Scalings); n > 0 && (v.judged.Initial || troubled) {
		g := &v.service.Scalings[n-1]
		path, ok = e.trace.ScalingPath(id, g, e.Fold.Now())
		return path, "the scaling from " + Count(int64(g.From)) + " to " + quantity(g.To, "task"), ok
	}
	path, ok = e.trace.Path(v.judged)
	return path, v.subject(v.judged), ok
}

// clockText is an instant for people: "104.019 s".
func clockText(at sim.Time) string { return decimal(int64(at)) + " s" }

// secondsText is a span to the millisecond, so that spans are seen to add up.
func secondsText(s sim.Span) string { return decimal(int64(s)) + " s" }

// percentText is a part of a whole.
func percentText(part, whole sim.Span) string {
	if whole <= 0 {
		return ""
	}
	return fmt.Sprintf("%d %%", (int64(part)*200+int64(whole))/(2*int64(whole)))
}

// taskText names a task for people: "task 3 of web:2 on web-1".
func (e *Explanation) taskText(l *metrics.Link) string {
	if l.Task == sim.NoTask {
		return ""
	}
	text := fmt.Sprintf("task %d of %s", l.Ordinal, Inert(e.names.TaskDefinition(l.Definition)))
	if e.Fold.Services() > 1 {
		text += " in service " + Inert(e.names.Service(l.Service))
	}
	if l.Instance != sim.NoInstance && !e.Fold.Service(l.Service).API.Fargate {
		text += " on " + Inert(e.names.Instance(l.Instance))
	}
	return text
}

// sentence begins with a capital letter and ends with a full stop.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}
