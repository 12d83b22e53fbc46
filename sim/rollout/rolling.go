package rollout

// Stop tells to stop N tasks of some classes of one deployment. Deployment indexes View.Active; its length means the
// PRIMARY deployment.
type Stop struct {
	Deployment int
	Of         Class
	N          int
	MakesWay   bool // for a start that the cap has no room for
}

// Start tells to start N tasks of one deployment, of which the last Replacements stand in for unhealthy ones that none stands in for yet.
type Start struct {
	Deployment   int
	N            int
	Replacements int
}

// Plan is what one pass of a rolling deployment does, in order: all stops, then the starts as far as there is capacity.
type Plan struct {
	Floor, Cap int
	Stops      []Stop
	Starts     []Start
	Kept       []int // by View.Active: what each deployment keeps from now on
	Room       int   // starts that the cap allowed
	Wanted     int   // starts that it didn't
	Surplus    int   // healthy tasks that should go and that the floor held
	Guarded    int   // tasks that should go and that scale-in protection holds

	held []int // by View.Active: open slots that the floor needs
}

// Reset empties the plan and keeps its memory.
func (p *Plan) Reset() {
	*p = Plan{Stops: p.Stops[:0], Starts: p.Starts[:0], Kept: p.Kept[:0], held: p.held[:0]}
}

// stop adds to the plan; zero is left out.
func (p *Plan) stop(deployment int, of Class, n int) {
	if n > 0 {
		p.Stops = append(p.Stops, Stop{Deployment: deployment, Of: of, N: n})
	}
}

// Decide fills in p with the next step of v's rolling deployment (ECS deployment controller, REPLICA).
//
// Example, six tasks, 50/200, a roomy cluster: healthy 6, floor 3, cap 12. Three old tasks are stopped at once; they
// count toward the cap until they have STOPPED, so 12 − 6 = 6 new ones start in the same pass. When those are healthy,
// 9 − 3 = 6 may go and the last three old ones do.
func Decide(v *View, p *Plan) {
	p.Reset()
	p.Floor, p.Cap = v.Floor(), v.Cap()
	slack := v.Healthy() - p.Floor
	for i := range v.Active {
		slack = p.shrink(v, i, slack)
	}
	open := p.trim(v, slack)

	p.Room = p.Cap - v.Alive()
	if !v.Rules.StoppingCounts {
		for _, s := range p.Stops {
			p.Room += s.N
		}
	}
	for i := range v.Active {
		p.fill(v, i, &v.Active[i], v.Active[i].Kept, p.held[i])
	}
	if v.Probing {
		open = min(open, v.Primary.Waiting+v.Primary.Sheltered+1)
	}
	if !v.Primary.Failed {
		p.fill(v, len(v.Active), &v.Primary, v.Desired+v.Extra, open)
	}
}

// shrink stops what ACTIVE deployment i can spare when slack healthy tasks may go, and returns the slack that is left.
// A slack below zero means that the floor is broken; then the open slots that mend it are held.
func (p *Plan) shrink(v *View, i, slack int) (left int) {
	d := &v.Active[i]
	if v.Primary.Failed {
		return p.keep(v, i, slack)
	}
	held := 0
	if d.Owed && v.Rules.ReplaceWithOwnRevision && slack < 0 {
		held = min(max(d.Kept-d.Healthy, 0), -slack)
	}
	if !d.Owed && !d.Failed {
		held = max(held, min(d.Grow, d.Kept-d.Healthy))
	}
	p.release(i, &d.Counts, held)
	stops := 0
	if !v.KeepOld {
		stops = p.stopHealthy(i, &d.Counts, d.Healthy, slack)
	}
	p.Kept = append(p.Kept, d.Healthy-stops+held)
	p.held = append(p.held, held)
	return slack - stops + held
}

// keep is shrink for when nothing takes the place of ACTIVE deployment i any more, since the PRIMARY one has failed: it
// keeps what it has a claim to, and only a lower desired count takes tasks of it.
func (p *Plan) keep(v *View, i, slack int) (left int) {
	d := &v.Active[i]
	held := 0
	if d.Owed && v.Rules.ReplaceWithOwnRevision {
		held = max(d.Kept-d.Healthy, 0)
	}
	p.release(i, &d.Counts, held)
	stops := p.stopHealthy(i, &d.Counts, max(d.Healthy-d.Kept, 0), slack)
	p.Kept = append(p.Kept, min(d.Kept, d.Healthy-stops+held))
	p.held = append(p.held, held)
	return slack - stops
}

// trim stops what the PRIMARY deployment has beyond the desired count and returns its open slots.
func (p *Plan) trim(v *View, slack int) (open int) {
	counts, primary := v.Primary.Counts, len(v.Active)
	target := v.Desired + v.Extra
	open = max(target-counts.Healthy, 0)
	if !v.Rules.ReplacementFirst { // stopped first, then replaced
		p.stop(primary, Unhealthy, counts.Unhealthy)
		counts.Unhealthy = 0
	}
	p.release(primary, &counts, open)
	p.stopHealthy(primary, &counts, max(counts.Healthy-target, 0), slack)
	return open
}

// stopHealthy stops so many healthy tasks that should go as slack allows and as aren't under scale-in protection (D26
// task-scale-in-protection), and returns how many these are.
func (p *Plan) stopHealthy(deployment int, c *Counts, surplus, slack int) int {
	free := min(surplus, c.Healthy-c.GuardedHealthy)
	stops := max(min(free, slack), 0)
	p.stop(deployment, Healthy, stops)
	p.Surplus += free - stops
	p.Guarded += surplus - free
	return stops
}

// release stops the tasks in a deployment's open slots when only so many of these are held: PENDING tasks first, then
// those without a verdict, and of the unhealthy ones those in excess, of which any may go (D26 ecs_services: at random;
// API page healthCheckGracePeriodSeconds: even inside the grace period).
func (p *Plan) release(deployment int, c *Counts, held int) {
	p.stop(deployment, Pending, min(c.Pending, c.Pending+c.Waiting-held))
	waiting := min(c.Waiting-held, c.Waiting-c.GuardedWaiting)
	p.Guarded += max(c.Waiting-held-waiting, 0)
	p.stop(deployment, Waiting, waiting)
	p.stop(deployment, Unhealthy|Sheltered, c.Unhealthy+c.Sheltered-held)
}

// fill starts the tasks that are missing in the open slots of a deployment with a claim to so many, as far as the cap has room. With no room at all
// one unhealthy task a pass makes way (D26 ecs_services: one at a time), unless a slot comes by itself (observed, four
// times of four: with two tasks alive and two stopping, the replacement started when one of these had STOPPED).
func (p *Plan) fill(v *View, deployment int, d *Deployment, claim, open int) {
	c := &d.Counts
	missing := open - c.Pending - c.Waiting - c.Sheltered - c.Unseen
	if missing <= 0 {
		return
	}
	room := max(p.Room, 0)
	if room == 0 && c.Unhealthy > 0 && v.Rules.ReplacementFirst && !p.freesSlot(v) {
		p.Stops = append(p.Stops, Stop{Deployment: deployment, Of: Unhealthy, N: 1, MakesWay: true})
	}
	starts := min(missing, room)
	p.Room -= starts
	p.Wanted += missing - starts
	if starts > 0 {
		replaced := min(c.Unhealthy-d.Replaced, c.Present()+starts-claim, starts) // others would be started anyway
		p.Starts = append(p.Starts, Start{deployment, starts, max(replaced, 0)})
	}
}

// freesSlot says whether a task that is stopping already, or that this plan stops, will leave a slot under the cap that
// no replacement has been promised yet.
func (p *Plan) freesSlot(v *View) bool {
	free := v.stopping() - v.madeWay()
	for _, s := range p.Stops {
		if !s.MakesWay {
			free += s.N
		}
	}
	return v.Rules.StoppingCounts && free > 0
}

// Rescale changes what ACTIVE deployments keep when the desired count moves by delta during a rollout. A raise is split
// over all deployments by their healthy tasks, the remainder to the older (D26 deployment-type-ecs: scale-out goes to
// both revisions; the split is assumed); the PRIMARY deployment's share is part of its new desired count. The
// share of a deployment that has been healthy is started as far as the floor needs it; that of another is started once and
// given up in the pass after (observed: with a desired count of 0 raised to 1 in mid-rollout, a task of the old revision
// was started first and stopped while it was still pending). A cut shrinks the oldest first (assumed).
func Rescale(v *View, delta int) {
	if delta < 0 {
		for i := range v.Active {
			cut := min(v.Active[i].Kept, -delta)
			v.Active[i].Kept -= cut
			delta += cut
		}
		return
	}
	healthy, rest := v.Healthy(), delta
	share := func(of int) int {
		if healthy == 0 {
			return 0
		}
		part := delta * of / healthy
		rest -= part
		return part
	}
	share(v.Primary.Healthy)
	grow := func(i, n int) {
		v.Active[i].Kept += n
		v.Active[i].Grow += n
	}
	for i := range v.Active {
		grow(i, share(v.Active[i].Healthy))
	}
	if len(v.Active) > 0 {
		grow(0, rest)
	}
}
