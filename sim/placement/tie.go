package placement

import (
	"math/bits"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/draw"
)

// Tie settles which of several equally good instances is taken. AWS doesn't say. Assumed: the lowest number, or any of them,
// drawn for each task.
type Tie struct {
	Lowest  bool
	Hosts   []draw.Entity // by InstanceID: named by what doesn't shift when other instances come or go
	Draws   draw.Source
	Entity  draw.Entity
	Purpose draw.Purpose
	Clocks  *Clocks // of the entity and the purpose; not nil unless Lowest

	Random draw.Purpose // of the draws of the strategy random
	Drawn  uint64       // how many of these the entity has made so far
}

// Clocks draw among any number of instances, in the time that it takes to find the least of them. Each instance has a clock
// that strikes at random, independently of when it struck last; the one that strikes first is taken. Since what is left
// until a clock strikes doesn't depend on what has passed, each instance is as likely as any other, every time, and what
// others there are doesn't shift its own draws. The zero value is ready.
type Clocks struct {
	now   []int64  // by cell of the policy
	next  []int64  // by InstanceID: when it strikes next; not after now: it has to be drawn
	drawn []uint32 // by InstanceID: how often it has been
}

// rank is when the clock of an instance of a cell strikes next: lower goes first, equal ranks by number.
func (t *Tie) rank(i sim.InstanceID, cell int32) int64 {
	if t.Lowest {
		return 0
	}
	c := t.Clocks
	if c.next == nil {
		c.next, c.drawn = make([]int64, len(t.Hosts)), make([]uint32, len(t.Hosts))
	}
	for int(cell) >= len(c.now) {
		c.now = append(c.now, 0)
	}
	if now := c.now[cell]; c.next[i] <= now {
		c.next[i] = now + wait(t.Draws.Uint32(t.Entity.Numbered(uint64(t.Hosts[i])), t.Purpose, uint64(c.drawn[i])))
		c.drawn[i]++
	}
	return c.next[i]
}

// take notes that an instance of a cell was taken.
func (t *Tie) take(i sim.InstanceID, cell int) {
	if !t.Lowest {
		t.Clocks.now[cell] = max(t.Clocks.now[cell], t.Clocks.next[i])
	}
}

// wait is the u-th of 2^32 equally likely waits that are exponentially distributed: minus the logarithm of (u+1)/2^32, in
// 2^16ths of a unit, at least 1. The logarithm is to the base 2; between powers of it a parabola stands for it, which is
// within 0.01 of it.
func wait(u uint32) int64 {
	const one, bend = 1 << 16, 22_512 // a third, nearly, of one
	x := uint64(u) + 1
	whole := bits.Len64(x) - 1
	rest := int64(x<<(32-whole)>>16) - one // between powers, from 0 to one
	log := int64(whole)*one + rest + rest*(one-rest)/one*bend/one
	return max(32*one-log, 1)
}
