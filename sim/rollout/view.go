package rollout

import "github.com/ecssim/ecssim/sim"

// Class is a set of ways in which a task that hasn't been told to stop can stand with the scheduler.
type Class uint8

// The classes, disjoint. Each task is in exactly one.
const (
	Pending   Class = 1 << iota // on its way to RUNNING
	Waiting                     // RUNNING, first verdict outstanding
	Sheltered                   // unhealthy, but inside its grace period
	Unhealthy                   // unhealthy, and that counts
	Healthy                     // counts toward minimumHealthyPercent
)

// Counts are a deployment's tasks by class.
type Counts struct {
	Pending, Waiting, Sheltered, Unhealthy, Healthy int

	// Stopping are the tasks that were told to stop and haven't STOPPED; Ending are those of them that a deployment's
	// completion waits for.
	Stopping, Ending int
	// MadeWay are those of Stopping that were stopped to make way for their own replacements.
	MadeWay int
	// Settled are the tasks that are good enough for completion: healthy, or RUNNING when nothing checks them.
	Settled int
	// Unseen are tasks that are gone without having been told to by the scheduler, which it hasn't seen yet: their places
	// aren't open for it.
	Unseen int
	// GuardedHealthy and GuardedWaiting are those of Healthy and Waiting that are under scale-in protection: they aren't
	// stopped to change a number.
	GuardedHealthy, GuardedWaiting int
}

// Present is the number of tasks that haven't been told to stop.
func (c Counts) Present() int {
	return c.Pending + c.Waiting + c.Sheltered + c.Unhealthy + c.Healthy
}

// Deployment is one deployment as the scheduler sees it.
type Deployment struct {
	Counts
	// Kept is how many tasks an ACTIVE deployment still has a claim to: those it had when it was replaced, less those
	// that the rollout has told to stop. The PRIMARY deployment's claim is the desired count.
	Kept int
	// Owed says that lost tasks of an ACTIVE deployment may be made up for: it has been healthy once, and hasn't failed.
	Owed bool
	// Grow is how many tasks of an ACTIVE deployment's claim are news: its share of a raised desired count. A deployment
	// that is owed nothing gets them once.
	Grow int
	// Failed says that the deployment has FAILED: it launches nothing. If it is the PRIMARY one, nothing took its place
	// by a roll-back, and what it was to replace stays.
	Failed bool
	// Replaced is how many of the unhealthy tasks have had their replacements started.
	Replaced int
}

// View is all that a decision rests on.
type View struct {
	Desired int
	Config  sim.DeploymentConfiguration
	Rules   sim.Rules
	Active  []Deployment // oldest first
	Primary Deployment
	// Leaving are the tasks of INACTIVE deployments that haven't STOPPED.
	Leaving int
	// EarlySuccess says when the PRIMARY deployment is done.
	EarlySuccess sim.EarlySuccess
	// KeepOld says that healthy old tasks stay: an early success is met and the alarms are still watched, or their clean-up
	// after one has been given up.
	KeepOld bool
	// Displaced is how many tasks of a DAEMON service are where none should be: they count nowhere else.
	Displaced int
	// Extra is how many tasks the PRIMARY deployment has beyond the desired count while tasks move between zones.
	Extra int
	// Probing says that image digests aren't known yet, so that only one task of the PRIMARY deployment is started.
	Probing bool
}

// Floor is how many tasks have to stay healthy.
func (v *View) Floor() int { return v.Config.Floor(v.Desired) }

// Cap is how many tasks may exist at once.
func (v *View) Cap() int { return v.Config.Cap(v.Desired) }

// Healthy is the number of healthy tasks that haven't been told to stop, over all deployments.
func (v *View) Healthy() int {
	n := v.Primary.Healthy
	for i := range v.Active {
		n += v.Active[i].Healthy
	}
	return n
}

// Alive is the number of tasks that count toward the cap: stopping ones under the newer rules only.
func (v *View) Alive() int {
	n := v.Primary.Present()
	for i := range v.Active {
		n += v.Active[i].Present()
	}
	if v.Rules.StoppingCounts {
		n += v.stopping()
	}
	return n
}

// stopping is the number of tasks that were told to stop and haven't STOPPED.
func (v *View) stopping() int {
	n := v.Primary.Stopping + v.Leaving
	for i := range v.Active {
		n += v.Active[i].Stopping
	}
	return n
}

// madeWay is the number of those of them that made way for a replacement.
func (v *View) madeWay() int {
	n := v.Primary.MadeWay
	for i := range v.Active {
		n += v.Active[i].MadeWay
	}
	return n
}

// Complete says whether the PRIMARY deployment's rollout is done: it has as many good tasks as it needs, and the old ones
// have ended, unless they are cleaned up later (D26 early-success-criteria).
func (v *View) Complete() bool {
	return v.Met() && (v.EarlySuccess.Enable && v.EarlySuccess.Deferred || v.Replaced())
}

// Met says whether the PRIMARY deployment has as many good tasks as it needs: its desired count, all of them good and no
// other task of the service; with an early success the share that this asks for.
func (v *View) Met() bool {
	if v.EarlySuccess.Enable {
		return v.Primary.Settled >= v.EarlySuccess.Needed(v.Desired)
	}
	return v.Steady()
}

// Replaced says whether all tasks of older deployments have ended.
func (v *View) Replaced() bool {
	for i := range v.Active {
		if v.Active[i].Present()+v.Active[i].Ending > 0 {
			return false
		}
	}
	return true
}

// Steady says whether the PRIMARY deployment has its desired count of tasks, all of them good, and no older deployment
// has tasks that weren't told to stop. Stopping tasks don't matter (observed: two stopping tasks were still draining
// when a service was steady again).
func (v *View) Steady() bool {
	for i := range v.Active {
		if v.Active[i].Present() > 0 {
			return false
		}
	}
	return v.Displaced == 0 && v.Primary.Present() == v.Desired && v.Primary.Settled == v.Desired && v.Primary.Unseen == 0
}
