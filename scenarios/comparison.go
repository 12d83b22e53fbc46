package scenarios

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// comparison is what a value is expected to be, such as ">= 2" or "<= 10m, > 1m": comparisons that all have to hold, each
// with its unit. A bare number of something that is counted is meant exactly.
type comparison struct {
	bounds []sim.Bound
	text   string // as it was meant: "== 4"
}

func (c *comparison) decode(b *binder, n *node, f *field) bool {
	unit := unitOf(f.name)
	bounds, text, problem := comparisonOf(n.data, unit)
	if problem == nil {
		problem = percentProblem(bounds, f.name)
	}
	switch {
	case problem != nil && problem.kind == WrongType:
		return b.wants(n, "a comparison such as "+f.example, "")
	case problem != nil:
		b.at(n, problem.kind, problem.message, problem.hint)
		return false
	}
	c.bounds, c.text = bounds, text
	return true
}

func (*comparison) typeName() string { return "comparison" }

// percentProblem says why there can't be percentages in bounds, if so.
func percentProblem(bounds []sim.Bound, key string) *spanProblem {
	some, all := false, true
	for _, b := range bounds {
		some, all = some || b.Percent, all && b.Percent
	}
	m, isMetric := sim.MetricNamed(key)
	switch {
	case !some:
	case isMetric && !m.HasShare():
		return &spanProblem{OutOfRange, key + " can't be a percentage", "percentages are of the desired count at an instant: of minHealthy, minRunning, peakTasks, peakOccupied, and of counts"}
	case !all:
		return &spanProblem{Conflict, "percentages and numbers of tasks are measured at different instants", "give each an [[expect]] of its own"}
	}
	return nil
}

// unitOf is the unit of what a key of an expectation is about: of a metric, of an event's at and count, or else of a number
// of tasks.
func unitOf(name string) sim.Unit {
	switch m, ok := sim.MetricNamed(name); {
	case ok:
		return m.Unit()
	case name == "at":
		return sim.Milliseconds
	case name == "count":
		return sim.EventCount
	}
	return sim.Tasks
}

// comparisonOf reads comparisons of values of a unit.
func comparisonOf(data any, unit sim.Unit) (bounds []sim.Bound, text string, problem *spanProblem) {
	switch data := data.(type) {
	case int64:
		if unit == sim.Milliseconds || unit == sim.TaskMilliseconds {
			number := strconv.FormatInt(data, 10)
			return nil, "", &spanProblem{OutOfRange, number + " has no comparison", fmt.Sprintf(`write "<= %s"`, number)}
		}
		return comparisonOf("== "+strconv.FormatInt(data, 10), unit)
	case string:
		var texts []string
		for part := range strings.SplitSeq(data, ",") {
			bound, problem := boundOf(strings.TrimSpace(part), unit)
			if problem != nil {
				return nil, "", problem
			}
			bounds, texts = append(bounds, bound), append(texts, bound.Comparison.String()+" "+strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(part), "<>=!")))
		}
		return bounds, strings.Join(texts, ", "), nil
	}
	return nil, "", &spanProblem{kind: WrongType}
}

// boundOf reads one comparison: an operator, a number, a unit.
func boundOf(text string, unit sim.Unit) (sim.Bound, *spanProblem) {
	for _, c := range []sim.Comparison{sim.AtMost, sim.AtLeast, sim.Equal, sim.Unequal, sim.Below, sim.Above} {
		rest, ok := strings.CutPrefix(text, c.String())
		if !ok {
			continue
		}
		rest = strings.TrimSpace(rest)
		if rest == "" {
			return sim.Bound{}, &spanProblem{OutOfRange, "nothing follows " + c.String(), "such as " + unitExample(unit)}
		}
		value, percent, problem := amountOf(rest, unit)
		return sim.Bound{Comparison: c, Value: value, Percent: percent}, problem
	}
	hint := "such as " + unitExample(unit)
	if text == "" {
		return sim.Bound{}, &spanProblem{OutOfRange, "a comparison is empty", hint}
	}
	rest := strings.TrimSpace(strings.TrimLeft(text, "=<>"))
	switch _, _, problem := amountOf(text, unit); {
	case strings.HasPrefix(text, "=<"):
		hint = fmt.Sprintf("write %q", "<= "+rest)
	case strings.HasPrefix(text, "=>"):
		hint = fmt.Sprintf("write %q", ">= "+rest)
	case strings.HasPrefix(text, "="):
		hint = fmt.Sprintf("write %q", "== "+rest)
	case problem == nil:
		hint = fmt.Sprintf(`write "<= %s"`, text)
	}
	return sim.Bound{}, &spanProblem{OutOfRange, quote(text) + " doesn't begin with a comparison: <=, >=, <, >, == or !=", hint}
}

func unitExample(unit sim.Unit) string {
	switch unit {
	case sim.Milliseconds:
		return `"<= 10m"`
	case sim.TaskMilliseconds:
		return `"<= 120 task-seconds"`
	case sim.Tasks:
		return `">= 4" or ">= 75 %"`
	case sim.CPUUnits:
		return `"<= 8192"`
	case sim.MiB:
		return `"<= 16 GB"`
	case sim.Passes, sim.InstanceCount, sim.EventCount, sim.Flag:
	}
	return `"<= 3"`
}

// amountOf reads a number with its unit, or, of tasks, a percentage.
func amountOf(text string, unit sim.Unit) (value int64, percent bool, problem *spanProblem) {
	switch unit {
	case sim.Milliseconds:
		value, problem = spanAmount(text)
		return value, false, problem
	case sim.TaskMilliseconds:
		value, problem = spanAmount(strings.TrimSpace(strings.TrimSuffix(text, "task-seconds")))
		return value, false, problem
	case sim.Tasks, sim.Passes, sim.CPUUnits, sim.MiB, sim.InstanceCount, sim.EventCount, sim.Flag:
	}
	if number, ok := strings.CutSuffix(text, "%"); ok {
		if unit != sim.Tasks {
			return 0, false, &spanProblem{OutOfRange, quote(text) + " isn't a number of " + unitWord(unit), "only numbers of tasks can be percentages, of the desired count"}
		}
		value, problem = percentage(strings.TrimSpace(number), text)
		return value, true, problem
	}
	value, problem = wholeAmount(text, unit)
	return value, false, problem
}

// spanAmount reads a duration, or a number of seconds.
func spanAmount(text string) (int64, *spanProblem) {
	if seconds, err := strconv.ParseFloat(text, 64); err == nil {
		span, problem := secondsSpan(seconds)
		return int64(span), problem
	}
	span, problem := parseSpan(text)
	return int64(span), problem
}

// percentage reads a percentage with two decimals at most.
func percentage(number, text string) (int64, *spanProblem) {
	whole, decimals, _ := strings.Cut(number, ".")
	n, err := strconv.ParseInt(whole+decimals+strings.Repeat("0", max(0, 2-len(decimals))), 10, 64)
	if err != nil || n < 0 || n > 1000*100 || len(decimals) > 2 || whole == "" {
		return 0, &spanProblem{OutOfRange, quote(text) + " isn't a percentage from 0 to 1000 with two decimals at most", `such as ">= 75 %"`}
	}
	return n, nil
}

// wholeAmount reads a whole number, with the word of its unit or without it.
func wholeAmount(text string, unit sim.Unit) (int64, *spanProblem) {
	number, factor := text, int64(1)
	for _, word := range unitWords(unit) {
		if rest, ok := strings.CutSuffix(number, word.word); ok {
			number, factor = rest, word.factor
			break
		}
	}
	n, err := strconv.ParseInt(strings.TrimSpace(number), 10, 64)
	const most = 1 << 40
	if err != nil || n > most/factor || n < -most/factor {
		return 0, &spanProblem{OutOfRange, quote(text) + " isn't a whole number of " + unitWord(unit), "such as " + unitExample(unit)}
	}
	return n * factor, nil
}

// amountWord is a word for a unit, and how many of the unit it stands for.
type amountWord struct {
	word   string
	factor int64
}

func unitWords(unit sim.Unit) []amountWord {
	switch unit {
	case sim.Tasks:
		return []amountWord{{"tasks", 1}, {"task", 1}}
	case sim.Passes:
		return []amountWord{{"passes", 1}, {"pass", 1}}
	case sim.CPUUnits:
		return []amountWord{{"CPU units", 1}, {"vCPU", 1024}}
	case sim.MiB:
		return []amountWord{{"MiB", 1}, {"GiB", 1024}, {"GB", 1024}} // the API's GB are GiB
	case sim.InstanceCount:
		return []amountWord{{"container instances", 1}, {"instances", 1}, {"instance", 1}}
	case sim.EventCount:
		return []amountWord{{"events", 1}, {"event", 1}}
	case sim.Milliseconds, sim.TaskMilliseconds, sim.Flag:
	}
	return nil
}

func unitWord(unit sim.Unit) string {
	if list := unitWords(unit); len(list) > 0 {
		return list[0].word
	}
	return "them"
}
