package sim

import "slices"

// MostRegistered is how many container instances are registered with ECS at once, at most: the first number is from the
// beginning to the first action of the timeline, each further one from an action to the next. Hosts of Fargate don't count.
// It takes launches and terminations for done at once, and a replacement for done when the next action comes, since what
// these take depends on the run. The scenario must be valid.
func (s *Scenario) MostRegistered() []int {
	n := 0
	for g := range s.Groups {
		n += s.Groups[g].Count
	}
	r := registry{there: make([]bool, 0, n), counts: make([]bool, 0, n)}
	for g := range s.Groups {
		group := &s.Groups[g]
		for range group.Count {
			r.there, r.counts = append(r.there, false), append(r.counts, !group.Fargate)
			if !group.Later {
				r.set(InstanceID(len(r.there)-1), true)
			}
		}
	}
	most := []int{r.count}
	for i := range s.Timeline {
		most = append(most, r.act(s.Timeline[i].Kind, &s.Timeline[i].Instances))
	}
	return most
}

// TooManyRegistered is the first action of the timeline with which more than MaxRegistered container instances are registered
// at once, and how many these are: -1 for the beginning. ok is false if there are never so many.
func (s *Scenario) TooManyRegistered() (action, count int, ok bool) {
	most := s.MostRegistered()
	i := slices.IndexFunc(most, func(n int) bool { return n > MaxRegistered })
	if i < 0 {
		return 0, 0, false
	}
	return i - 1, most[i], true
}

// registry is which container instances are registered, by InstanceID, and how many of those that count.
type registry struct {
	there, counts []bool
	count         int
}

func (r *registry) set(i InstanceID, there bool) {
	if r.there[i] == there {
		return
	}
	r.there[i] = there
	switch {
	case !r.counts[i]:
	case there:
		r.count++
	default:
		r.count--
	}
}

func (r *registry) setAll(list []InstanceID, there bool) {
	for _, i := range list {
		r.set(i, there)
	}
}

// act does what an action does, and gives the most that are registered meanwhile and afterwards.
func (r *registry) act(kind ActionKind, c *ChangeInstances) int {
	switch kind { //nolint:exhaustive // those that change which instances there are
	case ActionAddInstances, ActionRestoreZone:
		r.setAll(c.Instances, true)
	case ActionTerminateInstances, ActionDeregisterInstances, ActionLoseZone:
		r.setAll(c.Instances, false)
	case ActionReplaceInstances:
		before := r.count
		r.setAll(c.Instances, false)
		r.setAll(c.Successors, true)
		return max(r.count, before+min(c.Batch, len(c.Instances)))
	}
	return r.count
}
