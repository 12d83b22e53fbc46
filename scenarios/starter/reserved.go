package starter

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/ecssim/ecssim/sim"
)

// mostTasks is how many tasks of a service are dealt to container instances at most: as many as ECS lets a service have.
const mostTasks = 5000

// reserve works out what tasks of others have of each container instance: what isn't free of it and isn't for tasks of the
// given services. On which instances those are no response says: they are dealt, see deal.
func (im *importer) reserve(sc *sim.Scenario) {
	for _, it := range im.instances {
		it.others = [2]int64{max(it.cpu-it.free[0], 0), max(it.memory-it.free[1], 0)}
	}
	var asked, dealt int64
	own := make([]int64, len(im.instances))
	for _, i := range bySize(sc) {
		s := im.services[i]
		n := min(s.number("runningCount")+s.number("pendingCount"), mostTasks)
		asked += n
		dealt += im.deal(n, sc.TaskDefinitions[sc.Services[i].TaskDefinition].Reservation, own)
	}
	blurred := im.blur()
	with, cpu, memory := 0, int64(0), int64(0)
	for _, it := range im.instances {
		if it.others != [2]int64{} {
			with, cpu, memory = with+1, cpu+it.others[0], memory+it.others[1]
		}
	}
	if with == 0 {
		return
	}
	text := fmt.Sprintf("container instances: what isn't free of them and isn't for the given services' tasks is reserved for tasks of others, %d CPU units and %d MiB on %d of %d instances",
		cpu, memory, with, len(im.instances))
	if dealt > 0 {
		text += "; the responses don't say on which of them the services' tasks are, which are taken to be spread evenly over those that have so much in use"
	}
	if dealt < asked {
		text += fmt.Sprintf("; for %d of the services' %d tasks no instance has enough in use", asked-dealt, asked)
	}
	if blurred {
		text += "; since they differ too much for groups of their own, those alike that have about the same in use have the mean"
	}
	im.reserved = Note{Text: text}
}

// mostGroups is how many groups of container instances a scenario is given at most because of what others have of them: it can't
// be of any size, and one with a group for each of a thousand instances can't be read.
const mostGroups = 200

// blur gives instances that are alike and have about as much in use for others, to a quarter of what they have, the mean of it,
// where there would be too many groups otherwise. It gives whether it has.
func (im *importer) blur() bool {
	if len(im.alike()) <= mostGroups {
		return false
	}
	for _, it := range im.instances {
		it.aside, it.others = it.others, [2]int64{}
	}
	for _, of := range im.alike() {
		about := make(map[[2]int64][]*instance)
		for _, it := range of {
			key := [2]int64{4 * it.aside[0] / max(it.cpu, 1), 4 * it.aside[1] / max(it.memory, 1)}
			about[key] = append(about[key], it)
		}
		for _, some := range about {
			var sum [2]int64
			for _, it := range some {
				sum[0], sum[1] = sum[0]+it.aside[0], sum[1]+it.aside[1]
			}
			for _, it := range some {
				it.others = [2]int64{sum[0] / int64(len(some)), sum[1] / int64(len(some))}
			}
		}
	}
	return true
}

// setAside leaves out what tasks of others have of the container instances. It gives false where there is nothing of that.
func (im *importer) setAside() bool {
	if im.reserved.Text == "" || im.reserved.Left {
		return false
	}
	im.asideNote = im.reserved
	im.reserved = Note{Left: true, Text: "container instances: what tasks of others have of them, since the given services don't fit beside it"}
	for _, it := range im.instances {
		it.aside, it.others = it.others, [2]int64{}
	}
	return true
}

// takeBack undoes setAside, which hasn't helped. It gives false where nothing was set aside.
func (im *importer) takeBack() bool {
	if !im.reserved.Left {
		return false
	}
	im.reserved = im.asideNote
	for _, it := range im.instances {
		it.others = it.aside
	}
	return true
}

// bySize are the services on container instances: the daemons, which have a task on each, then the others by the memory of a
// task, since for large tasks there are the fewest places.
func bySize(sc *sim.Scenario) []int {
	var order []int
	for i := range sc.Services {
		if !sc.Services[i].Fargate {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		s, t := &sc.Services[a], &sc.Services[b]
		if s.Daemon != t.Daemon {
			if s.Daemon {
				return -1
			}
			return 1
		}
		return cmp.Compare(sc.TaskDefinitions[t.TaskDefinition].Reservation.Memory, sc.TaskDefinitions[s.TaskDefinition].Reservation.Memory)
	})
	return order
}

// deal takes n tasks of a service off what is in use on the container instances. Each goes where the fewest of the service
// are and, among these, where it leaves the least for others; not where less is in use than it takes, nor where as many are
// as the instance has tasks. It gives how many found a place. own counts what all services have on each instance.
func (im *importer) deal(n int64, r sim.Resources, own []int64) int64 {
	here := make([]int64, len(im.instances))
	for done := range n {
		best := -1
		for i, it := range im.instances {
			if it.others[0] < r.CPU || it.others[1] < r.Memory || it.tasks >= 0 && own[i] >= it.tasks {
				continue
			}
			if best < 0 || cmp.Or(cmp.Compare(here[i], here[best]), cmp.Compare(it.others[1], im.instances[best].others[1]),
				cmp.Compare(it.others[0], im.instances[best].others[0])) < 0 {
				best = i
			}
		}
		if best < 0 {
			return done
		}
		it := im.instances[best]
		it.others[0], it.others[1] = it.others[0]-r.CPU, it.others[1]-r.Memory
		here[best]++
		own[best]++
	}
	return n
}
