package reports

import (
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// AssumptionsUsed are the scenario's assumptions that had a say in the run: those about services whose tasks moved, and
// those about task definitions whose tasks did. How long tasks take to come up counts only where some started, how long
// they take to go only where some ended.
func (r *Run) AssumptionsUsed() []sim.Assumption {
	started := make([]bool, len(r.Scenario.TaskDefinitions))
	ended := make([]bool, len(r.Scenario.TaskDefinitions))
	moved := make([]bool, r.Fold.Services())
	for i := range moved {
		for _, d := range r.Fold.Service(sim.ServiceID(i)).Deployments {
			started[d.Definition] = started[d.Definition] || d.OwnStarted > 0
			ended[d.Definition] = ended[d.Definition] || d.OwnEnded > 0
			moved[i] = moved[i] || d.OwnStarted+d.OwnEnded > 0
		}
	}
	var used []sim.Assumption
	for _, a := range r.Scenario.Assumptions {
		if r.concernsService(a.Key, moved) || r.concernsDefinition(a.Key, started, ended) {
			used = append(used, a)
		}
	}
	return used
}

func (r *Run) concernsService(key string, moved []bool) bool {
	for i, yes := range moved {
		if yes && strings.HasPrefix(key, "services."+r.names.Service(sim.ServiceID(i))+".") {
			return true
		}
	}
	return false
}

func (r *Run) concernsDefinition(key string, started, ended []bool) bool {
	for i := range started {
		setting, ok := strings.CutPrefix(key, "taskDefinitions."+r.names.TaskDefinition(sim.TaskDefinitionID(i))+".")
		if !ok {
			continue
		}
		switch setting {
		case "timing.provision", "timing.pull", "timing.start", "timing.ready":
			return started[i]
		case "timing.exit", "timing.exitCode", "timing.deprovision":
			return ended[i]
		default:
			return started[i] || ended[i]
		}
	}
	return false
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
