package html

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
)

func definitionsTable(sc *sim.Scenario) settingTable {
	t := settingTable{Title: "Task definitions", Head: []string{"Setting"}}
	for i := range sc.TaskDefinitions {
		t.Head = append(t.Head, reports.Inert(sc.TaskDefinitions[i].Name()))
	}
	add := func(name string, text func(d *sim.TaskDefinition) string) {
		t.add(name, len(sc.TaskDefinitions), func(i int) string { return text(&sc.TaskDefinitions[i]) })
	}
	add("CPU", func(d *sim.TaskDefinition) string { return reports.Count(d.Reservation.CPU) + " CPU units" })
	add("Memory", func(d *sim.TaskDefinition) string { return reports.Count(d.Reservation.Memory) + " MiB" })
	add("networkMode", func(d *sim.TaskDefinition) string { return d.NetworkMode })
	add("stopTimeout", func(d *sim.TaskDefinition) string {
		return eachContainer(d, func(c *sim.Container) string { return reports.Humane(c.StopTimeout) })
	})
	add("healthCheck", func(d *sim.TaskDefinition) string {
		return eachContainer(d, func(c *sim.Container) string {
			if h := c.HealthCheck; h != nil {
				return fmt.Sprintf("every %s, %d retries, timeout %s, start period %s", reports.Humane(h.Interval), h.Retries, reports.Humane(h.Timeout), reports.Humane(h.StartPeriod))
			}
			return ""
		})
	})
	add("placementConstraints", func(d *sim.TaskDefinition) string { return constraintsText(d.Constraints) })
	for _, step := range []struct {
		name string
		of   func(t *sim.Timing) *sim.Delay
	}{
		{"timing.provision", func(t *sim.Timing) *sim.Delay { return &t.Provision }},
		{"timing.pull", func(t *sim.Timing) *sim.Delay { return &t.Pull }},
		{"timing.pull, cached", func(t *sim.Timing) *sim.Delay { return t.CachedPull }},
		{"timing.start", func(t *sim.Timing) *sim.Delay { return &t.Start }},
		{"timing.ready", func(t *sim.Timing) *sim.Delay { return &t.Ready }},
		{"timing.exit", func(t *sim.Timing) *sim.Delay { return &t.Exit }},
		{"timing.deprovision", func(t *sim.Timing) *sim.Delay { return &t.Deprovision }},
	} {
		add(step.name, func(d *sim.TaskDefinition) string { return delayText(step.of(&d.Timing)) })
	}
	add("faults", func(d *sim.TaskDefinition) string { return faultsText(&d.Faults) })
	return t
}

// eachContainer is a setting of every container that has it, with the containers' names if there are several.
func eachContainer(d *sim.TaskDefinition, text func(c *sim.Container) string) string {
	var parts []string
	for i := range d.Containers {
		c := &d.Containers[i]
		says := text(c)
		if says != "" && len(d.Containers) > 1 {
			says = c.Name + ": " + says
		}
		if says != "" {
			parts = append(parts, says)
		}
	}
	return strings.Join(parts, "; ")
}

func faultsText(f *sim.Faults) string {
	var parts []string
	add := func(on bool, text string) {
		if on {
			parts = append(parts, text)
		}
	}
	add(f.PullFails, "the image can't be pulled")
	add(f.NeverStarts, "it never starts")
	add(f.NeverReady, "it never gets healthy")
	add(f.CrashAfter != nil, "it crashes after "+delayText(f.CrashAfter))
	add(f.UnhealthyAfter != nil, "it gets unhealthy after "+delayText(f.UnhealthyAfter))
	add(f.Share > 0, fmt.Sprintf("%.3g %% of the tasks", float64(f.Share)*100/(1<<32)))
	if len(f.Only) > 0 {
		var numbers []string
		for _, n := range f.Only {
			numbers = append(numbers, strconv.Itoa(int(n)))
		}
		parts = append(parts, "only task "+strings.Join(numbers, ", "))
	}
	return strings.Join(parts, ", ")
}

// groupsTable has the groups of container instances, a group a column.
func groupsTable(sc *sim.Scenario) settingTable {
	t := settingTable{Title: "Container instances", Head: []string{"Setting"}}
	var list []*sim.InstanceGroup
	for i := range sc.Groups {
		if g := &sc.Groups[i]; !g.Fargate {
			list = append(list, g)
			t.Head = append(t.Head, reports.Inert(g.Name))
		}
	}
	add := func(name string, text func(g *sim.InstanceGroup) string) {
		t.add(name, len(list), func(i int) string { return text(list[i]) })
	}
	add("Count", func(g *sim.InstanceGroup) string {
		if g.Later {
			return count(int32(g.Count)) + ", added later"
		}
		return count(int32(g.Count))
	})
	add("instanceType", func(g *sim.InstanceGroup) string { return g.Type })
	add("availabilityZones", func(g *sim.InstanceGroup) string {
		var names []string
		for _, z := range g.Zones {
			if name := sc.Zones[z]; !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		return strings.Join(names, ", ")
	})
	add("CPU units", func(g *sim.InstanceGroup) string { return amount(g.Capacity.CPU) })
	add("MiB", func(g *sim.InstanceGroup) string { return amount(g.Capacity.Memory) })
	add("Reserved", func(g *sim.InstanceGroup) string {
		if g.Reserved.CPU == 0 && g.Reserved.Memory == 0 {
			return ""
		}
		return reports.Count(g.Reserved.CPU) + " CPU units, " + reports.Count(g.Reserved.Memory) + " MiB"
	})
	add("Image pull behavior", func(g *sim.InstanceGroup) string { return g.Pulling.String() })
	return t
}

func amount(n int64) string {
	if n >= sim.Unlimited {
		return "no bound"
	}
	return reports.Count(n)
}

// schedulerTable has the settings of the scheduler and the dated rules that aren't those of a scenario that says nothing of
// them.
func schedulerTable(in *Input) settingTable {
	t := settingTable{Title: "Scheduler, where it differs from the defaults", Head: []string{"Setting", "Here", "Default"}}
	sc := in.Run.Scenario
	rules, _ := sim.RulesOf(sc.Behavior)
	for _, rule := range sim.RuleTable() {
		here, usual := ruleText(rule.Field(&sc.Rules)), ruleText(rule.Field(&rules))
		if here != usual {
			t.Rows = append(t.Rows, settingRow{"behaviorOverrides." + rule.Name, []string{here, usual}})
		}
	}
	if in.Defaults == nil {
		return t
	}
	usual := schedulerSettings(in.Defaults)
	for i, s := range schedulerSettings(&sc.Scheduler) {
		if s[1] != usual[i][1] {
			t.Rows = append(t.Rows, settingRow{"scheduler." + s[0], []string{s[1], usual[i][1]}})
		}
	}
	return t
}

func ruleText(field any) string {
	switch v := field.(type) {
	case *bool:
		return strconv.FormatBool(*v)
	case *int:
		return strconv.Itoa(*v)
	case *sim.Span:
		return reports.Humane(*v)
	}
	return ""
}

// schedulerSettings are the names of all settings of the scheduler and their values in words.
func schedulerSettings(s *sim.Scheduler) [][2]string {
	optional := func(v *sim.Span, without string) string {
		if v == nil {
			return without
		}
		return reports.Humane(*v)
	}
	ties := "seeded"
	if s.LowestTies {
		ties = "lowest"
	}
	return [][2]string{
		{"passInterval", reports.Humane(s.PassInterval)},
		{"phase", optional(s.Phase, "drawn for each service and agent")},
		{"apiLag", reports.Humane(s.APILag)},
		{"lossLag", reports.Humane(s.LossLag)},
		{"instanceLossLag", reports.Humane(s.InstanceLossLag)},
		{"registerLag", optional(s.RegisterLag, "the next pass")},
		{"deregisterLag", reports.Humane(s.DeregisterLag)},
		{"drainLag", reports.Humane(s.DrainLag)},
		{"healthReportInterval", reports.Humane(s.HealthReportInterval)},
		{"completeAtStopped", strconv.FormatBool(s.CompleteAtStopped)},
		{"tieBreak", ties},
		{"launchRate", strconv.Itoa(s.LaunchRate)},
		{"fargateBurst", strconv.Itoa(s.FargateBurst)},
		{"fargateRate", strconv.Itoa(s.FargateRate)},
		{"alarmPollInterval", reports.Humane(s.AlarmPollInterval)},
		{"alarmBakeTime", reports.Humane(s.AlarmBakeTime)},
		{"repeatInterval", reports.Humane(s.RepeatInterval)},
		{"rebalanceInterval", reports.Humane(s.RebalanceInterval)},
		{"activationTimeout", reports.Humane(s.ActivationTimeout)},
		{"backoff.free", strconv.Itoa(s.Backoff.Free)},
		{"backoff.first", reports.Humane(s.Backoff.First)},
		{"backoff.cap", reports.Humane(s.Backoff.Cap)},
	}
}
