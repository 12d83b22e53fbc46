package placement

import "cmp"

// order finds the best of a board's cells without looking at each for every task. It is a binary heap of nests, and a nest
// a binary heap of cells: those of one group of the first strategy, if that spreads over an attribute, and otherwise all.
//
// Both go by what was known of a cell's groups when it was looked at last. Tasks that are placed, or stopped, in the
// meantime only make a cell a worse choice, so that the one on top is the best if nothing is news of it. That the cells of
// a nest share their first group is what spares them the look at each other's.
type order struct {
	nests []nest
	heap  []int32 // numbers of nests with cells, the best one on top
	known []int   // by cell and level of the policy: tasks in the cell's group
}

type nest struct {
	cells []int32 // the best one on top
	known int     // tasks in the first group
}

// nested says whether nests go by the groups of the first strategy.
func (b *board) nested() bool { return b.policy.levels[0].kind == byGroup }

// arrange begins anew with the cells that have eligible instances.
func (b *board) arrange() {
	o, n := &b.order, 1
	if b.nested() {
		n = b.policy.groups[0]
	}
	for len(o.nests) < n {
		o.nests = append(o.nests, nest{})
	}
	for i := range o.nests {
		o.nests[i].cells = o.nests[i].cells[:0]
	}
	o.heap = o.heap[:0]
	o.known = append(o.known[:0], make([]int, b.policy.nCells*len(b.policy.levels))...)
	for c := range b.policy.nCells {
		if len(b.cells[c]) > 0 {
			b.look(c)
			of := b.nestOf(c)
			o.nests[of].cells = append(o.nests[of].cells, int32(c))
		}
	}
	for i := range o.nests {
		if cells := o.nests[i].cells; len(cells) > 0 {
			build(cells, b.compareInNest)
			o.heap = append(o.heap, int32(i))
			b.lookFirst(int32(i))
		}
	}
	build(o.heap, b.compareNests)
}

// nestOf is the number of a cell's nest.
func (b *board) nestOf(cell int) int32 {
	if b.nested() {
		return b.policy.levels[0].group[cell]
	}
	return 0
}

// look brings up to date what is known of a cell's groups, but for the first where it has a nest of its own; it says
// whether that is news.
func (b *board) look(cell int) (news bool) {
	for l := range b.policy.levels {
		group := b.policy.levels[l].group
		if group == nil || l == 0 {
			continue
		}
		known := &b.order.known[cell*len(b.policy.levels)+l]
		if now := b.counts[l][group[cell]]; now != *known {
			*known, news = now, true
		}
	}
	return news
}

// lookFirst does so with the first group of a nest.
func (b *board) lookFirst(of int32) (news bool) {
	if !b.nested() {
		return false
	}
	n := &b.order.nests[of]
	now := b.counts[0][of]
	news, n.known = now != n.known, now
	return news
}

// best is the best cell, or -1.
func (b *board) best() int {
	o := &b.order
	for len(o.heap) > 0 {
		of := o.heap[0]
		n := &o.nests[of]
		news := b.lookFirst(of)
		for len(n.cells) > 0 {
			if c := int(n.cells[0]); len(b.cells[c]) == 0 {
				n.cells = pop(n.cells)
			} else if !b.look(c) {
				break
			}
			sink(n.cells, 0, b.compareInNest)
			news = true
		}
		switch {
		case len(n.cells) == 0:
			o.heap = pop(o.heap)
		case !news:
			return int(n.cells[0])
		}
		sink(o.heap, 0, b.compareNests)
	}
	return -1
}

// rearrange puts a cell whose instances have changed where it belongs. One that isn't on top has been drawn, among others
// that were as good, and can wait until it gets there.
func (b *board) rearrange(cell int) {
	o := &b.order
	if n := &o.nests[o.heap[0]]; int(n.cells[0]) == cell {
		b.look(cell)
		sink(n.cells, 0, b.compareInNest)
		b.lookFirst(o.heap[0])
		sink(o.heap, 0, b.compareNests)
	}
}

// compareNests says which of two nests has the better cell on top.
func (b *board) compareNests(x, y int32) int {
	n, m := &b.order.nests[x], &b.order.nests[y]
	if b.nested() {
		if c := b.greater(cmp.Compare(n.known, m.known)); c != 0 {
			return c
		}
	}
	return b.compareInNest(n.cells[0], m.cells[0])
}

// greater turns a comparison of counts around where the greatest win.
func (b *board) greater(c int) int {
	if b.worst {
		return -c
	}
	return c
}

// compareInNest says which of two cells has the better top, strategy by strategy, their first groups apart where they
// make up nests. One without instances is on its way out.
func (b *board) compareInNest(x, y int32) int {
	if len(b.cells[x]) == 0 || len(b.cells[y]) == 0 {
		return len(b.cells[x]) - len(b.cells[y])
	}
	top, other := &b.cells[x][0], &b.cells[y][0]
	k, n := 0, len(b.policy.levels)
	for l := range b.policy.levels {
		c := 0
		switch b.policy.levels[l].kind {
		case byGroup:
			c = b.greater(cmp.Compare(b.order.known[int(x)*n+l], b.order.known[int(y)*n+l]))
		case byInstance, byCPU, byMemory:
			c = cmp.Compare(top.keys[min(k, mostKeys-1)], other.keys[min(k, mostKeys-1)])
			k++
		case atRandom:
		}
		if c != 0 {
			return c
		}
	}
	return cmp.Or(cmp.Compare(top.rank, other.rank), cmp.Compare(top.instance, other.instance))
}

// build makes any slice a heap; sink lets an entry down to where it belongs; pop takes the top away and leaves the last
// entry in its place, for sink.
func build(heap []int32, compare func(x, y int32) int) {
	for i := len(heap)/2 - 1; i >= 0; i-- {
		sink(heap, i, compare)
	}
}

func sink(heap []int32, i int, compare func(x, y int32) int) {
	for {
		best := 2*i + 1
		if best >= len(heap) {
			return
		}
		if best+1 < len(heap) && compare(heap[best+1], heap[best]) < 0 {
			best++
		}
		if compare(heap[best], heap[i]) >= 0 {
			return
		}
		heap[i], heap[best] = heap[best], heap[i]
		i = best
	}
}

func pop(heap []int32) []int32 {
	last := len(heap) - 1
	heap[0] = heap[last]
	return heap[:last]
}
