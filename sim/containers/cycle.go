package containers

import "github.com/ecssim/ecssim/sim"

// Cycle is a circle of dependencies, which ECS refuses (ECS agent, agent/engine/dependencygraph/graph.go,
// ValidDependencies): the containers on it, each of which depends on the next and the last on the first; nil if there is
// none. It begins with the first container of the list from which a circle can be reached. Dependencies on containers
// that don't exist are passed over. It is for the reader and allocates.
func Cycle(containers []sim.Container) []int {
	s := search{containers: containers, done: make([]bool, len(containers))}
	for i := range containers {
		if cycle := s.from(i); cycle != nil {
			return cycle
		}
	}
	return nil
}

// search walks along dependencies, depth first.
type search struct {
	containers []sim.Container
	path       []int  // from where the walk began to where it is
	done       []bool // no circle can be reached from it
}

func (s *search) from(i int) []int {
	for k, on := range s.path {
		if on == i {
			return s.path[k:]
		}
	}
	if s.done[i] {
		return nil
	}
	s.path = append(s.path, i)
	for _, on := range s.containers[i].DependsOn {
		if on.Container < 0 || on.Container >= len(s.containers) {
			continue
		}
		if cycle := s.from(on.Container); cycle != nil {
			return cycle
		}
	}
	s.path = s.path[:len(s.path)-1]
	s.done[i] = true
	return nil
}
