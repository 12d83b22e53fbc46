package sim

// Behavior names a dated set of scheduler rules.
type Behavior string

// The behaviours: the newest rules, and those of the days of the API page that the project started from.
const (
	Behavior202607 Behavior = "2026-07"
	Behavior202305 Behavior = "2023-05"
)

// Rules are the things that AWS changed about the service scheduler over the years. One field is one rule; RuleTable
// says what each was when, and by which source.
type Rules struct {
	StoppingCounts           bool // stopping tasks count toward maximumPercent
	BreakerMinimum           int  // lower bound of the circuit breaker's threshold, in tasks
	BackoffCap               Span // longest pause between attempts to start tasks that fail to start
	NewTargetNeedsThreshold  bool // a new target needs HealthyThresholdCount passes instead of one
	ReplacementFirst         bool // an unhealthy task's replacement starts before the task is stopped
	ReplaceWithOwnRevision   bool // in a rollout a lost old task is replaced by its own revision, not by the new one
	GraceCoversContainers    bool // healthCheckGracePeriodSeconds covers container health checks besides target groups
	AgentWaitsForStops       bool // a host's agent starts nothing while any task on the host is still stopping
	ZoneRebalancing          bool // there is Availability Zone rebalancing
	RebalancingByDefault     bool // availabilityZoneRebalancing when a new service doesn't say
	ProbesDigestsByFirstTask bool // the first task of a deployment resolves image digests before the others start
}

// Rule is one row of RuleTable: a rule's name in [behaviorOverrides], its values by date, and why we believe them.
type Rule struct {
	Name   string
	Source string
	// Field points into r at the rule's value: a *bool, *int or *Span.
	Field func(r *Rules) any
	// Old and New are the rule's values under "2023-05" and "2026-07", of the type that Field points to.
	Old, New any
}

// RuleTable lists every dated rule: one row a rule. "D26" and the like name AWS's documentation by the year of the copy.
func RuleTable() []Rule {
	return []Rule{
		{
			Name: "stoppingCounts", Old: false, New: true, Field: func(r *Rules) any { return &r.StoppingCounts },
			Source: "D26 service_definition_parameters (RUNNING, PENDING and STOPPING); the API page of 2023 says RUNNING or PENDING, though the developer guide of that year already had STOPPING",
		},
		{
			Name: "breakerMinimum", Old: 10, New: 3, Field: func(r *Rules) any { return &r.BreakerMinimum },
			Source: "D23 and D26 deployment-circuit-breaker",
		},
		{
			Name: "backoffCap", Old: 15 * Minute, New: 27 * Minute, Field: func(r *Rules) any { return &r.BackoffCap },
			Source: "D23 and D26 service-throttle-logic",
		},
		{
			Name: "newTargetNeedsThreshold", Old: true, New: false, Field: func(r *Rules) any { return &r.NewTargetNeedsThreshold },
			Source: "D26 load-balancer-healthcheck and the ALB guide: one passed check for a new target; D26 service-options still tells the older rule",
		},
		{
			Name: "replacementFirst", Old: false, New: true, Field: func(r *Rules) any { return &r.ReplacementFirst },
			Source: "What's New 2023-10; D26 ecs_services",
		},
		{
			Name: "replaceWithOwnRevision", Old: false, New: true, Field: func(r *Rules) any { return &r.ReplaceWithOwnRevision },
			Source: "What's New 2025-11; D26 deployment-type-ecs",
		},
		{
			Name: "graceCoversContainers", Old: false, New: true, Field: func(r *Rules) any { return &r.GraceCoversContainers },
			Source: "API model of 2026-08 (target group, VPC Lattice and container checks); the 2023 API page names Elastic Load Balancing only",
		},
		{
			Name: "agentWaitsForStops", Old: true, New: false, Field: func(r *Rules) any { return &r.AgentWaitsForStops },
			Source: "What's New 2023-07; ECS agent 1.73.0, host_resource_manager.go",
		},
		{
			Name: "zoneRebalancing", Old: false, New: true, Field: func(r *Rules) any { return &r.ZoneRebalancing },
			Source: "API changelog 1.35.66 (2024-11)",
		},
		{
			Name: "rebalancingByDefault", Old: false, New: true, Field: func(r *Rules) any { return &r.RebalancingByDefault },
			Source: "D26 service-rebalancing (on for new services since 2025-09-05)",
		},
		{
			Name: "probesDigestsByFirstTask", Old: false, New: false, Field: func(r *Rules) any { return &r.ProbesDigestsByFirstTask },
			Source: "D26 deployment-type-ecs; off in both, since a scenario's image digests are taken as known (assumed)",
		},
	}
}

// RulesOf gives the rules of b; ok is false for a behaviour that doesn't exist.
func RulesOf(b Behavior) (r Rules, ok bool) {
	if b != Behavior202607 && b != Behavior202305 {
		return Rules{}, false
	}
	for _, row := range RuleTable() {
		value := row.New
		if b == Behavior202305 {
			value = row.Old
		}
		switch field := row.Field(&r).(type) {
		case *bool:
			*field = value.(bool)
		case *int:
			*field = value.(int)
		case *Span:
			*field = value.(Span)
		}
	}
	return r, true
}
