package reports

import (
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// Remedy is a change to a scenario that frees a stuck service, found by running the changed scenario.
type Remedy struct {
	Service   sim.ServiceID
	Key       string   // what to change: "maximumPercent"
	From, To  string   // its values, as the scenario writes them
	Completes bool     // the deployment then completes in the run
	Duration  sim.Span // from its creation to COMPLETED, if it does
}

// String words the change: "set maximumPercent to 200 (completes in 2 min 10 s)".
func (m *Remedy) String() string {
	text := "set " + Inert(m.Key) + " to " + Inert(m.To)
	if m.Completes {
		return text + " (completes in " + Humane(m.Duration) + ")"
	}
	return text + " (frees it, but it doesn't complete in time)"
}

// remedy is the sentence about what would free the service, the smallest change first.
func (v *verdict) remedy() string {
	var list []string
	for i := range v.Remedies {
		if v.Remedies[i].Service == v.id {
			list = append(list, v.Remedies[i].String())
		}
	}
	switch len(list) {
	case 0:
		return ""
	case 1:
		return "The smallest change that would free it: " + list[0]
	default:
		return "The smallest change that would free it: " + list[0] + "; or " + strings.Join(list[1:], "; or ")
	}
}
