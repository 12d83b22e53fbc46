package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// checkSettings checks the rules that need nothing but the settings themselves.
func (b *builder) checkSettings(s *settings) {
	b.checkDeploymentConfiguration(s.configuration)
	b.checkProviders(s)
	b.checkConstraints(s)
	b.checkStrategy(s)
	b.checkMonitoring(s.monitoring)
	b.checkNamespace(s.connect)
}

// checkProviders checks a capacity provider strategy.
func (b *builder) checkProviders(s *settings) {
	if !s.providers.given() || len(s.providers.Items) == 0 {
		return
	}
	at := s.providers.at
	bases, weight, fargate := 0, 0, 0
	for i := range s.providers.Items {
		p := &s.providers.Items[i].V
		weight += p.Weight.V
		if p.Base.V > 0 {
			bases++
		}
		if strings.HasPrefix(p.CapacityProvider.V, "FARGATE") {
			fargate++
		}
	}
	if bases > 1 { // how the message goes on isn't known
		b.says(at, Conflict, sim.Invalid("There are multiple capacity providers in the specified capacity provider strategy with a base value defined"), "", "keep one base")
	}
	if weight == 0 {
		b.says(at, Conflict, sim.Invalid("At least one capacity provider must have a weight value greater than zero."), "", "")
	}
	if fargate > 0 && fargate < len(s.providers.Items) {
		b.says(at, Conflict, sim.Invalid("A capacity provider strategy cannot contain a mix of capacity providers using Auto Scaling groups and Fargate providers. Specify one or the other and try again."), "", "")
	}
	if launch := s.at.get("launchType"); launch != nil {
		b.at(launch, Conflict, "stands beside capacityProviderStrategy", "leave one of the two out")
	}
	if s.isUpdate && !s.forced {
		b.says(at, Conflict, sim.Invalid("When switching from launch type to capacity provider strategy on an existing service, or making a change to a capacity provider strategy on a service that is already using one, you must force a new deployment."), "", "set forceNewDeployment = true")
	}
	b.refusedIfTaken(at, "capacityProviderStrategy")
}

// refusedIfTaken adds the fault of a setting that isn't modelled yet, unless the API refuses what it stands in.
func (b *builder) refusedIfTaken(n *node, path string) {
	row, ok := b.unmodelledAt(path)
	switch {
	case !ok:
	case b.scope == nil:
		b.refuse(n, row)
	default:
		b.scope.unmodelled = append(b.scope.unmodelled, row.fault(n))
	}
}

// checkMonitoring checks what is known of monitoring (API model of 2026-08).
func (b *builder) checkMonitoring(v *value[anyTable]) {
	if !v.given() {
		return
	}
	metrics := v.at.items("metricConfigurations")
	if len(metrics) > 5 {
		err := sim.Invalid("metricConfigurations can have at most 5 items.")
		b.says(v.at.get("metricConfigurations"), OutOfRange, err, fmt.Sprintf("%d entries are outside 0..5", len(metrics)), "")
	}
	for _, m := range metrics {
		seconds := m.get("resolutionSeconds")
		if seconds != nil && seconds.data != any(int64(20)) && seconds.data != any(int64(60)) {
			b.at(seconds, OutOfRange, "is not one of 20, 60", "")
		}
	}
}

// checkNamespace checks that the namespace of a Service Connect exists, where the scenario says which do.
func (b *builder) checkNamespace(v *value[connectTable]) {
	known, name := &b.file.Namespaces, &v.V.Namespace
	if !v.given() || !known.given() || !name.given() || !v.V.Enabled.V || slices.Contains(known.V, name.V) {
		return
	}
	b.says(name.at, Dangling, namespaceNotFound(name.V), "it isn't one of namespaces", didYouMean(name.V, "namespace", known.V))
}

// checkDefinition checks what a service asks of its task definition. For a task definition that only the call changes,
// registries and Service Connect are those from before.
func (b *builder) checkDefinition(s *settings, from *standing, id sim.TaskDefinitionID) {
	t := b.definitionTable(id)
	if t == nil {
		return
	}
	b.checkRegistries(s, from.registries, id)
	b.checkPortNames(s, from.connect, t)
	b.checkVolumes(s.volumes, t)
	b.checkPlaced(s, from.placed, t, id)
}

// checkCompatibility checks that a task definition that a service or a call names can run where the service does.
func (b *builder) checkCompatibility(v *value[string], id sim.TaskDefinitionID, launchType string) {
	t, name := b.definitionTable(id), b.out.TaskDefinitions[id].Name()
	switch {
	case t == nil:
	case !t.supports(launchType):
		b.says(v.at, Conflict, sim.Invalid("Task definition does not support launch_type %s.", launchType), t.incompatible(name, launchType), "")
	case launchType == fargateLaunch:
		b.checkSize(v, t, name)
	}
}

// checkRegistries checks service registries against the task definition (API page UpdateService; the words for what is
// missing are assumed).
func (b *builder) checkRegistries(s *settings, registries []value[registryTable], id sim.TaskDefinitionID) {
	d := &b.out.TaskDefinitions[id]
	for i := range registries {
		r := &registries[i].V
		at := registries[i].at
		if !s.registries.given() {
			at = s.definition.at
		}
		byName := r.ContainerName.given() || r.ContainerPort.given()
		switch {
		case registries[i].bad || r.ContainerName.bad || r.ContainerPort.bad || r.Port.bad || at == nil:
		case byName && r.Port.given():
			b.at(at, Conflict, "a service registry has either port or containerName and containerPort", "leave port out")
		case d.NetworkMode != "awsvpc" && (!r.ContainerName.given() || !r.ContainerPort.given()):
			b.at(at, Conflict, fmt.Sprintf("in the network mode %s of %s a service registry needs containerName and containerPort", d.NetworkMode, d.Name()), "")
		case byName:
			b.checkRegistryTarget(at, r, d)
		}
	}
}

// checkRegistryTarget checks that the task definition has the container and port of a service registry; the words are
// those for load balancers.
func (b *builder) checkRegistryTarget(at *node, r *registryTable, d *sim.TaskDefinition) {
	name := r.ContainerName.V
	i := slices.IndexFunc(d.Containers, func(c sim.Container) bool { return c.Name == name })
	switch {
	case i < 0:
		b.says(at, Dangling, sim.Invalid("The container %s does not exist in the task definition.", name), d.Name(), didYouMean(name, "container", containerNames(d)))
	case r.ContainerPort.given() && !slices.Contains(d.Containers[i].Ports, r.ContainerPort.V):
		b.says(at, Dangling, sim.Invalid("The container %s did not have a container port %d defined.", name, r.ContainerPort.V), d.Name(), portHint(&d.Containers[i]))
	}
}

// checkPortNames checks that the task definition names the ports that Service Connect offers (API page
// ServiceConnectService; the words are assumed).
func (b *builder) checkPortNames(s *settings, connect *connectTable, t *taskDefinitionTable) {
	if connect == nil || !connect.Enabled.V {
		return
	}
	var names []string
	for i := range t.ContainerDefinitions.Items {
		for j := range t.ContainerDefinitions.Items[i].V.PortMappings.Items {
			if name := t.ContainerDefinitions.Items[i].V.PortMappings.Items[j].V.Name.V; name != "" {
				names = append(names, name)
			}
		}
	}
	for i := range connect.Services.Items {
		item := &connect.Services.Items[i]
		port := &item.V.PortName
		at := port.at
		if !s.connect.given() {
			at = s.definition.at
		}
		if port.given() && at != nil && !slices.Contains(names, port.V) {
			b.at(at, Dangling, fmt.Sprintf("no port mapping of the task definition has the name %s", quote(port.V)), didYouMean(port.V, "named port mapping", names))
		}
		if !item.V.ClientAliases.given() && !item.V.ClientAliases.bad && s.connect.given() && item.at.isTable() {
			b.at(item.at, Conflict, "has no clientAliases, of which the API page wants one", "such as clientAliases = [{ port = 80 }]")
		}
	}
}

// checkVolumes checks that volumes that are configured at launch are volumes of the task definition.
func (b *builder) checkVolumes(v *value[anyList], t *taskDefinitionTable) {
	if !v.given() || v.at.length() == 0 {
		return
	}
	for _, item := range v.at.data.([]*node) {
		name := item.text("name")
		if !slices.ContainsFunc(t.Volumes.Items, func(have value[volumeTable]) bool { return have.V.Name.V == name }) {
			b.says(item, Dangling, sim.Invalid("The volume name '%s' in your request does not have a matching volume in your Task Definition", name), "", "")
		}
	}
	b.refusedIfTaken(v.at, "volumeConfigurations")
}

// checkPlatform checks a platform version, which is for Fargate only. Which of its faults the API finds first is
// assumed.
func (b *builder) checkPlatform(v *value[string], id sim.TaskDefinitionID, known bool, launchType string) {
	if !v.given() {
		return
	}
	versions := []string{latestVersion, newestVersion, "1.3.0", "1.2.0", "1.1.0", "1.0.0"}
	if !slices.Contains(versions, v.V) {
		b.says(v.at, OutOfRange, platformUnknown(), fmt.Sprintf("%s is not one of %s", quote(v.V), strings.Join(versions, ", ")), "leave it out")
		return
	}
	if v.V != latestVersion && v.V != newestVersion && known && b.needsNewPlatform(id) {
		b.says(v.at, Conflict, platformIncompatible(), fmt.Sprintf("%s needs 1.4.0", b.out.TaskDefinitions[id].Name()), "leave it out")
		return
	}
	if launchType == ec2Launch {
		b.says(v.at, Conflict, sim.Invalid("The platform version must be null when specifying an EC2 launch type."), "", "leave it out")
	}
}

// needsNewPlatform says whether a task definition has what came with platform version 1.4.0 (D26 platform versions,
// ecs-arm64).
func (b *builder) needsNewPlatform(id sim.TaskDefinitionID) bool {
	t := b.definitionTable(id)
	return t != nil && (t.EphemeralStorage.given() || t.CPU.V > oldPlatformCPU || t.PidMode.V == "task" || t.RuntimePlatform.V.CPUArchitecture.V == "ARM64" ||
		slices.ContainsFunc(t.Volumes.Items, func(v value[volumeTable]) bool { return v.V.EFS.given() }))
}

// checkTags checks a service's tags (API page Tag; the words are assumed).
func (b *builder) checkTags(tags *list[tagTable]) {
	seen := make(map[string]bool)
	for i := range tags.Items {
		key, text := &tags.Items[i].V.Key, &tags.Items[i].V.Value
		switch {
		case tags.Items[i].bad || key.bad:
		case key.V == "" || len([]rune(key.V)) > 128:
			b.at(tags.Items[i].at, OutOfRange, "the key of a tag has 1..128 characters", "")
		case strings.HasPrefix(strings.ToLower(key.V), "aws:"):
			b.at(key.at, OutOfRange, "keys that begin with aws: are reserved", "")
		case seen[key.V]:
			b.at(key.at, Duplicate, fmt.Sprintf("there is another tag %s", quote(key.V)), "")
		}
		seen[key.V] = true
		if len([]rune(text.V)) > 256 {
			b.at(text.at, OutOfRange, "the value of a tag has at most 256 characters", "")
		}
	}
}
