package html

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
)

// settingTable is a table of settings: things side by side, a setting a row.
type settingTable struct {
	Title string
	Head  []string // what the first column has, and the names of the things
	Rows  []settingRow
}

type settingRow struct {
	Name  string
	Cells []string
}

// add adds a row of a setting, unless it says nothing of any thing.
func (t *settingTable) add(name string, n int, text func(i int) string) {
	row := settingRow{Name: name}
	says := false
	for i := range n {
		cell := reports.Inert(text(i))
		row.Cells = append(row.Cells, cell)
		says = says || cell != ""
	}
	if says {
		t.Rows = append(t.Rows, row)
	}
}

// settingsOf are the settings that shape the run, as they are at its beginning. Tables without rows are left out.
func settingsOf(in *Input) []settingTable {
	sc := in.Run.Scenario
	all := []settingTable{servicesTable(sc), definitionsTable(sc), groupsTable(sc), schedulerTable(in)}
	var list []settingTable
	for _, t := range all {
		if len(t.Rows) > 0 {
			list = append(list, t)
		}
	}
	return list
}

func servicesTable(sc *sim.Scenario) settingTable {
	t := settingTable{Title: "Services, before the timeline changes them", Head: []string{"Setting"}}
	for i := range sc.Services {
		t.Head = append(t.Head, reports.Inert(sc.Services[i].Name))
	}
	add := func(name string, text func(s *sim.Service) string) {
		t.add(name, len(sc.Services), func(i int) string { return text(&sc.Services[i]) })
	}
	add("taskDefinition", func(s *sim.Service) string { return sc.TaskDefinitions[s.TaskDefinition].Name() })
	add("desiredCount", func(s *sim.Service) string {
		if s.Daemon {
			return "a task an instance (DAEMON)"
		}
		return count(int32(s.DesiredCount))
	})
	add("launchType", func(s *sim.Service) string {
		if s.Fargate {
			return "FARGATE"
		}
		return "EC2"
	})
	add("At the beginning", func(s *sim.Service) string {
		return [...]string{"up and healthy", "created", "not there"}[s.InitialState]
	})
	add("minimumHealthyPercent", func(s *sim.Service) string {
		return bound(s, s.Deployment.MinimumHealthyPercent, "floor", s.Deployment.Floor)
	})
	add("maximumPercent", func(s *sim.Service) string {
		return bound(s, s.Deployment.MaximumPercent, "cap", s.Deployment.Cap)
	})
	add("deploymentCircuitBreaker", func(s *sim.Service) string { return breakerText(&s.Breaker) })
	add("alarms", func(s *sim.Service) string { return alarmsText(sc, &s.Alarms) })
	add("bakeTimeInMinutes", func(s *sim.Service) string {
		if s.BakeTime == nil {
			return ""
		}
		return reports.Humane(*s.BakeTime)
	})
	add("earlySuccessCriteria", func(s *sim.Service) string {
		if !s.EarlySuccess.Enable {
			return ""
		}
		return strconv.Itoa(s.EarlySuccess.HealthyPercent) + " % healthy"
	})
	add("placementStrategy", func(s *sim.Service) string { return strategyText(s) })
	add("placementConstraints", func(s *sim.Service) string { return constraintsText(s.Placement.Constraints) })
	add("availabilityZoneRebalancing", func(s *sim.Service) string { return ability(s.Rebalance) })
	add("loadBalancers", func(s *sim.Service) string { return balancersText(sc, s.LoadBalancers) })
	add("healthCheckGracePeriodSeconds", func(s *sim.Service) string { return reports.Humane(s.HealthCheckGrace) })
	return t
}

// bound is a percentage and what it means for the desired count.
func bound(s *sim.Service, percent int, name string, of func(desired int) int) string {
	text := strconv.Itoa(percent) + " %"
	if s.Daemon {
		return text
	}
	return text + ": " + name + " " + count(int32(of(s.DesiredCount)))
}

func ability(on bool) string {
	if on {
		return "ENABLED"
	}
	return "DISABLED"
}

func breakerText(b *sim.CircuitBreaker) string {
	if !b.Enable {
		return "off"
	}
	parts := []string{"on", "without rollback"}
	if b.Rollback {
		parts[1] = "with rollback"
	}
	threshold := "threshold " + strconv.Itoa(b.Value)
	if b.Type != sim.CountThreshold {
		threshold += " %"
	}
	parts = append(parts, threshold+" ("+b.Type.String()+")")
	if b.KeepsCounting {
		parts = append(parts, "a healthy task doesn't reset the count")
	}
	return strings.Join(parts, ", ")
}

func alarmsText(sc *sim.Scenario, a *sim.Alarms) string {
	if !a.Enable {
		return ""
	}
	var names []string
	for _, id := range a.Names {
		names = append(names, sc.Alarms[id])
	}
	text := strings.Join(names, ", ")
	if a.Rollback {
		text += "; with rollback"
	}
	return text
}

func strategyText(s *sim.Service) string {
	if s.Fargate || s.Daemon {
		return ""
	}
	var list []string
	for _, p := range s.Placement.Strategies {
		text := p.Kind.String()
		if p.Field != "" {
			text += " by " + p.Field
		}
		list = append(list, text)
	}
	if len(list) == 0 {
		return "none: balanced over zones"
	}
	return strings.Join(list, ", then ")
}

func constraintsText(list []sim.PlacementConstraint) string {
	var parts []string
	for _, c := range list {
		if c.Distinct {
			parts = append(parts, "distinctInstance")
		} else {
			parts = append(parts, "memberOf "+c.Expression)
		}
	}
	return strings.Join(parts, "; ")
}

func balancersText(sc *sim.Scenario, list []sim.LoadBalancer) string {
	var parts []string
	for _, lb := range list {
		g := &sc.TargetGroups[lb.TargetGroup]
		parts = append(parts, fmt.Sprintf("%s to %s:%d: a check every %s, healthy after %d, unhealthy after %d; deregistration delay %s; registration %s",
			g.Name, lb.ContainerName, lb.ContainerPort, reports.Humane(g.HealthCheckInterval), g.HealthyThreshold, g.UnhealthyThreshold,
			reports.Humane(g.DeregistrationDelay), delayText(&g.RegistrationDelay)))
	}
	return strings.Join(parts, " | ")
}

// delayText is a delay in words: its span, or its median and its longest.
func delayText(d *sim.Delay) string {
	switch {
	case d == nil:
		return ""
	case d.IsConstant() && d.At(0) >= sim.Forever:
		return "never"
	case d.IsConstant():
		return reports.Humane(d.At(0))
	}
	return "median " + reports.Humane(d.Median()) + ", at most " + reports.Humane(d.Longest())
}
