package fleet_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/fleet"
)

func one() *fleet.Fleet {
	return fleet.New([]sim.Instance{{Zone: 2, Capacity: sim.Resources{CPU: 10, Memory: 10}}})
}

// TestTwoViews: what the control plane takes to be free and what the host has free move apart.
func TestTwoViews(t *testing.T) {
	f, r := one(), sim.Resources{CPU: 6, Memory: 6}
	f.Reserve(0, r)
	f.Hold(0, r)
	f.Unreserve(0, r) // told to stop
	f.Stopping(0, 1)
	if f.Free[0] != (sim.Resources{CPU: 10, Memory: 10}) {
		t.Errorf("the control plane has %v free", f.Free[0])
	}
	f.Reserve(0, r) // a newcomer
	f.Enqueue(0, fleet.Arrival{Task: 7, Want: r})
	if task, ok := f.Admit(0, false); ok {
		t.Errorf("the host lets task %d in beside the one that is stopping", task)
	}
	f.Release(0, r)
	f.Stopping(0, -1)
	if task, ok := f.Admit(0, false); !ok || task != 7 {
		t.Errorf("the host lets task %d in (%v), want task 7", task, ok)
	}
	if held, tasks := f.Held(0); held != r || tasks != 1 {
		t.Errorf("%d tasks hold %v", tasks, held)
	}
}

// TestQueue: first in, first out; the first blocks a smaller one behind it; one that is withdrawn doesn't.
func TestQueue(t *testing.T) {
	f := one()
	f.Hold(0, sim.Resources{CPU: 5, Memory: 5})
	big, small := sim.Resources{CPU: 6, Memory: 6}, sim.Resources{CPU: 1, Memory: 1}
	f.Enqueue(0, fleet.Arrival{Task: 1, Want: big})
	f.Enqueue(0, fleet.Arrival{Task: 2, Want: small})
	f.Enqueue(0, fleet.Arrival{Task: 3, Want: small})
	if task, ok := f.Admit(0, false); ok {
		t.Errorf("task %d overtakes the first one", task)
	}
	f.Withdraw(0, 1)
	f.Withdraw(0, 99) // not there: nothing happens
	f.Stopping(0, 1)
	if task, ok := f.Admit(0, true); ok {
		t.Errorf("task %d is let in while the host waits for stops", task)
	}
	for _, want := range []fleet.TaskID{2, 3} {
		if task, ok := f.Admit(0, false); !ok || task != want {
			t.Errorf("the host lets task %d in (%v), want %d", task, ok, want)
		}
	}
	if n := f.Queued(0); n != 0 {
		t.Errorf("%d tasks queue", n)
	}
}

// TestContradictionsPanic: books that would go below nothing or above everything are a fault of ecssim's own.
func TestContradictionsPanic(t *testing.T) {
	r := sim.Resources{CPU: 11}
	for name, do := range map[string]func(f *fleet.Fleet){
		"reserve too much":    func(f *fleet.Fleet) { f.Reserve(0, r) },
		"unreserve too much":  func(f *fleet.Fleet) { f.Unreserve(0, sim.Resources{CPU: 1}) },
		"hold too much":       func(f *fleet.Fleet) { f.Hold(0, r) },
		"release what isn't":  func(f *fleet.Fleet) { f.Release(0, sim.Resources{}) },
		"release more memory": func(f *fleet.Fleet) { f.Hold(0, sim.Resources{CPU: 1}); f.Release(0, sim.Resources{CPU: 1, Memory: 1}) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("it doesn't panic")
				}
			}()
			do(one())
		})
	}
}
