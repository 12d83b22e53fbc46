package event

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
)

// TestWheelMatchesHeap holds the wheel and the heap that it is built on against each other over long runs of many
// events, which the oracle is too slow for.
func TestWheelMatchesHeap(t *testing.T) {
	timers := []uint64{0, 1000, 5000, 5000, 10_000, 300_000}
	spans := map[string]func(*rand.Rand) uint64{
		"uniform":     func(rng *rand.Rand) uint64 { return rng.Uint64N(20_000) },
		"log":         func(rng *rand.Rand) uint64 { return rng.Uint64() >> (32 + rng.IntN(32)) },
		"timers":      func(rng *rand.Rand) uint64 { return timers[rng.IntN(len(timers))] },
		"one instant": func(*rand.Rand) uint64 { return 0 },
	}
	for name, span := range spans {
		for _, n := range []int{1, 2, 7, 100, 10_000} {
			t.Run(fmt.Sprintf("%s/%d", name, n), func(t *testing.T) { holdBoth(t, n, span) })
		}
	}
}

// holdBoth does holds on a wheel and on a heap with n keys each.
func holdBoth(t *testing.T, n int, span func(*rand.Rand) uint64) {
	rng := rand.New(rand.NewPCG(5, uint64(n)))
	var w wheel
	var h heap
	var now uint64
	push := func() {
		k := key{(now+span(rng))<<16 | rng.Uint64N(4), rng.Uint64N(50)}
		w.push(k)
		h.push(k)
	}
	for range n {
		push()
	}
	for i := range 50_000 {
		if rng.IntN(8) == 0 && w.peek() != h[0] {
			t.Fatalf("hold %d: peek gives %x, want %x", i, w.peek(), h[0])
		}
		got, want := w.pop(), h.pop()
		if got != want {
			t.Fatalf("hold %d: pop gives %x, want %x", i, got, want)
		}
		now = want.at()
		push()
	}
	if w.len() != n {
		t.Errorf("%d keys are left, want %d", w.len(), n)
	}
	if len(w.nodes) > n+1 {
		t.Errorf("%d nodes were made for %d keys", len(w.nodes), n)
	}
}

// TestResetWheelIsZero wants a reset wheel to differ from a zero one in its memory alone.
func TestResetWheelIsZero(t *testing.T) {
	var w wheel
	for i := range uint64(1000) {
		w.push(key{i * i << 20, i})
	}
	for range 500 {
		w.pop()
	}
	w.reset()
	if cap(w.near) == 0 || cap(w.nodes) < 900 {
		t.Errorf("there is room for %d near keys and %d nodes", cap(w.near), cap(w.nodes))
	}
	if w.near, w.nodes = nil, nil; !reflect.DeepEqual(w, wheel{}) {
		t.Error("more than memory is left")
	}
}

// TestHeapPopsInOrder checks the heap itself, ties included.
func TestHeapPopsInOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 7))
	for n := range 70 {
		var h heap
		for range n {
			h.push(key{rng.Uint64N(8), rng.Uint64N(8)})
		}
		var last key
		for range n {
			k := h.pop()
			if k.high < last.high || k.high == last.high && k.low < last.low {
				t.Fatalf("of %d keys, %x came after %x", n, k, last)
			}
			last = k
		}
		if len(h) != 0 {
			t.Fatalf("%d of %d keys are left", len(h), n)
		}
	}
}
