package fleet_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/fleet"
)

func one() *fleet.Fleet {
	return fleet.New([]sim.Instance{{Zone: 2, Capacity: sim.Resources{CPU: 10, Memory: 10}}})
}

// claim is a task of so many CPU units and MiB, on the given static ports.
func claim(n int64, ports ...int) sim.Claim {
	c := sim.Claim{Resources: sim.Resources{CPU: n, Memory: n}}
	for _, p := range ports {
		c.Ports = c.Ports.With(p)
	}
	return c
}

// TestTwoViews: what the control plane takes to be free and what the host has free move apart.
func TestTwoViews(t *testing.T) {
	f, r := one(), claim(6)
	f.Reserve(0, r)
	f.Hold(0, r)
	f.Unreserve(0, r) // told to stop
	f.Stopping(0, 1)
	if f.Free[0] != claim(10).Resources {
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
	f.Hold(0, claim(5))
	big, small := claim(6), claim(1)
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
	r := sim.Claim{Resources: sim.Resources{CPU: 11}}
	for name, do := range map[string]func(f *fleet.Fleet){
		"reserve too much":    func(f *fleet.Fleet) { f.Reserve(0, r) },
		"unreserve too much":  func(f *fleet.Fleet) { f.Unreserve(0, claim(1)) },
		"hold too much":       func(f *fleet.Fleet) { f.Hold(0, r) },
		"release what isn't":  func(f *fleet.Fleet) { f.Release(0, sim.Claim{}) },
		"release more memory": func(f *fleet.Fleet) { f.Hold(0, sim.Claim{Resources: sim.Resources{CPU: 1}}); f.Release(0, claim(1)) },
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

// TestPorts: a static port is one task's at a time, in the control plane's view until the stop decision, on the host until
// the containers have ended; a reserved one is nobody's.
func TestPorts(t *testing.T) {
	f := fleet.New([]sim.Instance{{Capacity: sim.Resources{CPU: 10, Memory: 10}, Taken: sim.PortSet{}.With(3)}})
	a, b := claim(1, 0), claim(1, 0, 200)
	f.Reserve(0, a)
	f.Hold(0, a)
	if f.Fits(0, &b) {
		t.Error("two tasks fit on one port")
	}
	if other := claim(1, 200); !f.Fits(0, &other) {
		t.Error("a task on another port doesn't fit")
	}
	if reserved := claim(1, 3); f.Fits(0, &reserved) {
		t.Error("a task fits on a reserved port")
	}
	f.Unreserve(0, a)
	if !f.Fits(0, &b) {
		t.Error("the port of a task that was told to stop doesn't look free")
	}
	f.Reserve(0, b)
	f.Enqueue(0, fleet.Arrival{Task: 1, Want: b})
	if _, ok := f.Admit(0, false); ok {
		t.Error("the host has one port twice")
	}
	f.Release(0, a)
	if _, ok := f.Admit(0, false); !ok {
		t.Error("the port isn't free on the host when its task has ended")
	}
}

// TestPortLimit: at most 100 host ports of an instance are reserved, those that nobody can have included, by the control
// plane's book; a task without static ports is in nobody's way. The agent knows no such limit.
func TestPortLimit(t *testing.T) {
	for _, c := range []struct {
		others, reserved, taken, wanted int
		fits                            bool
	}{
		{0, 0, 0, 100, true},
		{0, 0, 0, 101, false},
		{5, 0, 0, 95, true},
		{5, 0, 0, 96, false},
		{4, 1, 94, 1, true},
		{4, 1, 95, 1, false},
		{99, 0, 0, 1, true},
		{100, 0, 0, 1, false},
		{105, 0, 0, 0, true},
		{5, 95, 0, 0, true},
		{5, 95, 0, 1, false},
	} {
		ports := func(from, n int) []int {
			var list []int
			for i := range n {
				list = append(list, from+i)
			}
			return list
		}
		reserved := claim(0, ports(0, c.reserved)...).Ports
		taken, wanted := claim(1, ports(c.reserved, c.taken)...), claim(1, ports(c.reserved+c.taken, c.wanted)...)
		f := fleet.New([]sim.Instance{{Capacity: sim.Resources{CPU: 2, Memory: 2}, Taken: reserved, OtherPorts: c.others}})
		f.Reserve(0, taken)
		f.Hold(0, taken)
		if f.Fits(0, &wanted) != c.fits || f.HasPorts(0, wanted.Ports) != c.fits {
			t.Errorf("%+v: fits: %v", c, !c.fits)
		}
		f.Unreserve(0, taken) // told to stop
		if c.wanted == 1 && c.others+c.reserved < 100 {
			f.Reserve(0, wanted)
			f.Enqueue(0, fleet.Arrival{Task: 1, Want: wanted})
			if _, ok := f.Admit(0, false); !ok {
				t.Errorf("%+v: the host counts ports", c)
			}
		}
	}
}
