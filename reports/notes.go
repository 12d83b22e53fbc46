package reports

import (
	"strings"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// Notes are what the records of a run say beyond counts and tracks: what each pass decided and what held it back, what
// could not be placed and why, and why each task stopped. It is a sim.Recorder; make one with NewNotes. It grows with
// the passes and tasks of the run.
type Notes struct {
	Passes   []PassNote    // in order of time
	Refusals []RefusalNote // likewise

	wording *Wording
	groups  []int        // of each container instance
	stops   [][]stopNote // by service and TaskNumber
}

// PassNote is a pass of the scheduler that acted, or that found something else in its way than the one before.
type PassNote struct {
	At         sim.Time
	Service    sim.ServiceID
	Deployment sim.DeploymentID
	Facts      sim.PassFacts
}

// RefusalNote is a pass that could not place tasks.
type RefusalNote struct {
	At         sim.Time
	Service    sim.ServiceID
	Deployment sim.DeploymentID
	Wanted     int32       // tasks that were left over
	Refusal    sim.Refusal // without Each
	Lacking    []metrics.Lacking
}

type stopNote struct{ code, reason string }

// NewNotes makes Notes for the records of one run of sc.
func NewNotes(sc *sim.Scenario) *Notes {
	n := &Notes{wording: NewWording(sc), stops: make([][]stopNote, len(sc.Services))}
	for _, instance := range sc.Instances() {
		n.groups = append(n.groups, instance.Group)
	}
	return n
}

// Record takes the next record of the run.
func (n *Notes) Record(r *sim.Record) {
	n.wording.Record(r)
	switch r.Kind { //nolint:exhaustive // the others say nothing that is noted
	case sim.KindPass:
		n.Passes = append(n.Passes, PassNote{r.At, r.Service, r.Deployment, r.Pass})
	case sim.KindRefusal:
		note := RefusalNote{r.At, r.Service, r.Deployment, r.N, r.Refusal, metrics.LackingOf(&r.Refusal, n.groups)}
		note.Refusal.Each = nil // it is lent
		n.Refusals = append(n.Refusals, note)
	case sim.KindTask:
		if isEnding(r.From, r.To) {
			stops := &n.stops[r.Service]
			for len(*stops) <= int(r.Task) {
				*stops = append(*stops, stopNote{})
			}
			(*stops)[r.Task] = stopNote{StopCode(r), n.wording.StoppedReason(r)}
		}
	}
}

// Stop is the stopCode and the stoppedReason of a task; empty for one that hasn't begun to stop.
func (n *Notes) Stop(s sim.ServiceID, t sim.TaskNumber) (code, reason string) {
	if stops := n.stops[s]; int(t) < len(stops) {
		return stops[t].code, stops[t].reason
	}
	return "", ""
}

// PassReasons says with numbers what holds a service back after a pass, a reason a line, each begun by its name in
// records.ndjson: "floor: 4 are healthy and 4 must be".
func PassReasons(p *sim.PassFacts) []string {
	list := []string{}
	for _, name := range blockNames(p.Blocked) {
		list = append(list, name+": "+passReason(name, p))
	}
	return list
}

func passReason(name string, p *sim.PassFacts) string {
	switch name {
	case "floor":
		if n := p.Healthy - p.Floor; n > 0 {
			return "only " + Count(int64(n)) + " more may stop, and " + Count(int64(p.Surplus)) + " more are to"
		}
		return isAre(p.Healthy) + " healthy and " + Count(int64(p.Floor)) + " must be"
	case "cap":
		if n := p.Cap - p.Alive; n > 0 {
			return "there is room for " + Count(int64(n)) + " more, and " + Count(int64(p.Wanted)) + " more are wanted"
		}
		if p.Alive == 1 {
			return "1 task counts and " + Count(int64(p.Cap)) + " may"
		}
		return quantity(p.Alive, "task") + " count and " + Count(int64(p.Cap)) + " may"
	case "capacity":
		return "no container instance takes another task; " + Count(int64(p.Wanted)) + " more wanted"
	case "health":
		return Count(int64(p.Pending)) + " on their way to RUNNING, " + Count(int64(p.Waiting)) + " RUNNING without a verdict"
	case "stops":
		if p.Ending == 0 { // those that the pass has just told to stop aren't counted yet
			return "tasks that were told to stop haven't gone yet"
		}
		return isAre(p.Ending) + " still stopping"
	case "backoff":
		text := "starting tasks failed " + quantity(p.Failures, "time") + " in a row"
		if p.RetryAt < sim.Never {
			text += "; next attempt at " + Clock(p.RetryAt)
		}
		return text
	case "unhealthy":
		return "tasks are unhealthy inside their grace period"
	case "launchRate":
		return "only so many tasks a minute are started"
	case "protection":
		return "tasks under scale-in protection can't be stopped"
	}
	return "the bake time isn't over"
}

// Reasons says what the container instances lacked, a line each: an instance or, in a large cluster, how many of a
// group.
func (r *RefusalNote) Reasons(sc *sim.Scenario, names *sim.Names) []string {
	list := []string{}
	for _, l := range r.Lacking {
		who := ""
		if l.Instance != sim.NoInstance {
			who = Inert(names.Instance(l.Instance))
		} else {
			who = Count(int64(l.Count)) + " of group " + Inert(sc.Groups[l.Group].Name)
		}
		list = append(list, who+" "+strings.Join(lackTexts(l.Lacks), " "))
	}
	if len(list) == 0 {
		list = append(list, "no container instance is registered")
	}
	return list
}
