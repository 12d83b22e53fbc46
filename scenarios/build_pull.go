package scenarios

import "github.com/ecssim/ecssim/sim"

// pullDelays are how long an image pull takes: one delay, or two, of which the second is for images that are on the host
// already.
type pullDelays struct {
	cold   sim.Delay
	cached *sim.Delay // nil: the same
}

func (*pullDelays) typeName() string { return "delay, or two" }

func (p *pullDelays) decode(b *binder, n *node, f *field) bool {
	data, ok := n.data.(*table)
	if !ok || data.by["cold"] == nil && data.by["cached"] == nil {
		var one delay
		ok := one.decode(b, n, f)
		p.cold = one.Delay
		return ok
	}
	good := true
	for _, name := range data.names {
		var one delay
		switch child := data.by[name]; name {
		case "cold":
			good = one.decode(b, child, f) && good
			p.cold = one.Delay
		case "cached":
			good = one.decode(b, child, f) && good
			p.cached = &one.Delay
		default:
			b.atKey(child, UnknownKey, "unknown key beside cold and cached", "it is written "+pullExample)
			good = false
		}
	}
	for _, name := range []string{"cold", "cached"} {
		if data.by[name] == nil {
			b.missing(n, name, "is required: a pull has one delay, or both cold and cached", "it is written "+pullExample)
			good = false
		}
	}
	return good
}

// pullExample is how two delays of a pull are written.
const pullExample = `{ cold = "40s", cached = "1s" }`

// pullBehavior builds how the agents of a group of instances pull images.
func pullBehavior(v *value[string]) sim.PullBehavior {
	for _, behavior := range []sim.PullBehavior{sim.PullAlways, sim.PullOnce, sim.PullPreferCached} {
		if v.V == behavior.String() {
			return behavior
		}
	}
	return sim.PullDefault
}

// noteImages lists the containers that don't name an image, where it matters which images are on a host: each has one of its
// own in every revision.
func (b *builder) noteImages(t *taskDefinitionTable, d *sim.TaskDefinition) {
	if d.Timing.CachedPull == nil {
		return
	}
	for i := range t.ContainerDefinitions.Items {
		if c := &t.ContainerDefinitions.Items[i].V; c.Image.at == nil && c.Name.given() {
			b.assume("taskDefinitions", d.Name(), "containerDefinitions."+c.Name.V+".image", "its own", reasonImage)
		}
	}
}
