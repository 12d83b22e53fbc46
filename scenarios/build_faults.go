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
	b.checkStruck(t)
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

// checkStruck checks that settings that say which tasks and containers are struck stand beside something that strikes. A
// fault that is set to false is something: so a revision gets rid of what it has from the one that it is basedOn.
func (b *builder) checkStruck(t *faultsTable) {
	if t.Only.given() && len(t.Only.V.list) == 0 {
		b.at(t.Only.at, OutOfRange, "names no task", "leave it out where all tasks are struck")
	}
	for _, at := range []*node{t.PullFails.at, t.NeverStarts.at, t.CrashAfter.at, t.NeverReady.at, t.UnhealthyAfter.at} {
		if at != nil {
			return
		}
	}
	var idle *node
	switch {
	case t.Probability.given():
		idle = t.Probability.at
	case t.Only.given():
		idle = t.Only.at
	case t.Container.given():
		idle = t.Container.at
	default:
		return
	}
	b.atKey(idle, Conflict, "stands beside no fault, so that nothing goes wrong", `say what does, such as crashAfter = "60s", or leave it out`)
}
