package event

import "math/bits"

// heap is a 4-ary heap of keys, the smallest first. The zero value is empty.
type heap []key

func (h *heap) push(k key) {
	keys := append(*h, k)
	i := len(keys) - 1
	for i > 0 {
		parent := (i - 1) / 4
		if before(k, keys[parent]) == 0 {
			break
		}
		keys[i] = keys[parent]
		i = parent
	}
	keys[i] = k
	*h = keys
}

// pop takes the smallest key out of a heap that isn't empty.
func (h *heap) pop() key {
	keys := *h
	top, last := keys[0], keys[len(keys)-1]
	keys = keys[:len(keys)-1]
	*h = keys
	if len(keys) == 0 {
		return top
	}
	i := 0
	for {
		child := firstChild(keys, 4*i+1)
		if child >= len(keys) || before(keys[child], last) == 0 {
			break
		}
		keys[i] = keys[child]
		i = child
	}
	keys[i] = last
	return top
}

// firstChild is the index of the smallest key among the up to four from c on. Where there are four it compares without
// branches, because which of them is smallest can't be predicted. It gives c if there is none.
func firstChild(keys []key, c int) int {
	if c+4 <= len(keys) {
		four := keys[c : c+4 : c+4]
		a := before(four[1], four[0])
		b := 2 + before(four[3], four[2])
		return c + a + (b-a)*before(four[b&3], four[a&3])
	}
	first := c
	for i := c + 1; i < len(keys); i++ {
		first += (i - first) * before(keys[i], keys[first])
	}
	return first
}

// before is 1 if a comes before b and 0 if not: the borrow of a-b.
func before(a, b key) int {
	_, borrow := bits.Sub64(a.low, b.low, 0)
	_, borrow = bits.Sub64(a.high, b.high, borrow)
	return int(borrow)
}
