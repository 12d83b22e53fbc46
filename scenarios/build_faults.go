package scenarios

import (
	"fmt"
	"slices"

	"github.com/ecssim/ecssim/sim"
)

// faults builds what goes wrong with tasks of a revision, d.
func (b *builder) faults(t *faultsTable, d *sim.TaskDefinition) sim.Faults {
	f := sim.Faults{
		PullFails: t.PullFails.V, NeverStarts: t.NeverStarts.V, NeverReady: t.NeverReady.V,
		CrashAfter: optionalDelay(&t.CrashAfter), UnhealthyAfter: optionalDelay(&t.UnhealthyAfter), Only: t.Only.V.list,
		Container: t.Container.V, Reason: t.Reason.V,
	}
	if f.CrashAfter != nil {
		f.ExitCode = t.ExitCode.V
	}
	if t.ExitCode.given() && t.CrashAfter.at == nil {
		b.at(t.ExitCode.at, Conflict, "nothing crashes", `say when, such as crashAfter = "60s", or leave it out`)
	}
	if t.Reason.given() && !f.PullFails && !f.NeverStarts && !t.PullFails.bad && !t.NeverStarts.bad {
		b.at(t.Reason.at, Conflict, "is only of tasks that don't start, but neither pullFails nor neverStarts is set", "leave it out")
	}
	if name := &t.Container; name.given() && len(d.Containers) > 0 {
		if known := namesOf(d.Containers, nil); !slices.Contains(known, name.V) {
			b.at(name.at, Dangling, fmt.Sprintf("%s has no container %s", d.Name(), quote(name.V)), didYouMean(name.V, "container", known))
		}
	}
	switch share := t.Probability.V.share; {
	case !t.Probability.given() || share == 1:
	case share == 0:
		return sim.Faults{}
	default:
		f.Share = shareOf(share)
	}
	return f
}
