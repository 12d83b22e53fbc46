package placement

import "github.com/ecssim/ecssim/sim"

// ladder keeps the eligible instances of one zone with the best one on top: a binary heap. An instance's key is its
// count of tasks over its rank in the tie order; the lowest key wins, equal keys go by the instance's number.
type ladder []rung

type rung struct {
	key      uint64
	instance sim.InstanceID
}

// keyOf makes a key; count is negated by callers for which more is better.
func keyOf(count int32, rank uint32) uint64 {
	return uint64(uint32(count)^1<<31)<<32 | uint64(rank)
}

func (l ladder) less(a, b int) bool {
	return l[a].key < l[b].key || l[a].key == l[b].key && l[a].instance < l[b].instance
}

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
		if best+1 < len(l) && l.less(best+1, best) {
			best++
		}
		if !l.less(best, i) {
			return
		}
		l[i], l[best] = l[best], l[i]
		i = best
	}
}

// setCount gives the top instance another count.
func (l ladder) setCount(count int32) {
	l[0].key = keyOf(count, uint32(l[0].key))
	l.sink(0)
}

// drop takes the top instance away.
func (l *ladder) drop() {
	old := *l
	last := len(old) - 1
	old[0] = old[last]
	*l = old[:last]
	l.sink(0)
}

// ladders are one ladder a zone.
type ladders []ladder

// reset empties them and keeps their memory.
func (ls *ladders) reset(zones int) {
	for len(*ls) < zones {
		*ls = append(*ls, nil)
	}
	for z := range *ls {
		(*ls)[z] = (*ls)[z][:0]
	}
}

func (ls ladders) build() {
	for _, l := range ls {
		l.build()
	}
}

// best is the zone whose top is taken: that of the lowest weight, and of equal weights the one with the better top. It
// is -1 when no instance is left.
func (ls ladders) best(weight func(zone int) int32) int {
	best := -1
	for z, l := range ls {
		if len(l) == 0 {
			continue
		}
		if best < 0 || weight(z) < weight(best) || weight(z) == weight(best) && before(l[0], ls[best][0]) {
			best = z
		}
	}
	return best
}

func before(a, b rung) bool { return a.key < b.key || a.key == b.key && a.instance < b.instance }
