package study

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// goal is what a run of a changed scenario is measured by: how the service stood without the change. It is about the
// judged deployment, or about the last change of the desired count where that deployment isn't the trouble, or about what
// an action on container instances began where that isn't over, or came last in a service without a deployment.
type goal struct {
	service sim.ServiceID
	before  *metrics.Service
	judged  *metrics.Deployment // of before
	scaling bool
	// disturbed is the disturbance of before that the goal is about; or nil.
	disturbed *metrics.Disturbance
	base      outcome
}

// newGoal is the goal of a service whose run is over; nil for one that nothing happened to, or nothing is known of.
func newGoal(id sim.ServiceID, before *metrics.Service) *goal {
	g := &goal{service: id, before: before, judged: before.Judged()}
	if !before.Over || g.judged == nil {
		return nil
	}
	settled := before.Outcome == sim.OutcomeSettled
	g.scaling = g.judged.Initial || g.judged.End == metrics.EndCompleted && !settled
	switch {
	case g.judged.Initial && settled:
		if g.disturbed = latest(before); g.disturbed != nil && !g.disturbed.Done || g.disturbed == nil && len(before.Scalings) == 0 {
			return nil
		}
	case g.scaling && !settled:
		g.disturbed = before.Disturbed()
	}
	g.base = g.judge(before)
	return g
}

// latest is the last disturbance of a service, or nil where that was undone or the desired count has changed since.
func latest(s *metrics.Service) *metrics.Disturbance {
	n, k := len(s.Disturbances), len(s.Scalings)
	if n == 0 || s.Disturbances[n-1].Undone || k > 0 && s.Scalings[k-1].At > s.Disturbances[n-1].At {
		return nil
	}
	return &s.Disturbances[n-1]
}

// judge says what a run has come to.
func (g *goal) judge(s *metrics.Service) outcome {
	o := g.effect(s)
	o.end, o.healthy = s.Outcome, g.least(s)
	return o
}

func (g *goal) effect(s *metrics.Service) outcome {
	settled := s.Outcome == sim.OutcomeSettled
	d := s.Judged()
	switch {
	case g.disturbed != nil:
		return g.undisturbed(s, settled)
	case g.scaling && settled:
		return outcome{effect: Completes, span: scalingSpan(s)}
	case g.scaling:
		if s.Outcome == sim.OutcomeUnfinished && g.before.Outcome == sim.OutcomeStuck && s.Counts.Running > g.before.Counts.Running {
			return outcome{effect: Frees}
		}
		return outcome{}
	}
	if span, ok := d.Duration(); ok && settled {
		return outcome{effect: Completes, span: span, failed: d.OwnFailed}
	}
	if d.End == metrics.EndFailed && d.Rollback.Done && settled {
		return outcome{effect: RollsBack, span: d.Rollback.DoneAt.Sub(d.Created)}
	}
	wasStuck := g.before.Outcome == sim.OutcomeStuck
	if wasStuck && s.Outcome == sim.OutcomeUnfinished && d.OwnStarted > g.judged.OwnStarted && d.OwnFailed <= g.judged.OwnFailed {
		return outcome{effect: Frees}
	}
	return outcome{}
}

// undisturbed says what has become of the disturbance that a goal is about.
func (g *goal) undisturbed(s *metrics.Service, settled bool) outcome {
	x := g.same(s)
	switch {
	case settled && x == nil: // the service has no task on the instances, which makes no drain any quicker
		return outcome{effect: Completes, span: g.base.span}
	case settled && x.Done:
		return outcome{effect: Completes, span: x.DoneAt.Sub(x.At)}
	case x != nil && s.Outcome != sim.OutcomeStuck && g.before.Outcome == sim.OutcomeStuck && x.Left < g.disturbed.Left:
		return outcome{effect: Frees}
	}
	return outcome{}
}

// same is the disturbance of another run that comes of the same action, or nil.
func (g *goal) same(s *metrics.Service) *metrics.Disturbance {
	for i := range s.Disturbances {
		if x := &s.Disturbances[i]; x.Action == g.disturbed.Action {
			return x
		}
	}
	return nil
}

// least is the least number of healthy tasks during the deployment or the scaling.
func (g *goal) least(s *metrics.Service) int32 {
	if g.disturbed != nil {
		if x := g.same(s); x != nil {
			return x.Dip.Healthy
		}
		return s.Counts.Healthy
	}
	if n := len(s.Scalings); g.scaling && n > 0 {
		return s.Scalings[n-1].MinHealthy
	}
	return s.Judged().MinHealthy
}

// scalingSpan is how long the last change of the desired count took; 0 where there was none.
func scalingSpan(s *metrics.Service) sim.Span {
	if n := len(s.Scalings); n > 0 && s.Scalings[n-1].Steady {
		return s.Scalings[n-1].SteadyAt.Sub(s.Scalings[n-1].At)
	}
	return 0
}

// isFailing says whether tasks of the deployment failed.
func (g *goal) isFailing() bool { return g.judged.OwnFailed > 0 || g.judged.End == metrics.EndFailed }
