package scenarios

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// deploymentBounds are what the number of a deployment may be.
const deploymentBounds = "1..10000"

// deploymentChoice is a deployment's number, or the name of its task definition.
type deploymentChoice struct {
	number     int32
	definition string
}

func (d *deploymentChoice) decode(b *binder, n *node, _ *field) bool {
	switch data := n.data.(type) {
	case string:
		d.definition = data
		return true
	case int64:
		i, ok := b.integer(n, &field{bounds: deploymentBounds, example: "2"})
		d.number = int32(i)
		return ok
	}
	return b.wants(n, `a deployment's number, such as 2, or its task definition, such as "web:2"`, "")
}

func (*deploymentChoice) typeName() string { return "integer or string" }

// quantiles are conditions on quantiles, in the order of the file.
type quantiles struct{ list []quantile }

type quantile struct {
	at     *node
	metric sim.Metric
	part   int32 // of sim.QuantileScale
	comparison
}

// decode takes one more: it is called for every key that isn't another key of the table.
func (q *quantiles) decode(b *binder, n *node, _ *field) bool {
	name := lastStep(n)
	part, metric, ok := parseQuantile(name)
	if !ok {
		b.atKey(n, UnknownKey, quote(name)+" isn't a quantile of a metric", quantileHint(name))
		return false
	}
	one := quantile{at: n, metric: metric, part: part}
	if metric.Unit() == sim.Flag {
		b.atKey(n, UnknownKey, "there are no quantiles of "+metric.String(), "")
		return false
	}
	ok = one.decode(b, n, &field{name: metric.String(), example: unitExample(metric.Unit())})
	q.list = append(q.list, one)
	return ok
}

func (one *quantile) decode(b *binder, n *node, f *field) bool { return one.comparison.decode(b, n, f) }

func (*quantiles) typeName() string { return "comparison" }

// lastStep is the key of a node itself, without its path.
func lastStep(n *node) string {
	if at := strings.LastIndex(n.key, `."`); at >= 0 {
		if name, err := strconv.Unquote(n.key[at+1:]); err == nil {
			return name
		}
	}
	return n.key[strings.LastIndexByte(n.key, '.')+1:]
}

// isQuantile says whether a key looks like a quantile: a function of something.
func isQuantile(key string) bool { return strings.ContainsAny(key, "()") }

// parseQuantile reads p95(duration), p99.9(surge) or median(minHealthy).
func parseQuantile(key string) (part int32, metric sim.Metric, ok bool) {
	function, rest, _ := strings.Cut(key, "(")
	name, found := strings.CutSuffix(strings.TrimSpace(rest), ")")
	metric, isMetric := sim.MetricNamed(strings.TrimSpace(name))
	function = strings.TrimSpace(function)
	if !found || !isMetric {
		return 0, 0, false
	}
	if function == "median" {
		return sim.QuantileScale / 2, metric, true
	}
	digits, isP := strings.CutPrefix(function, "p")
	whole, decimals, _ := strings.Cut(digits, ".")
	if !isP || len(decimals) > 2 || len(whole) > 2 {
		return 0, 0, false
	}
	n, err := strconv.ParseUint(whole+decimals+strings.Repeat("0", 2-len(decimals)), 10, 31)
	return int32(n), metric, err == nil && n > 0 && n < sim.QuantileScale
}

// quantileHint guesses at the metric that was meant.
func quantileHint(key string) string {
	_, rest, _ := strings.Cut(key, "(")
	name := strings.Trim(rest, " )")
	if best, ok := nearest(name, metricNames()); ok {
		return fmt.Sprintf("did you mean %q?", "p95("+best+")")
	}
	return `write "p95(duration)", with a quantile from p0.01 to p99.99 and a metric: ` + strings.Join(metricNames(), ", ")
}

func metricNames() []string {
	var names []string
	for m := range sim.NumMetrics {
		names = append(names, m.String())
	}
	return names
}

// expectedEvents are service events in their order.
type expectedEvents struct {
	list []sim.ExpectedEvent
	text string
}

func (e *expectedEvents) decode(b *binder, n *node, f *field) bool {
	items, ok := n.data.([]*node)
	if !ok {
		return b.wants(n, "a list of events such as "+f.example, listHint(n.data))
	}
	if !b.countItems(n, f, len(items)) {
		return false
	}
	var texts []string
	for _, item := range items {
		one, text, good := b.expectedEvent(item)
		ok = ok && good
		e.list, texts = append(e.list, one), append(texts, text)
	}
	e.text = strings.Join(texts, ", ")
	return ok
}

func (*expectedEvents) typeName() string { return "list of strings and tables" }

// absentEvents are expect.noEvents.
type absentEvents struct {
	codes []sim.EventCode
	text  string
}

func (e *absentEvents) decode(b *binder, n *node, f *field) bool {
	names, ok := b.texts(n, f)
	if !ok {
		return false
	}
	e.text = strings.Join(names, ", ")
	for i, item := range n.data.([]*node) {
		code, known := b.eventNamed(item, names[i])
		e.codes, ok = append(e.codes, code), ok && known
	}
	return ok
}

func (*absentEvents) typeName() string { return "list of strings" }

// eventTable is one of expect.events.
type eventTable struct {
	Event value[string]     `toml:"event" doc:"Name." source:"ecssim"`
	Text  value[string]     `toml:"text" doc:"Part of the message." source:"ecssim"`
	At    value[comparison] `toml:"at" example:"\"<= 5m\"" doc:"Comparison with its time." source:"ecssim"`
	Count value[comparison] `toml:"count" example:"1" doc:"How many in all." source:"ecssim"`
}

// expectedEvent reads one event, and gives the words for it.
func (b *binder) expectedEvent(n *node) (e sim.ExpectedEvent, text string, ok bool) {
	if name, isText := n.data.(string); isText {
		e.Code, ok = b.eventNamed(n, name)
		return e, name, ok
	}
	var t value[eventTable]
	t.bind(b, n, &field{example: `{ event = "steadyState", at = "<= 5m" }`}, "expect.events")
	if t.bad {
		return e, "", false
	}
	if t.V.Text.given() && t.V.Text.V == "" {
		b.at(t.V.Text.at, OutOfRange, "an empty text is a part of every message", "leave it out, or write what the message has")
		return e, "", false
	}
	if !t.V.Event.given() && !t.V.Text.given() {
		b.missing(n, "event", "an event needs a name or a text", `such as event = "steadyState"`)
		return e, "", false
	}
	ok = !t.V.Event.bad && !t.V.Text.bad && !t.V.At.bad && !t.V.Count.bad
	var texts []string
	if t.V.Event.given() {
		var known bool
		e.Code, known = b.eventNamed(t.V.Event.at, t.V.Event.V)
		ok, texts = ok && known, append(texts, t.V.Event.V)
	}
	if t.V.Text.given() {
		e.Text, texts = t.V.Text.V, append(texts, quote(t.V.Text.V))
	}
	if t.V.At.given() {
		e.At, texts = t.V.At.V.bounds, append(texts, "at "+t.V.At.V.text)
	}
	if t.V.Count.given() {
		e.Count, texts = t.V.Count.V.bounds, append(texts, "count "+t.V.Count.V.text)
	}
	return e, strings.Join(texts, " "), ok
}

// eventNamed finds the shape of a service event by its name.
func (b *binder) eventNamed(n *node, name string) (sim.EventCode, bool) {
	var names []string
	for _, code := range sim.EventCodes() {
		if code.String() == name {
			return code, true
		}
		names = append(names, code.String())
	}
	hint := didYouMean(name, "event", names)
	switch {
	case bridgedName(name) != "":
		hint = fmt.Sprintf("did you mean %q?", bridgedName(name))
	case strings.Contains(name, " "):
		hint = fmt.Sprintf("write { text = %s } for a part of a message", quote(name))
	}
	b.at(n, Dangling, "there is no service event "+quote(name), hint)
	return 0, false
}

// bridgedName is the event that EventBridge has under another name (D26 ecs_service_events).
func bridgedName(name string) string {
	code := map[string]sim.EventCode{
		"SERVICE_STEADY_STATE": sim.EventSteadyState, "TASKS_STOPPED": sim.EventStoppedRunning, "TASKS_STARTED": sim.EventStarted,
		"SERVICE_DEPLOYMENT_COMPLETED": sim.EventDeploymentCompleted, "SERVICE_DEPLOYMENT_IN_PROGRESS": sim.EventRollingBack,
		"SERVICE_TASK_START_IMPAIRED": sim.EventStartsImpaired, "SERVICE_TASK_PLACEMENT_FAILURE": sim.EventUnplaced,
		"SERVICE_DEPLOYMENT_FAILED": sim.EventDeploymentFailed, "SERVICE_REBALANCING_STARTED": sim.EventZonesUnbalanced,
		"SERVICE_REBALANCING_COMPLETED": sim.EventZonesBalanced, "SERVICE_REBALANCING_STOPPED": sim.EventRebalancingEnded,
	}[name]
	if code == 0 {
		return ""
	}
	return code.String()
}
