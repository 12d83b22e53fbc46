package placement

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/fleet"
)

// Places finds container instances for tasks of a service: of those that are ACTIVE, have room and meet the constraints,
// the best by the service's strategies in order (API page UpdateService, placement; D26 task-placement). The zero value
// is ready for Begin, which reuses its memory.
//
// Begin costs a look at every instance, each task after it the number of cells and the logarithm of the instances in one.
type Places struct {
	fleet  *fleet.Fleet
	policy *Policy
	spread *Spread
	want   sim.Claim
	board  board
	each   []sim.InstanceLacks // of the latest refusal
}

// Begin looks for instances for tasks that want so much. Until the next Begin the caller changes nothing but that it
// reserves want on, and counts a task of the service to, each instance that Next returns.
func (p *Places) Begin(f *fleet.Fleet, policy *Policy, want sim.Claim, spread *Spread, tie Tie) {
	p.fleet, p.policy, p.spread, p.want = f, policy, spread, want
	p.board.begin(policy, spread.OnInstance, tie, false)
	for i := range f.Free {
		if id := sim.InstanceID(i); p.takes(id) {
			p.board.add(p.board.rung(id, spread.OnInstance[i], f.Free[i]))
		}
	}
	p.board.build()
}

// takes says whether an instance can have another task.
func (p *Places) takes(i sim.InstanceID) bool {
	return p.fleet.Takes(i) && p.fleet.Fits(i, &p.want) && p.policy.allows(i, p.spread.OnInstance[i])
}

// Next is the instance for the next task. When none takes it, ok is false and the refusal says why.
func (p *Places) Next() (id sim.InstanceID, refusal sim.Refusal, ok bool) {
	if p.board.cell >= 0 { // account for the task that was placed
		last := p.board.cells[p.board.cell][p.board.place].instance
		p.board.again(p.board.rung(last, p.spread.OnInstance[last], p.fleet.Free[last]), p.takes(last), 1)
	}
	if id, ok = p.board.choose(); !ok {
		return sim.NoInstance, p.refuse(), false
	}
	return id, sim.Refusal{}, true
}

// refuse says what every instance lacks. The closest one lacks the fewest things, and of these the smallest share; ECS
// doesn't say how it finds the one it names (assumed). Its list is good until the next refusal.
func (p *Places) refuse() sim.Refusal {
	r := sim.Refusal{Want: p.want, Closest: sim.NoInstance}
	p.each = p.each[:0]
	var least int64
	for i := range p.fleet.Free {
		id := sim.InstanceID(i)
		if !p.fleet.State[i].IsRegistered() || !p.policy.sees(id) {
			continue
		}
		r.Instances++
		lacks := p.lacks(id)
		r.Count(lacks)
		p.each = append(p.each, sim.InstanceLacks{Instance: id, Lacks: lacks})
		if p.fleet.State[i] == sim.InstanceDraining {
			continue // it isn't among those that ECS looks at (D26 task-placement)
		}
		if lacking := int64(lacks.Len())<<32 + p.missing(id); r.Closest == sim.NoInstance || lacking < least {
			r.Closest, r.ClosestFree, r.ClosestLacks, least = id, p.fleet.Free[i], lacks, lacking
		}
	}
	r.Each = p.each
	return r
}

// missing is what an instance lacks of CPU and memory, in thousandths of what is wanted.
func (p *Places) missing(i sim.InstanceID) int64 {
	free, want := p.fleet.Free[i], p.want
	cpu, memory := max(want.CPU-free.CPU, 0), max(want.Memory-free.Memory, 0)
	return min(cpu*1000/max(want.CPU, 1)+memory*1000/max(want.Memory, 1), 1<<31)
}

// Lacks are what an instance lacks for the tasks that were looked for last.
func (p *Places) Lacks(i sim.InstanceID) sim.Lacks { return p.lacks(i) }

func (p *Places) lacks(i sim.InstanceID) (l sim.Lacks) {
	free := p.fleet.Free[i]
	for _, c := range []struct {
		lacks bool
		what  sim.Lacks
	}{
		{p.want.CPU > free.CPU, sim.LackCPU},
		{p.want.Memory > free.Memory, sim.LackMemory},
		{p.want.GPU > free.GPU, sim.LackGPU},
		{p.fleet.Taken[i].Overlaps(p.want.Ports), sim.LackPort},
		{!p.fleet.HasPorts(i, p.want.Ports), sim.LackPorts},
		{p.want.ENI > free.ENI, sim.LackENI},
		{p.policy.Distinct && p.spread.OnInstance[i] > 0, sim.LackDistinct},
		{!p.policy.isMember(i), sim.LackMember},
		{p.policy.misses(i), sim.LackAttribute},
		{p.fleet.Disconnected[i], sim.LackAgent},
		{p.fleet.State[i] == sim.InstanceDraining, sim.LackActive},
	} {
		if c.lacks {
			l |= c.what
		}
	}
	return l
}
