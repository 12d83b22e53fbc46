package containers_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/containers"
)

// life starts a task, finds its first end and stops it, in memory that its caller keeps.
type life struct {
	c              []sim.Container
	d              []containers.Delays
	started, ended []sim.Time
}

func lifeOf(all []one) *life {
	c, d := both(all)
	return &life{c, d, make([]sim.Time, len(all)), make([]sim.Time, len(all))}
}

func (l *life) run() sim.Time {
	out := containers.Start(l.c, l.d, 0, sim.Hour, l.started)
	at := min(containers.FirstEnd(l.c, l.d, l.started).At, out.At.Add(sim.Minute))
	return containers.Stop(l.c, l.d, l.started, at, l.ended).At
}

// chain is a task with as many containers as there may be, each of which waits for the next in the list to be healthy.
func chain() []one {
	all := make([]one, sim.MaxContainers)
	for i := range all {
		all[i] = container(sim.Second).checked(10*sim.Second, sim.Second).exits(sim.Second, 30*sim.Second).startTimeout(sim.Minute)
		if i+1 < len(all) {
			all[i] = all[i].after(i+1, sim.DependsOnHealthy)
		}
	}
	return all
}

// TestNoAllocations wants none for a task's whole life, and holds the closed form of a chain: ten times a second to the
// start, nine times ten more to the first check, a minute up, ten times a second down.
func TestNoAllocations(t *testing.T) {
	l := lifeOf(chain())
	if got, want := l.run(), sim.Time(170*sim.Second); got != want {
		t.Errorf("the chain ends at %v, want %v", got, want)
	}
	if got := testing.AllocsPerRun(100, func() { l.run() }); got != 0 {
		t.Errorf("got %v allocations, want none", got)
	}
}

// BenchmarkLife is a task's start, first end and stop: of one container, and of ten that wait for each other.
func BenchmarkLife(b *testing.B) {
	for _, bench := range []struct {
		name string
		all  []one
	}{{"containers=1", []one{container(sim.Second)}}, {"containers=10", chain()}} {
		b.Run(bench.name, func(b *testing.B) {
			l := lifeOf(bench.all)
			b.ReportAllocs()
			for b.Loop() {
				l.run()
			}
		})
	}
}
