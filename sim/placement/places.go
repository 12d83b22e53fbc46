package placement

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/fleet"
)

// Places finds container instances for tasks of a service without a placement strategy: of the instances with room, one
// in the zone with the fewest tasks of the service, and there one with the fewest (API page UpdateService). The zero
// value is ready for Begin, which reuses its memory.
//
// Begin costs a look at every instance, each task after it the logarithm of their number.
type Places struct {
	fleet  *fleet.Fleet
	spread *Spread
	want   sim.Resources
	zones  ladders
	last   int // zone of the last choice; -1: none
}

// Begin looks for instances with room for want. Until the next Begin the caller changes nothing but that it reserves
// want on, and counts a task of the service to, each instance that Next returns.
func (p *Places) Begin(f *fleet.Fleet, want sim.Resources, spread *Spread, tie Tie) {
	p.fleet, p.spread, p.want, p.last = f, spread, want, -1
	p.zones.reset(len(spread.InZone))
	for i, free := range f.Free {
		if free.Fits(want) {
			id, z := sim.InstanceID(i), f.Zone[i]
			p.zones[z] = append(p.zones[z], rung{keyOf(spread.OnInstance[i], tie.rank(id)), id})
		}
	}
	p.zones.build()
}

// Next is the instance for the next task. When none has room, ok is false and the refusal says why.
func (p *Places) Next() (id sim.InstanceID, refusal sim.Refusal, ok bool) {
	if p.last >= 0 {
		p.refresh(&p.zones[p.last])
	}
	p.last = p.zones.best(func(zone int) int32 { return p.spread.InZone[zone] })
	if p.last < 0 {
		return sim.NoInstance, refuse(p.fleet, p.want), false
	}
	return p.zones[p.last][0].instance, sim.Refusal{}, true
}

// refresh takes account of the task that was placed on the ladder's top.
func (p *Places) refresh(l *ladder) {
	top := (*l)[0].instance
	if p.fleet.Free[top].Fits(p.want) {
		l.setCount(p.spread.OnInstance[top])
	} else {
		l.drop()
	}
}

// refuse says what every instance lacks. The closest one lacks the smallest share of what is wanted; ECS doesn't say how
// it finds the one it names (assumed).
func refuse(f *fleet.Fleet, want sim.Resources) sim.Refusal {
	r := sim.Refusal{Instances: int32(len(f.Free)), Want: want, Closest: sim.NoInstance}
	var least int64
	for i, free := range f.Free {
		cpu, memory := max(want.CPU-free.CPU, 0), max(want.Memory-free.Memory, 0)
		switch {
		case cpu > 0 && memory > 0:
			r.LackBoth++
		case cpu > 0:
			r.LackCPU++
		default:
			r.LackMemory++
		}
		lacking := cpu*1000/max(want.CPU, 1) + memory*1000/max(want.Memory, 1)
		if r.Closest == sim.NoInstance || lacking < least {
			r.Closest, r.ClosestFree, least = sim.InstanceID(i), free, lacking
		}
	}
	return r
}
