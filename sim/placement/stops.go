package placement

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/fleet"
)

// Stops chooses tasks to stop, one after the other, among candidates, so that the service's strategies hold as well as
// they can afterwards: from the group with the most tasks, the instance with the most, or where most is free (API page
// UpdateService; D26 task-placement-strategies). Of several candidates on that instance the one that came first is taken
// (assumed). The zero value is ready for Begin, which reuses its memory.
type Stops struct {
	fleet      *fleet.Fleet
	spread     *Spread
	board      board
	head, tail []int32 // by instance: its first and last candidate, as index + 1; 0: none
	next       []int32 // by candidate: the next one on the same instance, likewise
	candidates []fleet.TaskID
	instances  []sim.InstanceID // those that have had candidates
	ready      bool             // the ladders are built
}

// Begin forgets all candidates. Until the next Begin the caller changes nothing but that it counts out of the spread,
// and gives back, each task that Next returns.
func (s *Stops) Begin(f *fleet.Fleet, policy *Policy, spread *Spread, tie Tie) {
	s.fleet, s.spread, s.ready = f, spread, false
	s.board.begin(policy, spread.OnInstance, tie, true)
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
		s.ready = true
		for _, i := range s.instances {
			s.board.add(s.rung(i))
		}
		s.board.build()
	case s.board.cell >= 0: // account for the task that was stopped
		last := s.board.cells[s.board.cell][s.board.place].instance
		s.board.again(s.rung(last), s.head[last] != 0, -1)
	}
	i, ok := s.board.choose()
	if !ok {
		return 0, false
	}
	chosen := s.head[i]
	s.head[i] = s.next[chosen-1]
	return s.candidates[chosen-1], true
}

func (s *Stops) rung(i sim.InstanceID) rung {
	return s.board.rung(i, s.spread.OnInstance[i], s.fleet.Free[i])
}
