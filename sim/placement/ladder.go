package placement

import (
	"cmp"

	"github.com/ecssim/ecssim/sim"
)

// mostKeys is how many keys of its own an instance has: its tasks, its free CPU and its free memory, each at most once.
const mostKeys = 3

// rung is one eligible instance of a cell, with its keys in the order of the strategies and its rank in the tie order.
// The lowest keys win, equal ones go by rank, then by the instance's number.
type rung struct {
	keys     [mostKeys]int64
	rank     int64
	instance sim.InstanceID
}

func (r *rung) compare(other *rung) int {
	for k := range r.keys {
		if c := cmp.Compare(r.keys[k], other.keys[k]); c != 0 {
			return c
		}
	}
	return cmp.Or(cmp.Compare(r.rank, other.rank), cmp.Compare(r.instance, other.instance))
}

// ladder keeps the eligible instances of one cell with the best one on top: a binary heap.
type ladder []rung

// build makes any ladder one whose best is on top.
func (l ladder) build() {
	for i := len(l)/2 - 1; i >= 0; i-- {
		l.sink(i)
	}
}

// sink lets rung i down to where it belongs.
func (l ladder) sink(i int) {
	for {
		best := 2*i + 1
		if best >= len(l) {
			return
		}
		if best+1 < len(l) && l[best+1].compare(&l[best]) < 0 {
			best++
		}
		if l[best].compare(&l[i]) >= 0 {
			return
		}
		l[i], l[best] = l[best], l[i]
		i = best
	}
}

// drop takes rung i away from the top, or from anywhere in a ladder whose order doesn't matter.
func (l *ladder) drop(i int) {
	old := *l
	last := len(old) - 1
	old[i] = old[last]
	*l = old[:last]
	l.sink(i)
}

// board is the ladders of a policy's cells, and how many tasks of the service each group has.
type board struct {
	policy *Policy
	tie    Tie
	worst  bool    // the greatest counts win: tasks are to be stopped
	counts [][]int // by level of byGroup, then by group
	cells  []ladder
	draws  uint64 // made so far by atRandom
	order  order

	// The latest choice: its cell and its place in the ladder; -1: none.
	cell, place int
}

// begin empties the board, counts the service's tasks by group, and keeps the memory.
func (b *board) begin(p *Policy, onInstance []int32, tie Tie, worst bool) {
	b.policy, b.tie, b.worst, b.cell = p, tie, worst, -1
	for len(b.cells) < p.nCells {
		b.cells = append(b.cells, nil)
	}
	for c := range b.cells {
		b.cells[c] = b.cells[c][:0]
	}
	for len(b.counts) < len(p.levels) {
		b.counts = append(b.counts, nil)
	}
	for l, n := range p.groups {
		b.counts[l] = append(b.counts[l][:0], make([]int, n)...)
	}
	for i, n := range onInstance {
		if n > 0 {
			b.count(p.cells[i], int(n))
		}
	}
}

// count moves the number of tasks in the groups of a cell.
func (b *board) count(cell int32, n int) {
	for l := range b.policy.levels {
		if group := b.policy.levels[l].group; group != nil {
			b.counts[l][group[cell]] += n
		}
	}
}

// rung is the instance with its keys, when it has so many tasks of the service and so much free.
func (b *board) rung(i sim.InstanceID, tasks int32, free sim.Resources) rung {
	r := rung{instance: i, rank: b.tie.rank(i, b.policy.cells[i])}
	k := 0
	for _, l := range b.policy.levels {
		key := int64(0)
		switch l.kind {
		case byInstance:
			key = int64(tasks)
		case byCPU:
			key = free.CPU
		case byMemory:
			key = free.Memory
		case byGroup, atRandom:
			continue
		}
		if b.worst {
			key = -key
		}
		if k < mostKeys {
			r.keys[k] = key
			k++
		}
	}
	return r
}

// add puts an eligible instance on its ladder. Call build after the last one.
func (b *board) add(r rung) {
	c := b.policy.cells[r.instance]
	b.cells[c] = append(b.cells[c], r)
}

func (b *board) build() {
	for c := range b.policy.nCells {
		b.cells[c].build()
	}
	b.arrange()
}

// choose is the best instance of all; ok is false when none is left.
func (b *board) choose() (i sim.InstanceID, ok bool) {
	b.cell, b.place = b.best(), 0
	if b.cell < 0 {
		return sim.NoInstance, false
	}
	if b.isDrawn() {
		b.draw()
	}
	i = b.cells[b.cell][b.place].instance
	b.tie.take(i, b.cell)
	return i, true
}

// isDrawn says whether the choice among the instances of equal cells is a draw: random comes before any strategy that
// tells instances of one cell apart.
func (b *board) isDrawn() bool {
	for _, l := range b.policy.levels {
		if l.kind != byGroup {
			return l.kind == atRandom
		}
	}
	return false
}

// draw picks any instance of the cells that are as good as the chosen one.
func (b *board) draw() {
	equal := func(c int) bool {
		for l := range b.policy.levels {
			if g := b.policy.levels[l].group; g != nil && b.counts[l][g[c]] != b.counts[l][g[b.cell]] {
				return false
			}
		}
		return true
	}
	best, total := b.cell, 0
	for c := range b.policy.nCells {
		if equal(c) {
			total += len(b.cells[c])
		}
	}
	n := int(b.tie.Draws.Below(b.tie.Entity, b.tie.Random, b.tie.Drawn+b.draws, uint32(total)))
	b.draws++
	for c := range b.policy.nCells {
		if !equal(c) {
			continue
		}
		if n < len(b.cells[c]) {
			best, b.place = c, n
			break
		}
		n -= len(b.cells[c])
	}
	b.cell = best
}

// again puts the chosen instance back with other keys, or takes it away; the counts of its groups move by n tasks.
func (b *board) again(r rung, keep bool, n int) {
	b.count(int32(b.cell), n)
	l := &b.cells[b.cell]
	if keep {
		(*l)[b.place] = r
		l.sink(b.place)
	} else {
		l.drop(b.place)
	}
	b.rearrange(b.cell)
}
