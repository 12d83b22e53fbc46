package event

import "math/bits"

// wheel is a priority queue of keys for a clock that moves forward. The zero value is empty.
//
// It has a near part and a far part, split by base, an instant. Keys at base or before are in near, a heap, in their
// full order. Keys after base are only sorted roughly, by instant: one at t is in slot s of level l, where l is the
// highest base-64 digit in which t differs from base, counted from the lowest, and s is t's digit there. So everything
// in a lower level comes before everything in a higher one, and within a level slots are in order. When near runs
// empty, base moves to the first slot's first instant and that slot's keys are filed again: those at base into near,
// the rest at least one level lower. Hence a key is filed at most once a level, and within one instant the heap alone
// decides.
//
// Base may run ahead of the clock (peek moves it); a key pushed before it simply goes into near.
type wheel struct {
	near     heap
	base     uint64                // in ms
	levels   uint64                // bit l is set if level l has any key
	occupied [levelCount]uint64    // bit s of entry l is set if slot s of level l has any key
	slots    [levelCount][64]int32 // first node of each slot's list; 0 if it is empty
	nodes    []node                // the first one isn't used: 0 ends every list
	free     int32                 // first node of the list of unused ones
	far      int                   // keys after base
}

// levelCount is how many base-64 digits Last has.
const levelCount = 8

// node is a key after base, in the list of its slot.
type node struct {
	key
	next int32
}

func (w *wheel) len() int { return len(w.near) + w.far }

func (w *wheel) push(k key) {
	if k.at() <= w.base {
		w.near.push(k)
		return
	}
	i := w.free
	if i == 0 {
		i = w.grow()
	} else {
		w.free = w.nodes[i].next
	}
	w.nodes[i].key = k
	w.file(i, k.at())
	w.far++
}

// grow is the index of a new node.
func (w *wheel) grow() int32 {
	if len(w.nodes) == 0 {
		w.nodes = append(w.nodes, node{})
	}
	w.nodes = append(w.nodes, node{})
	return int32(len(w.nodes) - 1)
}

// file puts node i, whose key is at the given instant after base, into its slot.
func (w *wheel) file(i int32, at uint64) {
	level := uint(bits.Len64(at^w.base)-1) / 6 % levelCount
	slot := at >> (6 * level) % 64
	w.nodes[i].next = w.slots[level][slot]
	w.slots[level][slot] = i
	w.occupied[level] |= 1 << slot
	w.levels |= 1 << level
}

// peek is the smallest key of a wheel that isn't empty.
func (w *wheel) peek() key {
	if len(w.near) == 0 {
		if k, alone := w.advance(); alone {
			w.near.push(k)
		}
	}
	return w.near[0]
}

// pop takes the smallest key out of a wheel that isn't empty.
func (w *wheel) pop() key {
	if len(w.near) == 0 {
		if k, alone := w.advance(); alone {
			return k
		}
	}
	return w.near.pop()
}

// advance moves base until near has a key. If it meets a slot with one key alone, that is the smallest of all: advance
// moves base right to it, takes it out and gives it back instead.
func (w *wheel) advance() (k key, alone bool) {
	for len(w.near) == 0 {
		level := uint(bits.TrailingZeros64(w.levels)) % levelCount
		slot := uint(bits.TrailingZeros64(w.occupied[level])) % 64
		w.occupied[level] &^= 1 << slot
		if w.occupied[level] == 0 {
			w.levels &^= 1 << level
		}
		first := w.slots[level][slot]
		w.slots[level][slot] = 0
		if n := &w.nodes[first]; n.next == 0 {
			w.base = n.at()
			w.release(first)
			return n.key, true
		}
		w.base = (w.base>>(6*level+6)<<6 | uint64(slot)) << (6 * level)
		w.refile(first)
	}
	return key{}, false
}

// refile files the keys of the list that begins at node i, none of which lies before base.
func (w *wheel) refile(i int32) {
	for i != 0 {
		n := &w.nodes[i]
		next, at := n.next, n.at()
		if at == w.base {
			w.near.push(n.key)
			w.release(i)
		} else {
			w.file(i, at)
		}
		i = next
	}
}

// release gives node i up.
func (w *wheel) release(i int32) {
	w.nodes[i].next = w.free
	w.free = i
	w.far--
}

// each gives every key to yield, in no particular order, until that returns false.
func (w *wheel) each(yield func(key) bool) {
	for _, k := range w.near {
		if !yield(k) {
			return
		}
	}
	for level := range w.slots {
		for _, i := range w.slots[level] {
			for ; i != 0; i = w.nodes[i].next {
				if !yield(w.nodes[i].key) {
					return
				}
			}
		}
	}
}

// reset empties the wheel and keeps its memory.
func (w *wheel) reset() {
	*w = wheel{near: w.near[:0], nodes: w.nodes[:0]}
}
