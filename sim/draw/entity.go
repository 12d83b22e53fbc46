package draw

// Entity names who draws. Two entities of different names share nothing. The zero value is the run itself; the others
// are made from it by [Name], Named and Numbered, as a path is made of its parts:
//
//	task := draw.Name("service").Named("web").Numbered(revision).Numbered(ordinal)
//
// Names are hashed to 64 bits. Among a million entities, two share their luck with a probability under 2^-24.
type Entity uint64

// Name is the entity called name: the part of the run with that name.
func Name(name string) Entity { return Entity(0).Named(name) }

// Named is the part of e called name. It differs from e's numbered parts and from parts of that name elsewhere.
func (e Entity) Named(name string) Entity {
	hash := uint64(fnvOffset)
	for i := range len(name) {
		hash = (hash ^ uint64(name[i])) * fnvPrime
	}
	return Entity(mix(mix(uint64(e)+namedPart) + hash))
}

// Numbered is the n-th part of e. Different n always give different entities.
func (e Entity) Numbered(n uint64) Entity {
	return Entity(mix(mix(uint64(e)+numberedPart) + n*golden))
}

const (
	fnvOffset = 0xcbf29ce484222325 // FNV-1a's, for 64 bits
	fnvPrime  = 0x00000100000001b3

	// Offsets that keep the two kinds of parts apart; any two odd numbers would do.
	namedPart    = 0x8cb92ba72f3d8dd7
	numberedPart = 0xaef17502108ef2d9
)
