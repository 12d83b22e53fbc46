package starter

import "strings"

// leave has a group of container instances drained, or its agents disconnected, at the beginning, where they were when the
// responses were saved: a service that begins STEADY has tasks there, which ECS then looks after as it does.
func (im *importer) leave(name string, of []*instance) {
	var ids []string
	for _, it := range of {
		ids = append(ids, it.id)
	}
	members := strings.Join(ids, ", ")
	if len(ids) > 3 {
		members = strings.Join(ids[:3], ", ") + " and others"
	}
	call := func(action, key string, value any) {
		t := &table{}
		t.set("containerInstances", []any{name})
		t.set(key, value)
		im.away = append(im.away, action+" = "+inline(t))
	}
	if of[0].isDraining {
		call("updateContainerInstancesState", "status", "DRAINING")
		im.assume("container instances %s (%s) were DRAINING with tasks on them: services that begin STEADY have as many tasks there as placement puts there, and they are drained from the beginning", name, members)
	}
	if of[0].isCutOff {
		call("setAgentConnected", "agentConnected", false)
		im.assume("container instances %s (%s) had tasks, and agents that weren't connected: services that begin STEADY have as many tasks there as placement puts there, and the agents are disconnected from the beginning", name, members)
	}
}
