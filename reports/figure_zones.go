package reports

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/ecssim/ecssim/sim"
)

// mostZones is how many zones get a panel of their own, or share the last one as "other zones".
const mostZones = 6

// ZonesFigure is zones.png: above, how many tasks of a service are healthy and how many are on their way, zone upon zone,
// the first zone on top, beside the desired count; below, what the tasks of each zone were doing. Its window is that of CountsFigure.
func ZonesFigure(in CountsInput, tracks *Tracks) Figure {
	f := CountsFigure(in)
	z := foldZones(&in, tracks)
	main := Panel{Main: true}
	for _, shade := range [...]Shade{ShadeHealthy, ShadeNotHealthy} {
		for i := range slices.Backward(z.zones) {
			zone := &z.zones[i]
			edge := zone.healthyEdge
			if shade == ShadeNotHealthy {
				edge = zone.livingEdge
			}
			main.Areas = append(main.Areas, Area{Name: zone.name + ", " + shade.String(), Hue: zone.hue, Shade: shade, Edge: edge})
		}
	}
	for _, limit := range servicePanel(&in, &lanes{}).Limits {
		if limit.Kind == LimitDesired {
			main.Limits = []Limit{limit}
		}
	}
	f.Panels = []Panel{main}
	for i := range z.zones {
		f.Panels = append(f.Panels, z.zones[i].panel())
	}
	for i := range f.Panels {
		f.Panels[i].clip(f.From, f.To)
		f.Panels[i].finish(mostDeploymentTicks)
	}
	f.Panels[0].Ticks = CountTicks(f.Panels[0].Top, mostServiceTicks)
	f.Panels[0].Labels = append(f.Panels[0].Labels, z.labels(f.To)...)
	slices.SortStableFunc(f.Panels[0].Labels, func(a, b Label) int { return cmp.Compare(b.N, a.N) })
	for i := range z.zones {
		f.Panels[i+1].Note = z.zones[i].note(&f)
	}
	shareTop(f.Panels[1:], mostDeploymentTicks)
	return f
}

// zoneTally are the counts of one service by zone.
type zoneTally struct {
	zones []zoneCounts
	of    []int // by ZoneID: index in zones, or -1
}

// zoneCounts is one zone, or several taken together.
type zoneCounts struct {
	name        string
	hue         Hue
	now         tally
	edges       [numShades]Steps // stacked: tasks in this state and all before it
	healthyEdge Steps            // healthy tasks of this zone and those after it, which are drawn below it
	livingEdge  Steps            // all healthy tasks, and the others that aren't stopping of this zone and those after it
	lost        []Tint
}

// taskChange is a task that goes from one state to another; numShades is none.
type taskChange struct {
	at       sim.Time
	zone     sim.ZoneID
	from, to Shade
}

// foldZones counts the tasks of the service by zone and state, over time.
func foldZones(in *CountsInput, tracks *Tracks) *zoneTally {
	changes := taskChanges(in.Service, tracks)
	z := nameZones(in.Scenario, tracks, changes)
	for i := 0; i < len(changes); {
		at := changes[i].at
		for ; i < len(changes) && changes[i].at == at; i++ {
			c := &changes[i]
			zone := &z.zones[z.of[c.zone]]
			if c.from < numShades {
				zone.now[c.from]--
			}
			if c.to < numShades {
				zone.now[c.to]++
			}
		}
		z.push(at)
	}
	return z
}

// taskChanges are the changes of state of a service's tasks, in order of time.
func taskChanges(service sim.ServiceID, tracks *Tracks) []taskChange {
	var changes []taskChange
	for i := range tracks.Tasks {
		t := &tracks.Tasks[i]
		if t.Service != service {
			continue
		}
		from := numShades
		for _, bar := range t.Bars {
			to := shadeOf(bar.Phase)
			changes = append(changes, taskChange{bar.At, t.Zone, from, to})
			from = to
		}
	}
	slices.SortStableFunc(changes, func(a, b taskChange) int { return cmp.Compare(a.at, b.at) })
	return changes
}

// shadeOf is the shade of a task in a phase; numShades: none.
func shadeOf(p Phase) Shade {
	switch p {
	case PhaseProvisioning, PhasePending, PhaseActivating:
		return ShadePending
	case PhaseWaiting:
		return ShadeWaiting
	case PhaseHealthy:
		return ShadeHealthy
	case PhaseUnhealthy:
		return ShadeUnhealthy
	case PhaseDeactivating, PhaseStopping, PhaseDeprovisioning:
		return ShadeStopping
	case PhaseStopped, NumPhases:
	}
	return numShades
}

// nameZones makes the zones in which there are container instances or tasks of the service.
func nameZones(sc *sim.Scenario, tracks *Tracks, changes []taskChange) *zoneTally {
	z := &zoneTally{of: make([]int, len(sc.Zones))}
	for i := range z.of {
		z.of[i] = -1
	}
	use := func(id sim.ZoneID) { z.of[id] = 0 }
	for i := range tracks.members {
		if m := &tracks.members[i]; !sc.Groups[m.Group].Fargate {
			use(m.Zone)
		}
	}
	for i := range changes {
		use(changes[i].zone)
	}
	used := 0
	for _, of := range z.of {
		used += of + 1
	}
	for id := range z.of {
		if z.of[id] < 0 {
			continue
		}
		n := len(z.zones)
		if n == mostZones {
			z.of[id] = n - 1
			continue
		}
		z.of[id] = n
		zone := zoneCounts{name: sc.Zones[id], hue: HueZone + Hue(n), lost: tracks.lostSpans(sim.ZoneID(id))}
		if n == mostZones-1 && used > mostZones {
			zone.name, zone.lost = "other zones", nil
		}
		z.zones = append(z.zones, zone)
	}
	return z
}

// push takes the present counts over into the series.
func (z *zoneTally) push(at sim.Time) {
	var sum int32
	for i := range slices.Backward(z.zones) {
		zone := &z.zones[i]
		sum += zone.now[ShadeHealthy]
		zone.healthyEdge.push(at, sum)
		var edge int32
		for s, n := range zone.now {
			edge += n
			zone.edges[s].push(at, edge)
		}
	}
	for i := range slices.Backward(z.zones) {
		zone := &z.zones[i]
		sum += zone.now[ShadeUnhealthy] + zone.now[ShadeWaiting] + zone.now[ShadePending]
		zone.livingEdge.push(at, sum)
	}
}

// panel is the zone's own panel.
func (z *zoneCounts) panel() Panel {
	p := Panel{Title: z.name, Hue: z.hue, Tints: z.lost}
	for s := range numShades {
		p.Areas = append(p.Areas, Area{Name: s.String(), Hue: z.hue, Shade: s, Edge: z.edges[s]})
	}
	return p
}

// note says how few of the zone's tasks were healthy in the window.
func (z *zoneCounts) note(f *Figure) string {
	healthy := z.edges[ShadeHealthy].clip(f.From, f.To)
	if len(healthy) == 0 {
		return ""
	}
	return fmt.Sprintf("healthy: lowest in view %s, in the end %s", Count(int64(healthy.lowest())), Count(int64(healthy.last())))
}

// labels names the bands of healthy tasks where they end.
func (z *zoneTally) labels(to sim.Time) []Label {
	var labels []Label
	var below int32
	for i := range slices.Backward(z.zones) {
		zone := &z.zones[i]
		edge := zone.healthyEdge.clip(0, to).last()
		if n := edge - below; n > 0 {
			labels = append(labels, Label{Hue: zone.hue, N: below + (n+1)/2, Text: zone.name + " " + Count(int64(n))})
		}
		below = edge
	}
	return labels
}

// takes says whether an instance takes tasks as it stands.
func (h HostStep) takes() bool { return h.State == sim.InstanceActive && h.Connected }

// lostSpans are the times in which a zone has container instances, or had some, and none of them takes tasks.
func (t *Tracks) lostSpans(zone sim.ZoneID) []Tint {
	changes := t.takingChanges(zone)
	var spans []Tint
	taking, since := 0, sim.Never
	for i, c := range changes {
		taking += c.by
		if i+1 < len(changes) && changes[i+1].at == c.at {
			continue
		}
		switch {
		case taking == 0 && since == sim.Never:
			since = c.at
		case taking > 0 && since < c.at:
			spans = append(spans, Tint{TintLost, since, c.at})
			since = sim.Never
		}
	}
	if since < sim.Never {
		spans = append(spans, Tint{TintLost, since, sim.Never})
	}
	return spans
}

// takingChange is an instance more or less that takes tasks.
type takingChange struct {
	at sim.Time
	by int
}

// takingChanges are the changes of how many instances of a zone take tasks, in order of time.
func (t *Tracks) takingChanges(zone sim.ZoneID) []takingChange {
	var changes []takingChange
	for i := range t.members {
		if t.members[i].Zone != zone {
			continue
		}
		before := false
		for _, step := range t.Hosts[i] {
			switch now := step.takes(); {
			case now && !before:
				changes = append(changes, takingChange{step.At, 1})
				before = now
			case !now && before:
				changes = append(changes, takingChange{step.At, -1})
				before = now
			}
		}
	}
	slices.SortStableFunc(changes, func(a, b takingChange) int { return cmp.Compare(a.at, b.at) })
	return changes
}
