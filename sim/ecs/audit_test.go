package ecs_test

import (
	"fmt"

	"github.com/ecssim/ecssim/sim"
)

// auditor watches the records of a run for what must never happen, with counts of its own.
type auditor struct {
	rules    sim.Rules
	last     sim.Time
	services []audited
	draining map[sim.InstanceID]bool
	faults   []string
	ended    int
}

// audited is one service under watch.
type audited struct {
	settings sim.Settings
	daemon   bool // floor and cap bind its tasks on ACTIVE instances only, which World.Check looks at
	tasks    []auditedTask
	stuck    bool                      // the event about the percentages has been written, and nothing was changed or broke since
	failed   map[sim.DeploymentID]bool // FAILED deployments
}

type auditedTask struct {
	state     sim.TaskState
	healthy   bool
	protected bool
}

func newAuditor(sc *sim.Scenario) *auditor {
	a := &auditor{rules: sc.Rules, services: make([]audited, len(sc.Services)), draining: map[sim.InstanceID]bool{}}
	for i := range sc.Services {
		a.services[i].daemon = sc.Services[i].Daemon
	}
	return a
}

func (a *auditor) fault(r *sim.Record, format string, args ...any) {
	a.faults = append(a.faults, fmt.Sprintf("%s s: %s", r.At, fmt.Sprintf(format, args...)))
}

// Record checks one record.
func (a *auditor) Record(r *sim.Record) {
	if r.At < a.last {
		a.fault(r, "time goes back from %s s", a.last)
	}
	a.last = r.At
	if r.Kind == sim.KindInstance {
		a.draining[r.Instance] = r.State == sim.InstanceDraining
		for i := range a.services {
			a.services[i].stuck = false // it may move again
		}
	}
	if r.Service == sim.NoService {
		return
	}
	s := &a.services[r.Service]
	switch r.Kind {
	case sim.KindSettings:
		s.settings, s.stuck = r.Settings, false
	case sim.KindEvent:
		if s.stuck && (r.Event == sim.EventStarted || r.Event == sim.EventStoppedRunning) {
			a.fault(r, "a service that was called stuck moves")
		}
		s.stuck = s.stuck || r.Event == sim.EventBoundsStuck
	case sim.KindTask:
		a.task(s, r)
	case sim.KindDeployment:
		if s.failed == nil {
			s.failed = map[sim.DeploymentID]bool{}
		}
		s.failed[r.Deployment] = r.Rollout == sim.Failed
		s.stuck = s.stuck && r.Rollout != sim.Failed
	case sim.KindHealth:
		s.tasks[r.Task].healthy = r.Health == sim.Healthy
		s.stuck = s.stuck && r.Health == sim.Healthy // a container that is restarted isn't any more
	case sim.KindProtection:
		s.tasks[r.Task].protected = r.Protected
		s.stuck = false
	case sim.KindEnd:
		a.ended++
	}
}

func (a *auditor) task(s *audited, r *sim.Record) {
	if int(r.Task) == len(s.tasks) {
		s.tasks = append(s.tasks, auditedTask{})
	}
	t := &s.tasks[r.Task]
	if t.state != r.From || !sim.LegalEdge(r.From, r.To) {
		a.fault(r, "task %d goes from %s by %s to %s", r.Task, t.state, r.From, r.To)
	}
	t.state = r.To
	s.stuck = s.stuck && r.Failure == sim.NoFailure && r.Reason != sim.StoppedByUser
	switch r.To {
	case sim.Provisioning:
		if s.failed[r.Deployment] {
			a.fault(r, "FAILED deployment %d starts task %d", r.Deployment, r.Task)
		}
		if alive := s.alive(a.rules.StoppingCounts); !s.daemon && alive > int(s.settings.Cap) {
			a.fault(r, "starting task %d makes %d of at most %d", r.Task, alive, s.settings.Cap)
		}
	case sim.Deactivating:
		if t.protected && !a.draining[r.Instance] && !s.daemon && r.Reason == sim.StoppedByScaling {
			a.fault(r, "task %d is stopped under protection", r.Task)
		}
		if healthy := s.healthy(); r.Failure == sim.NoFailure && r.Reason != sim.StoppedByUser && t.healthy && !s.daemon && healthy < int(s.settings.Floor) {
			a.fault(r, "stopping task %d leaves %d healthy of at least %d", r.Task, healthy, s.settings.Floor)
		}
	}
}

// alive is the number of tasks that exist; stopping ones count or not.
func (s *audited) alive(stopping bool) int {
	n := 0
	for _, t := range s.tasks {
		if t.state >= sim.Provisioning && t.state <= sim.Running ||
			stopping && t.state > sim.Running && t.state < sim.Stopped {
			n++
		}
	}
	return n
}

func (s *audited) healthy() int {
	n := 0
	for _, t := range s.tasks {
		if t.healthy && t.state == sim.Running {
			n++
		}
	}
	return n
}
