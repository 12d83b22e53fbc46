package reports

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ecssim/ecssim/sim"
)

// AssumptionsUsed are the scenario's assumptions that had a say in the run, the weakest first: those for which the reader
// found no source ("assumed"), then the longest times. An assumption about something that didn't move in the run is left
// out; one that can't be told to be of that kind is not.
func (r *Run) AssumptionsUsed() []sim.Assumption {
	u := r.usage()
	var used []sim.Assumption
	for _, a := range r.Scenario.Assumptions {
		if u.concerns(a.Key) {
			used = append(used, a)
		}
	}
	slices.SortStableFunc(used, func(a, b sim.Assumption) int {
		if x, y := isUnfounded(a), isUnfounded(b); x != y {
			if x {
				return -1
			}
			return 1
		}
		return cmp.Compare(assumedTime(b), assumedTime(a))
	})
	return used
}

// isUnfounded says whether an assumption has no source at all.
func isUnfounded(a sim.Assumption) bool { return strings.HasPrefix(a.Reason, "assumed") }

// assumedTime is the value of an assumption about a time, and nothing of another.
func assumedTime(a sim.Assumption) time.Duration {
	d, err := time.ParseDuration(a.Value)
	if err != nil {
		return 0
	}
	return d
}

// usage is what of a scenario had a say in the run.
type usage struct {
	*Run
	moved    []bool // by service: some of its tasks began or ended
	started  []bool // by task definition: tasks of it were created in the run
	ended    []bool // by task definition: tasks of it ended
	placings bool   // a task was placed in the run, or could not be
}

func (r *Run) usage() *usage {
	definitions := len(r.Scenario.TaskDefinitions)
	u := &usage{
		Run: r, started: make([]bool, definitions), ended: make([]bool, definitions), moved: make([]bool, r.Fold.Services()),
	}
	for i := range u.moved {
		s := r.Fold.Service(sim.ServiceID(i))
		u.placings = u.placings || s.Refused
		for _, d := range s.Deployments {
			u.started[d.Definition] = u.started[d.Definition] || d.OwnStarted > 0
			u.ended[d.Definition] = u.ended[d.Definition] || d.OwnEnded > 0
			u.moved[i] = u.moved[i] || d.OwnStarted+d.OwnEnded > 0
			u.placings = u.placings || d.OwnStarted > 0
		}
	}
	return u
}

// concerns says whether a key is about something that had a say. A key of a shape that isn't known has.
func (u *usage) concerns(key string) bool {
	sc := u.Scenario
	if i, _, ok := settingOf(key, "services", len(sc.Services), func(i int) string { return sc.Services[i].Name }); ok {
		return u.moved[i]
	}
	if i, setting, ok := settingOf(key, "taskDefinitions", len(sc.TaskDefinitions), func(i int) string {
		return sc.TaskDefinitions[i].Name()
	}); ok {
		return u.concernsDefinition(i, setting)
	}
	for _, list := range [...]string{"targetGroups", "classicLoadBalancers"} {
		i, setting, ok := settingOf(key, list, len(sc.TargetGroups), func(i int) string { return sc.TargetGroups[i].Name })
		if ok && (list == "classicLoadBalancers") == (sc.TargetGroups[i].Kind == sim.ClassicLoadBalancer) {
			return u.targets[i].used && (setting != "registrationDelay" || u.targets[i].registered)
		}
	}
	if _, _, ok := settingOf(key, "instances", len(sc.Groups), func(i int) string { return sc.Groups[i].Name }); ok {
		return u.placings // an instance that got no task was looked at, too
	}
	return true
}

// concernsDefinition says whether a setting of a task definition had a say: how long tasks take to come up only where
// some started, how long they take to go only where some ended.
func (u *usage) concernsDefinition(i int, setting string) bool {
	switch setting {
	case "timing.provision", "timing.pull", "timing.start", "timing.ready":
		return u.started[i]
	case "timing.exit", "timing.exitCode", "timing.deprovision":
		return u.ended[i]
	}
	return u.started[i] || u.ended[i]
}

// settingOf finds the element of a list that a key is about, and what of it. Names with dots may be quoted.
func settingOf(key, list string, n int, name func(i int) string) (i int, setting string, ok bool) {
	rest, ok := strings.CutPrefix(key, list+".")
	if !ok {
		return 0, "", false
	}
	for i := range n {
		for _, written := range [...]string{name(i), strconv.Quote(name(i))} {
			if setting, ok := strings.CutPrefix(rest, written+"."); ok {
				return i, setting, true
			}
		}
	}
	return 0, "", false
}

// mostAssumptions is how many assumptions the sentence names.
const mostAssumptions = 4

// AssumptionSentence says which assumed values the run rests on; empty if on none.
func (r *Run) AssumptionSentence() string {
	used := r.AssumptionsUsed()
	if len(used) == 0 {
		return ""
	}
	var list []string
	for _, a := range used[:min(len(used), mostAssumptions)] {
		text := Inert(a.Key) + " = " + Inert(a.Value)
		if a.Reason != "" {
			text += " (" + Inert(a.Reason) + ")"
		}
		list = append(list, text)
	}
	text := "This rests on " + quantity(len(used), "assumed value") + ": " + strings.Join(list, ", ")
	if rest := len(used) - mostAssumptions; rest > 0 {
		text += " and " + Count(int64(rest)) + " more, which result.json lists"
	}
	return text + "."
}
