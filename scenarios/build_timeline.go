package scenarios

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// timeline builds [[timeline]], in order of time.
func (b *builder) timeline() {
	items := b.file.Timeline.Items
	order := make([]int, 0, len(items))
	for i := range items {
		if b.checkAction(&items[i]) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(items[i].V.At.V, items[j].V.At.V) })
	for _, i := range order {
		t := &items[i].V
		b.out.Timeline = append(b.out.Timeline, b.action(t, sim.Action{At: sim.Time(t.At.V), Index: i}))
	}
}

// action builds one entry of the timeline. What the API refuses of a call has no effect.
func (b *builder) action(t *timelineTable, a sim.Action) sim.Action {
	switch {
	case t.UpdateService.given():
		b.call(t.UpdateService.at, &a, func() { b.updateService(&t.UpdateService, &a) })
	case t.CreateService.given():
		b.call(t.CreateService.at, &a, func() { b.createService(&t.CreateService, &a) })
	case t.DeleteService.given():
		b.call(t.DeleteService.at, &a, func() { b.deleteService(&t.DeleteService, &a) })
	case t.actsOnInstances():
		b.actOnInstances(t, &a)
	default:
		b.act(t, &a)
	}
	return a
}

// call builds a call of the API that stands at a node: whatever is found while it is built, the API refuses the call
// for.
func (b *builder) call(at *node, a *sim.Action, build func()) {
	s := b.calls[at]
	s.stage = ofRules
	b.inScope(s, build)
	a.Refused = s.refusal
}

// checkAction checks that an entry of the timeline lies in the run and has one action. It gives true for one that can
// be built.
func (b *builder) checkAction(item *value[timelineTable]) bool {
	t := &item.V
	if item.bad {
		return false
	}
	if t.At.given() && t.At.V > b.file.Duration.V && !b.file.Duration.bad {
		b.at(t.At.at, OutOfRange, fmt.Sprintf("%s is after the end of the run, whose duration is %s", spanText(t.At.V), spanText(b.file.Duration.V)), "")
	}
	var actions []string
	data := item.at.data.(*table)
	for _, f := range b.schemas.of(reflect.TypeFor[timelineTable]()) {
		if f.name != "at" && data.by[f.name] != nil {
			actions = append(actions, f.name)
		}
	}
	switch {
	case len(actions) == 0:
		b.missing(item.at, "updateService", "an entry of the timeline needs an action", `such as updateService = { service = "web", taskDefinition = "web:2" }`)
	case len(actions) > 1:
		b.atKey(item.at, Conflict, "an entry of the timeline has one action, but this one has "+strings.Join(actions, " and "), "write one [[timeline]] for each")
	}
	calls := t.UpdateService.given() || t.CreateService.given() || t.DeleteService.given()
	return len(actions) == 1 && (calls || t.acts() || t.actsOnInstances())
}

// serviceNamed finds the service that a key names, by name or by ARN, at the moment that the timeline has come to: of
// several with one name the latest. Where there is none, the API says absent.
func (b *builder) serviceNamed(v *value[string], absent *sim.APIError) (sim.ServiceID, bool) {
	if !v.given() || b.file.Services.bad {
		return 0, false
	}
	name := v.V
	if strings.HasPrefix(name, "arn:") {
		name = name[strings.LastIndexByte(name, '/')+1:]
	}
	if id, ok := b.services[name]; ok {
		return id, true
	}
	var known []string
	for i := range b.out.Services {
		known = append(known, b.out.Services[i].Name)
	}
	b.says(v.at, Dangling, absent, fmt.Sprintf("there is no service %s", quote(name)), didYouMean(name, "service", known))
	return 0, false
}
