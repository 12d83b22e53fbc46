package reports

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// Wording puts facts into the words of the ECS API: service events, stoppedReason, rolloutStateReason. The texts are
// those that real services show (docs/ecs-facts.md §2.5, §4.5, §5.2) or that D26 service-event-messages-list has, full
// stops and missing full stops and all, since programs match them. Make one with NewWording. It is for one goroutine.
//
// It is a sim.Recorder: a service's load balancers and a deployment's task definition are those that the records told
// so far have given them.
type Wording struct {
	scenario *sim.Scenario
	names    *nameCache
	services []followed
}

// followed is what wording needs to know of a service.
type followed struct {
	api       metrics.API
	revisions []metrics.Revision // by DeploymentID
}

// NewWording words the facts of runs of sc.
func NewWording(sc *sim.Scenario) *Wording { return newWording(sc, newNameCache(sc)) }

func newWording(sc *sim.Scenario, names *nameCache) *Wording {
	w := &Wording{scenario: sc, names: names}
	for i := range sc.Services {
		w.services = append(w.services, followed{api: metrics.NewAPI(&sc.Services[i])})
	}
	return w
}

// Record follows what deployments deploy.
func (w *Wording) Record(r *sim.Record) {
	switch {
	case r.Service == sim.NoService:
	case r.Kind == sim.KindAction && r.Error == nil:
		w.services[r.Service].api.Take(w.scenario, &w.scenario.Timeline[r.Action])
	case r.Kind == sim.KindDeployment:
		s := &w.services[r.Service]
		if int(r.Deployment) == len(s.revisions) {
			s.revisions = append(s.revisions, s.api.Revision(r.Definition))
		} else if r.Status == sim.Primary && int(r.Deployment) < len(s.revisions)-1 {
			s.api.Restore(&s.revisions[r.Deployment])
		}
	}
}

// noCapacity is why Fargate refuses a task (observed).
const noCapacity = "Capacity is unavailable at this time. Please try again later or in a different availability zone."

const troubleshooting = " For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."

// Event is the message of a service event, a record of KindEvent.
func (w *Wording) Event(r *sim.Record) string {
	s := "(service " + w.names.Service(r.Service) + ") "
	n := strconv.Itoa(int(r.N))
	switch r.Event {
	case sim.EventStarted:
		text := s + "has started " + n + " tasks:" + w.tasks(r) + "."
		if r.Replaced > 0 {
			text += " Amazon ECS replaced " + strconv.Itoa(int(r.Replaced)) + " tasks due to an unhealthy status."
		}
		return text
	case sim.EventStoppedRunning:
		return s + "has stopped " + n + " running tasks:" + w.tasks(r) + "."
	case sim.EventStoppedPending:
		return s + "stopped " + n + " pending tasks."
	case sim.EventRegistered:
		return s + "registered " + n + w.targets(r)
	case sim.EventDeregistered:
		return s + "deregistered " + n + w.targets(r)
	case sim.EventDraining:
		return s + "has begun draining connections on " + n + " tasks."
	case sim.EventUnhealthyTarget:
		return s + strings.TrimPrefix(w.tasks(r), " ") + w.unhealthy(r)
	case sim.EventUnhealthyContainer:
		return s + strings.TrimPrefix(w.tasks(r), " ") + " failed container health checks."
	case sim.EventUnplaced:
		if w.scenario.Services[r.Service].Fargate {
			return s + "was unable to place a task. Reason: " + noCapacity
		}
		return s + "was unable to place a task because no container instance met all of its requirements." +
			w.unplaced(&r.Refusal) + troubleshooting
	case sim.EventBoundsStuck:
		return s + "was unable to stop or start tasks during a deployment because of the service deployment" +
			" configuration. Update the minimumHealthyPercent or maximumPercent value and try again."
	case sim.EventStartsImpaired:
		return s + "is unable to consistently start tasks successfully." + troubleshooting
	case sim.EventDeploymentCompleted:
		return s + "(deployment " + w.names.Deployment(r.Service, r.Deployment) + ") deployment completed."
	case sim.EventDeploymentFailed:
		return s + "(deployment " + w.names.Deployment(r.Service, r.Deployment) + ") deployment failed: " + failedText(r.FailedBy)
	case sim.EventRollingBack:
		return s + "rolling back to deployment " + w.names.Deployment(r.Service, r.Deployment) + "."
	case sim.EventSteadyState:
		return s + "has reached a steady state."
	case sim.EventProtected:
		return s + "was unable to reach steady state because (taskSet " + w.names.Deployment(r.Service, r.Deployment) +
			") was unable to scale in due to (reason " + n + " tasks under protection)"
	case sim.EventUnstarted:
		return s + "was unable to place a task. Reason: " + strings.TrimSuffix(w.unstarted(r), ".") + "."
	case sim.EventZonesBalanced, sim.EventZonesUnbalanced, sim.EventRebalancingStarted, sim.EventRebalancingStopped,
		sim.EventRebalancingUnplaced, sim.EventRebalancingEnded, sim.EventRebalancingHeld:
		return s + w.rebalancing(r)
	}
	return s + "event " + strconv.Itoa(int(r.Event))
}

// tasks names the tasks of an event, each with a space before it.
func (w *Wording) tasks(r *sim.Record) string {
	b := make([]byte, 0, len(r.Tasks)*40)
	for _, t := range r.Tasks {
		b = append(b, " (task "...)
		b = append(b, w.names.Task(r.Service, t)...)
		b = append(b, ')')
	}
	return string(b)
}

// targets ends the event of targets that were registered or deregistered: a Classic Load Balancer knows instances.
func (w *Wording) targets(r *sim.Record) string {
	if id := w.balancer(r).TargetGroup; w.isClassic(id) {
		return " instances in " + w.group(id)
	}
	return " targets in " + w.group(w.balancer(r).TargetGroup)
}

// unhealthy ends the event of an unhealthy target. Of an instance of a Classic Load Balancer it is worded as D26
// service-event-messages-list has it.
func (w *Wording) unhealthy(r *sim.Record) string {
	lb := w.balancer(r)
	if w.isClassic(lb.TargetGroup) {
		return w.instance(r) + " is unhealthy in " + w.group(lb.TargetGroup) + " due to (reason Instance has failed at least" +
			" the UnhealthyThreshold number of health checks consecutively.)"
	}
	port := ""
	if lb.ContainerName != "" {
		port = " (port " + strconv.Itoa(lb.ContainerPort) + ")"
	}
	return port + " is unhealthy in " + w.group(lb.TargetGroup) + " due to (reason Health checks failed)."
}

func (w *Wording) instance(r *sim.Record) string {
	if r.Instance == sim.NoInstance {
		return ""
	}
	return "(instance " + w.names.Instance(r.Instance) + ")"
}

func (w *Wording) isClassic(id sim.TargetGroupID) bool {
	return id != sim.NoTargetGroup && w.scenario.TargetGroups[id].Kind == sim.ClassicLoadBalancer
}

// group names a target group, or a Classic Load Balancer.
func (w *Wording) group(id sim.TargetGroupID) string {
	switch {
	case id == sim.NoTargetGroup:
		return "(target-group )"
	case w.isClassic(id):
		return "(elb " + w.scenario.TargetGroups[id].Name + ")"
	}
	return "(target-group " + w.names.TargetGroupARN(id) + ")"
}

// balancer is the load balancer of the service that a record concerns: of the deployment that it names, else of the
// newest one that has the target group; where the group isn't known, the first.
func (w *Wording) balancer(r *sim.Record) sim.LoadBalancer {
	s := &w.services[r.Service]
	if r.Deployment >= 0 && int(r.Deployment) < len(s.revisions) {
		if lb, ok := find(s.revisions[r.Deployment].LoadBalancers, r.TargetGroup); ok {
			return lb
		}
	}
	for _, revision := range slices.Backward(s.revisions) {
		if lb, ok := find(revision.LoadBalancers, r.TargetGroup); ok {
			return lb
		}
	}
	if lb, ok := find(s.api.LoadBalancers, r.TargetGroup); ok {
		return lb
	}
	return sim.LoadBalancer{TargetGroup: r.TargetGroup}
}

func find(list []sim.LoadBalancer, id sim.TargetGroupID) (lb sim.LoadBalancer, ok bool) {
	for _, lb := range list {
		if lb.TargetGroup == id || id == sim.NoTargetGroup {
			return lb, true
		}
	}
	return lb, false
}

// unplaced says which container instance came closest and what it lacks.
func (w *Wording) unplaced(r *sim.Refusal) string {
	if r.Closest == sim.NoInstance || r.Instances == 0 {
		return " Reason: No Container Instances were found in your cluster."
	}
	l, ok := firstLack(r)
	if !ok {
		return ""
	}
	return " The closest matching (container-instance " + w.names.Instance(r.Closest) + ") " + l.event
}
