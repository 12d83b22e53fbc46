package reports

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
	"github.com/ecssim/ecssim/sim/query"
)

// Warnings says what is odd about a scenario though it can be simulated, a line of text each, fit for a terminal. It
// warns of services that have, or are given,
//   - a minimumHealthyPercent and a maximumPercent of 100: CreateService refuses that (reported by users, not in AWS's
//     documentation), older services have it, and no deployment of theirs gets on;
//   - a bakeTimeInMinutes without alarms: the bake time is when alarms are watched (D26 early-success-criteria,
//     deployment-alarm-failure), so there is none;
//   - a placement strategy that spreads tasks over an attribute that no container instance has: most likely a slip;
//   - a placement constraint, of their own or of a task definition, that compares ec2InstanceId with the name of a container
//     instance, which isn't its ID.
//
// It warns of expectations on a quantile at the wrong end, such as that p99(minHealthy) is high, which says little of most
// runs. And it warns of task definitions with a host port that tasks can't have on any container instance, since the agent
// keeps it, or something else.
func Warnings(sc *sim.Scenario) []string {
	var list []string
	for i := range sc.Services {
		deadlocked := func(s *sim.Service) bool { return s.Deployment.Blocks() }
		if since, ok := sometime(sc, sim.ServiceID(i), deadlocked); ok {
			text := "service " + Inert(sc.Services[i].Name) + " has minimumHealthyPercent 100 and maximumPercent 100" + since
			list = append(list, text+`; CreateService refuses this: "Both maximumPercent and minimumHealthyPercent cannot be`+
				` 100 as this will block deployments"`)
		}
		unwatched := func(s *sim.Service) bool { return s.BakeTime != nil && *s.BakeTime > 0 && !s.Alarms.Enable }
		if since, ok := sometime(sc, sim.ServiceID(i), unwatched); ok {
			list = append(list, "service "+Inert(sc.Services[i].Name)+" has bakeTimeInMinutes but no alarms enabled"+since+
				"; a deployment bakes while its alarms are watched, so this has no effect")
		}
		for _, name := range spreadAttributes(sc, sim.ServiceID(i)) {
			list = append(list, "service "+Inert(sc.Services[i].Name)+" spreads its tasks over the attribute "+Inert(name)+
				", which no container instance has")
		}
	}
	list = append(append(list, namesForIDs(sc)...), wrongEnds(sc)...)
	for i := range sc.TaskDefinitions {
		if port, ok := keptPort(sc, &sc.TaskDefinitions[i]); ok {
			list = append(list, "task definition "+Inert(sc.TaskDefinitions[i].Name())+" has the host port "+port+
				", which on every container instance the agent or something else keeps for itself; its tasks can't be placed")
		}
	}
	return list
}

// keptPort is the first host port of a task definition that tasks can't have on any container instance.
func keptPort(sc *sim.Scenario, d *sim.TaskDefinition) (text string, ok bool) {
	for i, port := range sc.HostPorts {
		one := sim.PortSet{}.With(i)
		open := func(g sim.InstanceGroup) bool { return g.Count > 0 && !g.Reserved.Ports.Overlaps(one) }
		some := func(g sim.InstanceGroup) bool { return g.Count > 0 }
		if !d.HostPorts.Overlaps(one) || slices.ContainsFunc(sc.Groups, open) || !slices.ContainsFunc(sc.Groups, some) {
			continue
		}
		protocol := "/tcp"
		if port.UDP {
			protocol = "/udp"
		}
		return strconv.Itoa(port.Port) + protocol, true
	}
	return "", false
}

// spreadAttributes are the attributes, each once, that a service is ever asked to spread its tasks over and that no
// container instance has.
func spreadAttributes(sc *sim.Scenario, id sim.ServiceID) []string {
	var names []string
	sometime(sc, id, func(s *sim.Service) bool {
		for _, strategy := range s.Placement.Strategies {
			name, ok := strings.CutPrefix(strategy.Field, "attribute:")
			if ok && !slices.Contains(names, name) && !anyInstanceHas(sc, name) {
				names = append(names, name)
			}
		}
		return false // go on to the end
	})
	return names
}

// anyInstanceHas says whether a container instance has an attribute. All members of a group have the same ones.
func anyInstanceHas(sc *sim.Scenario, name string) bool {
	for g := range sc.Groups {
		if sc.Groups[g].Count == 0 {
			continue
		}
		if _, ok := sc.Attribute(&sim.Instance{Group: g, Zone: sc.Groups[g].Zones[0]}, name); ok {
			return true
		}
	}
	return false
}

// namesForIDs warns of expressions that compare ec2InstanceId with the name of a container instance, each name once.
func namesForIDs(sc *sim.Scenario) []string {
	var list []string
	ids := make(map[string]string) // by name, of those that haven't been told
	for _, in := range sc.Instances() {
		ids[in.Name] = sc.EC2ID(&in)
	}
	warn := func(constraints []sim.PlacementConstraint) {
		for _, c := range constraints {
			e, err := query.Parse(c.Expression)
			if c.Distinct || err != nil {
				continue
			}
			for _, name := range e.InstanceIDs() {
				if id := ids[name]; id != "" && id != name {
					delete(ids, name)
					list = append(list, "a placement constraint compares ec2InstanceId with "+Inert(name)+
						", which is the name of a container instance in the scenario; its ID is "+id)
				}
			}
		}
	}
	for i := range sc.TaskDefinitions {
		warn(sc.TaskDefinitions[i].Constraints)
	}
	for i := range sc.Services {
		warn(sc.Services[i].Placement.Constraints)
	}
	for i := range sc.Timeline {
		if u := &sc.Timeline[i].Update; u.Constraints != nil {
			warn(*u.Constraints)
		}
	}
	return list
}

// sometime says whether a service is odd at some time, and since when if not from the beginning. A call that is refused
// changes nothing.
func sometime(sc *sim.Scenario, id sim.ServiceID, odd func(*sim.Service) bool) (since string, ok bool) {
	api := metrics.NewAPI(&sc.Services[id])
	if api.Status == sim.ServiceActive && odd(&api.Service) {
		return "", true
	}
	for i := range sc.Timeline {
		a := &sc.Timeline[i]
		if a.Service() != id || a.Refused != nil {
			continue
		}
		if api.Take(sc, a); api.Status == sim.ServiceActive && odd(&api.Service) {
			if a.At == 0 {
				return "", true
			}
			return " from " + Clock(a.At) + " on", true
		}
	}
	return "", false
}

// wrongEnds warns of expectations that ask of a quantile at one end of a metric what is meant of the other.
func wrongEnds(sc *sim.Scenario) []string {
	var list []string
	for i := range sc.Expectations {
		for k := range sc.Expectations[i].Conditions {
			c := &sc.Expectations[i].Conditions[k]
			least := func(b sim.Bound) bool { return b.Comparison == sim.AtLeast || b.Comparison == sim.Above }
			most := func(b sim.Bound) bool { return b.Comparison == sim.AtMost || b.Comparison == sim.Below }
			high := c.Quantile > sim.QuantileScale/2 && slices.ContainsFunc(c.Bounds, least) && !slices.ContainsFunc(c.Bounds, most)
			low := c.Quantile > 0 && c.Quantile < sim.QuantileScale/2 && slices.ContainsFunc(c.Bounds, most) && !slices.ContainsFunc(c.Bounds, least)
			if !high && !low {
				continue
			}
			other := decimal(int64(sim.QuantileScale-c.Quantile) * 10)
			share := other // in which a value above the quantile lies
			if low {
				share = decimal(int64(c.Quantile) * 10)
			}
			list = append(list, "the expectation "+Inert(c.Text)+" asks for no more than that it is so in "+share+
				" % of the runs; to ask for the others, write p"+other+"("+c.Metric.String()+")")
		}
	}
	return list
}
