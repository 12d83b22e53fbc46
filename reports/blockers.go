package reports

import (
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// blockers says with numbers what holds the service back, by the last pass: why no task can stop, why none can start,
// and what is being waited for. It is empty when nothing does.
func (v *verdict) blockers() string { return v.blockersOf("it") }

// blockersOf is blockers with a name for the service.
func (v *verdict) blockersOf(it string) string {
	blocked := v.service.Pass.Blocked
	var noStart []string
	if blocked&sim.BlockedByCap != 0 {
		noStart = append(noStart, v.capReason())
	}
	if blocked&sim.BlockedByCapacity != 0 {
		noStart = append(noStart, v.capacityReason())
	}
	if blocked&sim.BlockedByBackoff != 0 && (v.service.Pass.Failures > 1 || len(noStart) == 0) {
		noStart = append(noStart, v.backoffReason())
	}
	if rate := v.Scenario.Scheduler.LaunchRate; blocked&sim.BlockedByLaunchRate != 0 {
		noStart = append(noStart, "only "+Count(int64(rate))+" tasks a minute are started for a service")
	}
	if blocked&sim.BlockedByFargateRate != 0 {
		scheduler := &v.Scenario.Scheduler
		noStart = append(noStart, "Fargate launches only "+Count(int64(scheduler.FargateBurst))+" tasks of the account at once and "+
			Count(int64(scheduler.FargateRate))+" a second")
	}
	var noStop []string
	if blocked&sim.BlockedByFloor != 0 {
		noStop = append(noStop, v.floorReason())
	}
	if blocked&sim.BlockedByProtection != 0 {
		noStop = append(noStop, isAre(v.service.Protected)+" under scale-in protection")
	}
	var parts []string
	switch {
	case len(noStop) > 0 && len(noStart) > 0:
		parts = append(parts, it+" can neither stop a task ("+strings.Join(noStop, "; ")+") nor start one ("+strings.Join(noStart, "; ")+")")
	case len(noStop) > 0:
		parts = append(parts, it+" can't stop a task ("+strings.Join(noStop, "; ")+")")
	case len(noStart) > 0:
		parts = append(parts, it+" can't start a task ("+strings.Join(noStart, "; ")+")")
	}
	return strings.Join(append(parts, v.waits()...), ", and ")
}

// waits are the things that will pass by themselves, each with how many tasks it concerns.
func (v *verdict) waits() []string {
	blocked, counts := v.service.Pass.Blocked, &v.service.Counts
	var list []string
	add := func(by sim.Block, n int32, one, many string) {
		if blocked&by == 0 || n <= 0 {
			return
		}
		text := many
		if n == 1 {
			text = one
		}
		list = append(list, quantity(n, "task")+text)
	}
	add(sim.BlockedByHealth, counts.Pending, " is on its way to RUNNING", " are on their way to RUNNING")
	add(sim.BlockedByHealth, counts.Running-counts.Healthy-counts.Unhealthy,
		" waits to be counted as healthy", " wait to be counted as healthy")
	add(sim.BlockedByUnhealthy, counts.Unhealthy,
		" is unhealthy inside its grace period", " are unhealthy inside their grace period")
	add(sim.BlockedByStops, counts.Stopping, " is still stopping", " are still stopping")
	if silent := v.Fold.Silent(v.id); len(silent) == 1 && blocked&(sim.BlockedByHealth|sim.BlockedByStops) != 0 {
		list = append(list, "the agent of "+instancesText(v.names.Names, silent)+" is disconnected")
	} else if len(silent) > 0 && blocked&(sim.BlockedByHealth|sim.BlockedByStops) != 0 {
		list = append(list, "the agents of "+instancesText(v.names.Names, silent)+" are disconnected")
	}
	if blocked&sim.BlockedByBake != 0 {
		list = append(list, "its bake time isn't over")
	}
	if len(list) == 0 {
		return nil
	}
	return []string{enumerate(list)}
}

func (v *verdict) floorReason() string {
	s := &v.service.Settings
	return isAre(v.service.Counts.Healthy) + " healthy and " + Count(int64(s.Floor)) + " must be: minimumHealthyPercent " +
		share(s.MinimumHealthyPercent, s.Desired, "rounded up")
}

func (v *verdict) capReason() string {
	s := &v.service.Settings
	alive := v.service.Counts.Tasks()
	if v.Scenario.Rules.StoppingCounts {
		alive = v.service.Counts.Occupied()
	}
	exist := Count(int64(alive)) + " exist"
	if alive == 1 {
		exist = "1 exists"
	}
	return exist + " and " + Count(int64(s.Cap)) + " may: maximumPercent " + share(s.MaximumPercent, s.Desired, "rounded down")
}

// share writes a percentage of a desired count, and how it was rounded if it was.
func share(percent, desired int32, rounded string) string {
	text := strconv.Itoa(int(percent)) + " of " + Count(int64(desired))
	if int64(percent)*int64(desired)%100 != 0 {
		text += ", " + rounded
	}
	return text
}

func isAre(n int32) string {
	if n == 1 {
		return "1 is"
	}
	return Count(int64(n)) + " are"
}

func (v *verdict) capacityReason() string {
	r := &v.service.Refusal
	if v.service.API.Fargate {
		return "Fargate refuses it: " + strings.ToLower(noCapacity[:1]) + noCapacity[1:strings.Index(noCapacity, ".")]
	}
	if !v.service.Refused || r.Instances == 0 {
		return "the cluster has no container instance for it"
	}
	var lacking []string
	add := func(n int32, what string) {
		if n > 0 {
			verb := " lack "
			if n == 1 {
				verb = " lacks "
			}
			lacking = append(lacking, Count(int64(n))+verb+what)
		}
	}
	add(r.Lacking(sim.LackCPU)-r.CPUAndMemory, "CPU")
	add(r.Lacking(sim.LackMemory)-r.CPUAndMemory, "memory")
	add(r.CPUAndMemory, "both CPU and memory")
	for _, l := range lacks()[2:] {
		add(r.Lacking(l.of), l.many+v.detail(l.of))
	}
	text := "it needs " + v.needs(r) + ", and of " + quantity(r.Instances, "container instance") + " none fits"
	if len(lacking) > 0 {
		text += ": " + enumerate(lacking) + v.keptRoom()
	}
	if r.Closest == sim.NoInstance {
		return text
	}
	return text + "; closest is " + Inert(v.names.Instance(r.Closest)) + " with " + resources(r.ClosestFree) + " free"
}

func (v *verdict) backoffReason() string {
	pass := &v.service.Pass
	text := "starting tasks has failed"
	if pass.Blocked&sim.BlockedByCapacity != 0 {
		text = "placement has failed"
	}
	if pass.Failures > 1 {
		text += " " + quantity(pass.Failures, "time") + " in a row"
	}
	if v.service.Outcome == sim.OutcomeUnfinished && pass.RetryAt < sim.Never && pass.RetryAt > v.Fold.Now() {
		text += ", and the next attempt is due at " + Clock(pass.RetryAt) + ", after the run's end"
	}
	return text
}
