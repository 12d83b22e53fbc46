package placement

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/fleet"
)

// Stops chooses tasks to stop, one after the other, among candidates: from the zone with the most tasks of the service,
// and there from an instance with the most (API page UpdateService). Of several candidates on that instance the one
// that came first is taken (assumed). The zero value is ready for Begin, which reuses its memory.
type Stops struct {
	fleet      *fleet.Fleet
	spread     *Spread
	tie        Tie
	zones      ladders
	last       int     // zone of the last choice; -1: none
	head, tail []int32 // by instance: its first and last candidate, as index + 1; 0: none
	next       []int32 // by candidate: the next one on the same instance, likewise
	candidates []fleet.TaskID
	instances  []sim.InstanceID // those that have had candidates
	ready      bool             // the ladders are built
}

// Begin forgets all candidates. Until the next Begin the caller changes nothing but that it counts out of the spread
// each task that Next returns.
func (s *Stops) Begin(f *fleet.Fleet, spread *Spread, tie Tie) {
	s.fleet, s.spread, s.tie, s.last, s.ready = f, spread, tie, -1, false
	if len(s.head) < f.Len() {
		s.head, s.tail = make([]int32, f.Len()), make([]int32, f.Len())
	}
	for _, i := range s.instances {
		s.head[i] = 0
	}
	s.next, s.candidates, s.instances = s.next[:0], s.candidates[:0], s.instances[:0]
}

// Add makes t on instance i a candidate.
func (s *Stops) Add(t fleet.TaskID, i sim.InstanceID) {
	s.candidates = append(s.candidates, t)
	s.next = append(s.next, 0)
	added := int32(len(s.candidates))
	if s.head[i] == 0 {
		s.instances = append(s.instances, i)
		s.head[i] = added
	} else {
		s.next[s.tail[i]-1] = added
	}
	s.tail[i] = added
}

// Next takes the next task to stop; ok is false when no candidate is left.
func (s *Stops) Next() (t fleet.TaskID, ok bool) {
	switch {
	case !s.ready:
		s.build()
	case s.last >= 0:
		s.refresh(&s.zones[s.last])
	}
	s.last = s.zones.best(func(zone int) int32 { return -s.spread.InZone[zone] })
	if s.last < 0 {
		return 0, false
	}
	i := s.zones[s.last][0].instance
	chosen := s.head[i]
	s.head[i] = s.next[chosen-1]
	return s.candidates[chosen-1], true
}

func (s *Stops) build() {
	s.ready = true
	s.zones.reset(len(s.spread.InZone))
	for _, i := range s.instances {
		z := s.fleet.Zone[i]
		s.zones[z] = append(s.zones[z], rung{keyOf(-s.spread.OnInstance[i], s.tie.rank(i)), i})
	}
	s.zones.build()
}

// refresh takes account of the task that was stopped on the ladder's top.
func (s *Stops) refresh(l *ladder) {
	top := (*l)[0].instance
	if s.head[top] == 0 {
		l.drop()
	} else {
		l.setCount(-s.spread.OnInstance[top])
	}
}
