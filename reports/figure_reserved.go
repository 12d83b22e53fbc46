package reports

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/ecssim/ecssim/sim"
)

// mostStrips is how many instances get a strip of their own; of more only the spread is shown.
const mostStrips = 40

// ReservedFigure is reserved.png: how much CPU and memory of the container instances is reserved in ECS's book and held
// by containers on the hosts, beside what there is; and how it is spread over the instances.
func ReservedFigure(in ClusterInput) Figure {
	f := in.figure("Reserved on container instances")
	hosts := in.hosts(&f)
	if len(hosts) == 0 {
		f.Panels = []Panel{{Main: true, Top: 1, Ticks: CountTicks(1, 1), Empty: "no container instances: on AWS Fargate each task has a host of its own"}}
		return f
	}
	changes := in.resourceChanges()
	for _, kind := range [...]resource{cpuResource(), memoryResource()} {
		r := foldResource(&in, kind, changes, f.From)
		f.Panels = append(f.Panels, r.total(&f), r.spread(&in, &f, hosts))
	}
	return f
}

// resource is one of the kinds that the picture shows.
type resource struct {
	name  string
	of    func(r sim.Resources) int64
	units [3]resourceUnit // of ever larger amounts
}

// resourceUnit is how amounts are written; in terms of the smallest unit it is 1024 to the power of its place.
type resourceUnit struct{ name string }

func cpuResource() resource {
	return resource{"CPU", func(r sim.Resources) int64 { return r.CPU }, [3]resourceUnit{{"CPU units"}, {"vCPU"}, {"thousand vCPU"}}}
}

func memoryResource() resource {
	return resource{"Memory", func(r sim.Resources) int64 { return r.Memory }, [3]resourceUnit{{"MiB"}, {"GiB"}, {"TiB"}}}
}

// resourceChange is what a task takes or gives back of an instance, or an instance that comes or goes.
type resourceChange struct {
	at       sim.Time
	instance sim.InstanceID
	booked   sim.Resources
	held     sim.Resources
	comes    int8 // 1: the instance is registered from now on; -1: no longer
}

// resourceChanges lists what happens to the resources of instances, in order of time.
func (in *ClusterInput) resourceChanges() []resourceChange {
	var changes []resourceChange
	none := sim.Resources{}
	for i := range in.Tracks.Tasks {
		t := &in.Tracks.Tasks[i]
		if in.isFargate(t.Instance) {
			continue
		}
		want := in.Scenario.TaskDefinitions[t.Definition].Reservation
		changes = append(changes, resourceChange{at: t.Bars[0].At, instance: t.Instance, booked: want})
		if t.Told < sim.Never {
			changes = append(changes, resourceChange{at: t.Told, instance: t.Instance, booked: none.Minus(want)})
		}
		holds := false
		for _, bar := range t.Bars {
			switch now := bar.Phase.Holds(); {
			case now && !holds:
				changes = append(changes, resourceChange{at: bar.At, instance: t.Instance, held: want})
				holds = now
			case !now && holds:
				changes = append(changes, resourceChange{at: bar.At, instance: t.Instance, held: none.Minus(want)})
				holds = now
			}
		}
	}
	for i, steps := range in.Tracks.Hosts {
		if !in.isFargate(sim.InstanceID(i)) {
			changes = append(changes, in.hostChanges(sim.InstanceID(i), steps)...)
		}
	}
	slices.SortStableFunc(changes, func(a, b resourceChange) int { return cmp.Compare(a.at, b.at) })
	return changes
}

// hostChanges are when an instance comes and goes, with the tasks outside of services, which end with it.
func (in *ClusterInput) hostChanges(id sim.InstanceID, steps []HostStep) []resourceChange {
	var alone sim.Resources
	for i := range in.Scenario.Standalone {
		for _, on := range in.Scenario.Standalone[i].Instances {
			if on == id {
				alone = alone.Plus(in.Scenario.TaskDefinitions[in.Scenario.Standalone[i].Definition].Reservation)
			}
		}
	}
	var changes []resourceChange
	before := false
	for _, step := range steps {
		now := step.State.IsRegistered()
		switch {
		case now && !before:
			changes = append(changes, resourceChange{at: step.At, instance: id, comes: 1, booked: alone, held: alone})
			alone = sim.Resources{}.Minus(alone)
		case !now && before:
			changes = append(changes, resourceChange{at: step.At, instance: id, comes: -1, booked: alone, held: alone})
			alone = sim.Resources{}
		}
		before = now
	}
	return changes
}

// resourceFold is one resource over time.
type resourceFold struct {
	resource
	shift                  uint // amounts are kept in units of 1024 to this power, so that they fit
	booked, held, capacity Steps
	shares                 []Steps // by InstanceID: percent of the instance that is reserved
	quantiles              [5]Steps

	hosts     []resourceHost
	bins      [101]int32 // registered instances by percent
	instances int32
	sum       struct{ booked, held, capacity int64 }
}

type resourceHost struct {
	booked, capacity int64
	registered       bool
	share            int32
}

// foldResource adds up the changes of one resource.
func foldResource(in *ClusterInput, kind resource, changes []resourceChange, from sim.Time) *resourceFold {
	r := &resourceFold{resource: kind}
	n := len(in.Tracks.members)
	r.hosts, r.shares = make([]resourceHost, n), make([]Steps, n)
	var total int64
	for i := range in.Tracks.members {
		if !in.isFargate(sim.InstanceID(i)) {
			r.hosts[i].capacity = kind.of(in.Tracks.members[i].Capacity)
			total += r.hosts[i].capacity
		}
	}
	for total>>(10*r.shift) > math.MaxInt32/2 {
		r.shift++
	}
	for i := 0; i < len(changes); {
		at := changes[i].at
		first := i
		for ; i < len(changes) && changes[i].at == at; i++ {
			r.take(&changes[i])
		}
		for k := first; k < i; k++ {
			id := changes[k].instance
			share := NoShare
			if h := &r.hosts[id]; h.registered {
				share = h.share
			}
			r.shares[id].push(max(at, from), share)
		}
		r.booked.push(at, r.amount(r.sum.booked))
		r.held.push(at, r.amount(r.sum.held))
		r.capacity.push(at, r.amount(r.sum.capacity))
		for q := range r.quantiles {
			r.quantiles[q].push(at, r.quantile(q))
		}
	}
	return r
}

func (r *resourceFold) amount(n int64) int32 { return int32(n >> (10 * r.shift)) }

// take applies one change.
func (r *resourceFold) take(c *resourceChange) {
	h := &r.hosts[c.instance]
	if h.registered {
		r.bins[h.share]--
		r.instances--
	}
	booked := r.of(c.booked)
	h.booked += booked
	r.sum.booked += booked
	r.sum.held += r.of(c.held)
	if c.comes != 0 {
		h.registered = c.comes > 0
		r.sum.capacity += int64(c.comes) * h.capacity
	}
	h.share = 0
	if h.capacity > 0 {
		h.share = int32(min(max((h.booked*100+h.capacity/2)/h.capacity, 0), 100))
	}
	if h.registered {
		r.bins[h.share]++
		r.instances++
	}
}

// quantile is the share of the emptiest instance, of those at 10, 50 and 90 %, and of the fullest one.
func (r *resourceFold) quantile(q int) int32 {
	if r.instances == 0 {
		return 0
	}
	rank := [...]int32{0, 10, 50, 90, 100}[q] * (r.instances - 1) / 100
	for share, n := range r.bins {
		if rank -= n; rank < 0 {
			return int32(share)
		}
	}
	return 100
}

// unit chooses how the amounts up to top are written, and what one of it is in the amounts of the fold.
func (r *resourceFold) unit(top int32) (name string, size int64) {
	u := int(r.shift)
	switch n := int64(top) << (10 * r.shift); {
	case n >= 100<<20:
		u = max(u, 2)
	case n >= 2<<10:
		u = max(u, 1)
	}
	return r.units[min(u, len(r.units)-1)].name, 1 << (10 * (u - int(r.shift)))
}

// total is the panel of the whole cluster.
func (r *resourceFold) total(f *Figure) Panel {
	p := Panel{
		Main: true, Title: r.name,
		Areas:  []Area{{Name: ShadeReserved.String(), Shade: ShadeReserved, Edge: r.booked}},
		Lines:  []Line{{Kind: LineHeld, Name: "held by containers on the hosts", Steps: r.held}},
		Limits: []Limit{{Kind: LimitCapacity, Steps: r.capacity}},
	}
	p.clip(f.From, f.To)
	p.finish(mostServiceTicks)
	unit, size := r.unit(p.Top)
	p.Ticks = CountTicks(int32((int64(p.Top)+size-1)/size), mostServiceTicks)
	p.Ticks = slices.DeleteFunc(p.Ticks, func(t Tick) bool { return t.At*size > int64(p.Top) })
	for i := range p.Ticks {
		p.Ticks[i].At *= size
	}
	p.Lines[0].Note = "peak in view " + inUnit(p.Lines[0].Steps.highest(), size)
	last := p.Limits[0].Steps.last()
	p.Labels = []Label{{Kind: LimitCapacity, N: last, Text: "capacity " + inUnit(last, size)}}
	var peak int32
	if len(p.Areas) > 0 {
		peak = p.Areas[0].Edge.highest()
	}
	p.Note = fmt.Sprintf("in %s, of all registered instances; at most %s reserved in view", unit, inUnit(peak, size))
	return p
}

// inUnit writes an amount in a unit, to a tenth where that matters.
func inUnit(n int32, size int64) string {
	if int64(n) >= 100*size {
		return Count((int64(n) + size/2) / size)
	}
	t := (int64(n)*10 + size/2) / size
	if t%10 == 0 {
		return Count(t / 10)
	}
	return fmt.Sprintf("%s.%d", Count(t/10), t%10)
}

// spread is the panel of the single instances: a strip for each, or how their shares are spread.
func (r *resourceFold) spread(in *ClusterInput, f *Figure, hosts []sim.InstanceID) Panel {
	p := Panel{Title: r.name + " by instance", Note: "how much of it is reserved"}
	if len(hosts) <= mostStrips {
		for _, id := range hosts {
			p.Groups = append(p.Groups, Group{
				Name: in.Names.Instance(id), Zone: in.Names.Zone(id),
				Tints: hostTints(in.Tracks.Hosts[id], f.From, f.To),
				Rows:  []Row{{Share: r.shares[id].clip(f.From, f.To)}},
			})
		}
		return p
	}
	p.Note = fmt.Sprintf("how much is reserved of each of %s instances", Count(int64(len(hosts))))
	p.Bands = []Band{
		{Name: "all instances", Low: r.quantiles[0], High: r.quantiles[4]},
		{Name: "8 of 10 instances", Low: r.quantiles[1], High: r.quantiles[3]},
	}
	p.Lines = []Line{{Kind: LineMedian, Name: "instance in the middle", Steps: r.quantiles[2]}}
	p.clip(f.From, f.To)
	p.Top = 100
	for n := int64(0); n <= 100; n += 50 {
		p.Ticks = append(p.Ticks, Tick{At: n, Text: Count(n) + " %"})
	}
	return p
}
