package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// CountsFigure is the picture of a service's counts in the run.
func (r *Run) CountsFigure(id sim.ServiceID) Figure { return CountsFigure(r.countsInput(id)) }

// ZonesFigure is the picture of a service's tasks by zone. The tracks are those of the same run.
func (r *Run) ZonesFigure(id sim.ServiceID, tracks *Tracks) Figure {
	return ZonesFigure(r.countsInput(id), tracks)
}

// ReservedFigure is the picture of what is reserved of the container instances.
func (r *Run) ReservedFigure(tracks *Tracks) Figure { return ReservedFigure(r.clusterInput(tracks)) }

// TasksFigure is the picture of all tasks, one by one.
func (r *Run) TasksFigure(tracks *Tracks) Figure { return TasksFigure(r.clusterInput(tracks)) }

func (r *Run) countsInput(id sim.ServiceID) CountsInput {
	s := r.Fold.Service(id)
	marks := append(r.ActionMarks(id), DeploymentMarks(s)...)
	return CountsInput{
		Scenario: r.Scenario, Names: r.Names(), Service: id,
		Samples: r.Fold.Samples(), Bounds: r.Fold.Bounds(),
		Marks: append(marks, r.eventMarks[id].list...),
		End:   r.Fold.Now(), Outcome: s.Outcome,
		Subtitle: strings.TrimSuffix(r.ServiceVerdict(id), "."),
		Footer:   r.footer(),
	}
}

func (r *Run) clusterInput(tracks *Tracks) ClusterInput {
	in := ClusterInput{
		Scenario: r.Scenario, Names: r.Names(), Tracks: tracks, End: r.Fold.Now(),
		Unfinished: r.EndedBecause() == "duration",
		Subtitle:   strings.TrimSuffix(r.Verdict(), "."),
		Footer:     r.footer(),
	}
	several := len(r.Scenario.Services) > 1
	for i := range r.Scenario.Services {
		id := sim.ServiceID(i)
		prefix := ""
		if several {
			prefix = r.Names().Service(id) + ": "
		}
		for _, m := range r.ActionMarks(id) {
			switch a := &r.Scenario.Timeline[m.action]; {
			case a.Service() == id:
				m.Text = prefix + m.Text
			case slices.ContainsFunc(in.Marks, func(o Mark) bool { return o.Kind == MarkAction && o.action == m.action }):
				continue // it concerns several services
			}
			in.Marks = append(in.Marks, m)
		}
		for _, m := range DeploymentMarks(r.Fold.Service(id)) {
			if m.Kind == MarkCompleted || m.Kind == MarkFailed {
				m.Text = prefix + m.Text
			}
			in.Marks = append(in.Marks, m)
		}
	}
	return in
}

// footer is the small print of the run's pictures.
func (r *Run) footer() string {
	return fmt.Sprintf("ecssim · rules of %s · seed %s", r.Scenario.Behavior, r.SeedText())
}

// DeploymentMarks marks what the deployments of a service came to.
func DeploymentMarks(s *metrics.Service) []Mark {
	var marks []Mark
	for i := range s.Deployments {
		d := &s.Deployments[i]
		switch d.End {
		case metrics.EndCompleted:
			marks = append(marks, Mark{At: d.Ended, Kind: MarkCompleted, Text: "completed"})
		case metrics.EndFailed:
			marks = append(marks, Mark{At: d.Ended, Kind: MarkFailed, Text: "failed"})
		case metrics.EndOfRun:
			if s.Over && (!d.Initial || s.Disturbed() != nil) {
				marks = append(marks, restMarks(s.Outcome, d.Ended)...)
			}
		case metrics.StillOpen, metrics.EndSuperseded, metrics.EndDeleted: // the action that ends it has a mark
		}
	}
	return marks
}

// restMarks marks the end of the run for a deployment, or the loss of instances, that was still under way.
func restMarks(outcome sim.Outcome, at sim.Time) []Mark {
	switch outcome {
	case sim.OutcomeStuck:
		return []Mark{{At: at, Kind: MarkFailed, Text: "stuck"}}
	case sim.OutcomeUnfinished:
		return []Mark{{At: at, Kind: MarkEnd, Text: "end"}}
	case sim.OutcomeSettled, sim.OutcomeFailed:
	}
	return nil
}

// eventMarks marks the service events that change how a picture is read, the first of each kind of a deployment, or
// since the service was last in a steady state: those that say what is in the way, and a roll-back.
type eventMarks struct {
	list   []Mark
	newest sim.DeploymentID
	said   [sim.EventRebalancingEnded + 1]bool
}

func (e *eventMarks) record(r *sim.Record) {
	switch r.Kind { //nolint:exhaustive // the others say nothing about this
	case sim.KindDeployment:
		if r.Deployment > e.newest {
			e.newest, e.said = r.Deployment, [len(e.said)]bool{}
		}
		return
	case sim.KindEvent:
	default:
		return
	}
	text := ""
	switch r.Event { //nolint:exhaustive // starts, stops and targets are what the counts show, ends have marks of their own
	case sim.EventUnplaced:
		text = "no room for a task"
	case sim.EventUnstarted:
		text = "a task can't start"
	case sim.EventUnhealthyTarget, sim.EventUnhealthyContainer:
		text = "a task is unhealthy"
	case sim.EventStartsImpaired:
		text = "starts fail, slowed down"
	case sim.EventProtected:
		text = "protected tasks in the way"
	case sim.EventRollingBack:
		text = "rolling back"
	case sim.EventSteadyState:
		e.said = [len(e.said)]bool{}
	}
	if text == "" || e.said[r.Event] {
		return
	}
	e.said[r.Event] = true
	e.list = append(e.list, Mark{At: r.At, Kind: MarkEvent, Text: text})
}
