package scenarios

// standaloneTable is one of [[standaloneTasks]].
type standaloneTable struct {
	TaskDefinition value[string]   `toml:"taskDefinition" required:"yes" example:"\"batch:1\"" doc:"Task definition of the tasks, named as in [[services]]." source:"ECS RunTask"`
	Count          value[int]      `toml:"count" absent:"as many as instances names, else 1" example:"2" range:"1..10000" also:"desiredCount,number" doc:"How many tasks." source:"ECS RunTask"`
	Instances      value[[]string] `toml:"instances" absent:"dealt to the zones in turn, where there is room" example:"[\"group-1-1\"]" items:"1..10000" also:"containerInstances,instance" doc:"Where each of them is, by the names of container instances; one may be named several times, and the name of a group means one on each member. Only instances that are there from the beginning." source:"ECS StartTask"`
	Group          value[string]   `toml:"group" absent:"family:FAMILY" example:"\"family:batch\"" match:"taskGroup" doc:"Task group, for placement constraints." source:"ECS RunTask"`
}
