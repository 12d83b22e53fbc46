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
	current := make([]*value[string], len(b.file.Services.Items)) // task definition of each service so far
	for i := range current {
		current[i] = &b.file.Services.Items[i].V.TaskDefinition
	}
	for _, i := range order {
		t := &items[i].V
		action := sim.Action{At: sim.Time(t.At.V), Index: i}
		ok := false
		if t.UpdateService.given() {
			action.Update, ok = b.updateService(&t.UpdateService.V, current)
		} else {
			ok = b.act(t, &action)
		}
		if ok {
			b.out.Timeline = append(b.out.Timeline, action)
		}
	}
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
	return t.UpdateService.given() || t.acts()
}

// updateService builds a call of UpdateService and moves the service on to its new task definition.
func (b *builder) updateService(t *updateServiceTable, current []*value[string]) (sim.UpdateService, bool) {
	config := &t.DeploymentConfiguration.V
	b.checkDeploymentConfiguration(config)
	update := sim.UpdateService{
		DesiredCount:          optional(&t.DesiredCount),
		MinimumHealthyPercent: optional(&config.MinimumHealthyPercent),
		MaximumPercent:        optional(&config.MaximumPercent),
		ForceNewDeployment:    t.ForceNewDeployment.V,
	}
	if grace := &t.HealthCheckGracePeriodSeconds; grace.given() {
		update.HealthCheckGrace = new(sim.Span(grace.V) * sim.Second)
	}
	if breaker := &config.DeploymentCircuitBreaker; breaker.given() {
		update.Breaker = &sim.BreakerChange{
			To: b.breaker(breaker), NamesReset: breaker.V.ResetOnHealthyTask.given(),
			NamesThreshold: breaker.V.ThresholdConfiguration.given(),
		}
	}
	definition, known := b.revisionNamed(&t.TaskDefinition)
	if known {
		update.TaskDefinition = &definition
	}
	i, ok := b.serviceNamed(&t.Service)
	if !ok {
		return update, false
	}
	update.Service = sim.ServiceID(i)
	service := &b.file.Services.Items[i].V
	if known {
		current[i] = &t.TaskDefinition
		for j := range service.LoadBalancers.Items {
			if lb := &service.LoadBalancers.Items[j].V; lb.ContainerName.given() && lb.ContainerPort.given() {
				b.checkTarget(lb, t.TaskDefinition.at, definition)
			}
		}
	}
	if id, known := b.revisionKnown(current[i]); known {
		b.checkGrace(&t.HealthCheckGracePeriodSeconds, service, id)
	}
	return update, true
}

// revisionKnown is revisionNamed without a word where there is none.
func (b *builder) revisionKnown(v *value[string]) (sim.TaskDefinitionID, bool) {
	if !v.given() {
		return 0, false
	}
	if _, ok := b.revisions.find(taskDefinitionName(v.V)); !ok {
		return 0, false
	}
	return b.revisionNamed(v)
}

// serviceNamed finds the service that a key names, by name or by ARN.
func (b *builder) serviceNamed(v *value[string]) (int, bool) {
	if !v.given() || b.file.Services.bad {
		return 0, false
	}
	name := v.V
	if strings.HasPrefix(name, "arn:") {
		name = name[strings.LastIndexByte(name, '/')+1:]
	}
	if i, ok := b.services[name]; ok {
		return i, true
	}
	var known []string
	for i := range b.out.Services {
		known = append(known, b.out.Services[i].Name)
	}
	message := fmt.Sprintf("there is no service %s (ECS says: Service not found.)", quote(name))
	b.at(v.at, Dangling, message, didYouMean(name, "service", known))
	return 0, false
}
