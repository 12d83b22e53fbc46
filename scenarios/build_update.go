package scenarios

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// cluster finds the name of the cluster, which all services name alike.
func (b *builder) cluster() {
	for i := range b.file.Services.Items {
		t := &b.file.Services.Items[i].V
		for _, v := range []*value[string]{&t.Cluster, &t.ClusterARN} {
			if !v.given() {
				continue
			}
			switch name := clusterName(v.V); {
			case b.out.Cluster == "":
				b.out.Cluster = name
			case name != b.out.Cluster:
				b.at(v.at, Conflict, fmt.Sprintf("%s is another cluster than %s above, but a scenario is one cluster", quote(name), quote(b.out.Cluster)), "write a scenario for each cluster")
			}
		}
	}
}

// clusterName takes the name out of a cluster's ARN; any other text is one already.
func clusterName(text string) string {
	if _, name, ok := strings.Cut(text, ":cluster/"); ok && strings.HasPrefix(text, "arn:") {
		return name
	}
	return text
}

// checkCluster checks that a call names the scenario's cluster.
func (b *builder) checkCluster(v *value[string]) {
	there := cmp.Or(b.out.Cluster, "default")
	if !v.given() || clusterName(v.V) == there {
		return
	}
	b.looksAt(ofCluster)
	b.says(v.at, Dangling, clusterNotFound(), fmt.Sprintf("the scenario's cluster is %s", there), "leave it out")
}

// updateService builds a call of UpdateService, and makes its service stand as the call leaves it.
func (b *builder) updateService(v *value[updateServiceTable], a *sim.Action) {
	t := &v.V
	a.Kind = sim.ActionUpdateService
	b.checkCluster(&t.Cluster)
	b.looksAt(ofService)
	id, ok := b.serviceNamed(&t.Service, sim.NoSuchService())
	if ok && b.standing[id].gone {
		b.says(t.Service.at, Conflict, sim.InactiveService(), fmt.Sprintf("%s has been deleted before", quote(t.Service.V)), "")
	}
	b.looksAt(ofRules)
	if ok {
		b.checkUpdateOf(v, b.standing[id].controller)
	}
	b.checkController(&t.DeploymentController)
	s := t.settings(v.at)
	b.checkSettings(s)
	definition, known := b.revisionNamed(&t.TaskDefinition, true)
	launch := ec2Launch
	if ok {
		launch = b.standing[id].launchType()
	}
	if known {
		b.checkCompatibility(&t.TaskDefinition, definition, launch)
	}
	update, made := b.update(t, v.at)
	if known {
		update.TaskDefinition = &definition
	}
	a.Update.Service = sim.NoService
	if !ok || !b.standing[id].defined {
		b.checkPlatform(&t.PlatformVersion, definition, known, launch)
		return
	}
	before := &b.standing[id]
	update.Service, a.Update.Service = id, id
	b.object(v.at, b.out.UpdateObjections(&before.Service, &update), new(before.Apply(&update)), made)
	after := *before
	after.Service = before.Apply(&update)
	if update.TaskDefinition != nil || update.LoadBalancers != nil {
		b.checkBehindClassic(v.at, &after.Service)
	}
	if after.Daemon {
		b.checkDaemonKeys(&t.DeploymentConfiguration.V, &t.DesiredCount, &t.PlacementStrategy)
	}
	b.checkStanding(s, before, &after)
	if !b.takesEffect() {
		return
	}
	a.Update = update
	*before = after
}

// checkStanding checks a call against how its service stands before and after it.
func (b *builder) checkStanding(s *settings, before, after *standing) {
	if s.registries.given() {
		after.registries = s.registries.Items
	}
	if s.connect.given() {
		after.connect = &s.connect.V
	}
	if s.constraints.given() {
		after.placed = len(s.constraints.Items)
	}
	if s.constraints.given() || s.registries.given() || s.connect.given() || after.TaskDefinition != before.TaskDefinition || s.volumes.given() {
		b.checkDefinition(s, after, after.TaskDefinition)
	}
	if after.Fargate {
		b.checkFargate(s)
		b.checkOldPlatform(s, after)
	}
	b.checkPlatform(s.platform, after.TaskDefinition, true, after.launchType())
	b.checkRebalancing(s, &after.Service)
}

// update builds what a call of UpdateService changes, but for the task definition.
func (b *builder) update(t *updateServiceTable, at *node) (sim.UpdateService, *balancers) {
	config := &t.DeploymentConfiguration.V
	update := sim.UpdateService{
		DesiredCount:          optional(&t.DesiredCount),
		MinimumHealthyPercent: optional(&config.MinimumHealthyPercent),
		MaximumPercent:        optional(&config.MaximumPercent),
		Alarms:                b.alarms(&config.Alarms),
		BakeTime:              bakeTime(config),
		EarlySuccess:          earlySuccess(&config.EarlySuccessCriteria),
		Rebalance:             rebalancing(&t.AvailabilityZoneRebalancing),
		Parameters:            carried(at),
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
	if t.PlacementStrategy.given() {
		update.Strategies = new(strategies(&t.PlacementStrategy))
	}
	if t.PlacementConstraints.given() {
		update.Constraints = new(constraints(&t.PlacementConstraints))
	}
	made := b.loadBalancers(&t.LoadBalancers)
	if t.LoadBalancers.given() {
		update.LoadBalancers = new(append([]sim.LoadBalancer{}, made.list...))
	}
	return update, made
}

// createService builds a call of CreateService: a service that isn't there before it, or one that is there and has what
// the call asks for.
func (b *builder) createService(v *value[serviceTable], a *sim.Action) {
	t := &v.V
	a.Kind, a.Create = sim.ActionCreateService, sim.NoService
	b.checkCluster(&t.Cluster)
	b.looksAt(ofRules)
	noted := len(b.out.Assumptions)
	made := b.service(t, v.at, sim.Absent)
	id, taken := b.services[t.ServiceName.V]
	taken = taken && !b.standing[id].deleted
	if taken || !b.takesEffect() {
		b.out.Assumptions = b.out.Assumptions[:noted]
	}
	switch {
	case taken:
		a.Create = id
		if b.takesEffect() {
			a.Repeat = &made.Service
			if b.standing[id].Same(a.Repeat) {
				return
			}
		}
		b.looksAt(ofService)
		b.says(t.ServiceName.at, Duplicate, sim.Invalid("Creation of service was not idempotent."), fmt.Sprintf("there is a service %s already, and not with these parameters", quote(t.ServiceName.V)), "")
		return
	case !b.takesEffect():
		return
	}
	if len(b.out.Services) == sim.MaxServices {
		defer b.leave()()
		b.atKey(v.at, OutOfRange, fmt.Sprintf("with this service the scenario has more than %d, a limit of ecssim's own", sim.MaxServices), "")
		return
	}
	a.Create = b.addService(made)
	b.services[made.Name] = a.Create
}

// deleteService builds a call of DeleteService.
func (b *builder) deleteService(v *value[deleteServiceTable], a *sim.Action) {
	t := &v.V
	a.Kind = sim.ActionDeleteService
	a.Delete = sim.DeleteService{Service: sim.NoService, Force: t.Force.V}
	b.checkCluster(&t.Cluster)
	b.looksAt(ofService)
	id, ok := b.serviceNamed(&t.Service, serviceNotFoundInDelete())
	if !ok {
		return
	}
	b.looksAt(ofRules)
	a.Delete.Service = id
	s := &b.standing[id]
	if s.DesiredCount > 0 && !t.Force.V && !s.deleted {
		detail := fmt.Sprintf("the desired count of %s is %d", quote(s.Name), s.DesiredCount)
		b.says(t.Service.at, Conflict, sim.Invalid("The service cannot be stopped while it is scaled above 0."), detail, "update its desiredCount to 0 before, or set force = true")
	}
	if b.takesEffect() {
		s.deleted, s.gone = true, s.gone || t.Force.V
	}
}
