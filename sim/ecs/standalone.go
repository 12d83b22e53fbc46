package ecs

import (
	"fmt"

	"github.com/ecssim/ecssim/sim"
)

// standalone is a task outside of services. It runs as long as its instance is there; DRAINING leaves it alone (D26
// container-instance-draining).
type standalone struct {
	definition sim.TaskDefinitionID
	group      string // task:group
	instance   sim.InstanceID
	gone       bool
}

// beginStandalone puts the tasks outside of services where the scenario has them, before those of services.
func (w *World) beginStandalone() error {
	for _, of := range w.scenario.Standalone {
		claim := w.scenario.TaskDefinitions[of.Definition].Claim()
		for _, i := range of.Instances {
			if !w.hasRequired(i, of.Definition) {
				return fmt.Errorf("container instance %s hasn't got an attribute that %s requires", w.members.instances[i].Name, w.scenario.TaskDefinitions[of.Definition].Name())
			}
			if !w.fleet.Fits(i, &claim) {
				return fmt.Errorf("container instance %s has no room for the standalone tasks of %s", w.members.instances[i].Name, w.scenario.TaskDefinitions[of.Definition].Name())
			}
			w.fleet.Reserve(i, claim)
			w.fleet.Hold(i, claim)
			w.images.add(i, of.Definition, 0)
			w.instances[i].running++
			w.standalone = append(w.standalone, standalone{of.Definition, of.Group, i, false})
		}
	}
	return nil
}

// loseStandalone ends the tasks outside of services on an instance that is gone. Nothing replaces them.
func (w *World) loseStandalone(i sim.InstanceID) {
	for k := range w.standalone {
		t := &w.standalone[k]
		if t.instance != i || t.gone {
			continue
		}
		t.gone = true
		claim := w.scenario.TaskDefinitions[t.definition].Claim()
		w.fleet.Unreserve(i, claim)
		w.fleet.Release(i, claim)
		w.instances[i].running--
		w.tasksMoved()
	}
}
