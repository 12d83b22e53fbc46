package sim

// Scenario is everything that a run is a function of, but for the seed. The reader in package scenarios makes one from
// TOML; a program may also fill one in and call Validate.
type Scenario struct {
	Name        string
	Description string
	Seed        uint64 // the seed to use unless the caller names another
	Duration    Span   // latest simulated time
	StartAt     int64  // Unix time of the run's beginning, in seconds, for dates in responses
	Behavior    Behavior
	Rules       Rules // those of Behavior with the scenario's overrides
	Scheduler   Scheduler

	Cluster         string   // name; empty: default
	Zones           []string // names, by ZoneID
	Groups          []InstanceGroup
	HostPorts       []HostPort // every static one that a task or an instance names
	TargetGroups    []TargetGroup
	Alarms          []string // names, by AlarmID
	TaskDefinitions []TaskDefinition
	Services        []Service
	Standalone      []StandaloneTasks
	Timeline        []Action // in order of time, equal times in file order
	Expectations    []Expectation
	// Replicates is how many runs, each under a seed of its own, conditions on quantiles are judged by. 0 is the same as 1.
	Replicates int

	// Assumptions are the values that the reader had to fill in and that shape the outcome.
	Assumptions []Assumption
	// Places are where the scenario says how many tasks each of the first services has, by ServiceID, as messages have it:
	// "web.toml:16:16: services[0].desiredCount". A scenario that wasn't read has none.
	Places []string
}

// Assumption is a value that the scenario left open and for which AWS names none.
type Assumption struct {
	Key    string // where it could be set: "taskDefinitions.web:1.timing.pull"
	Value  string // what was taken, as it would be written
	Reason string // where the value comes from
}

// Scheduler are the settings of the service scheduler that AWS doesn't document ([scheduler]). Each default is an
// observation or an assumption; scenarios/README.md says which.
type Scheduler struct {
	PassInterval         Span  // distance of a service's passes
	Phase                *Span // of the passes of every service and the reports of every agent; nil: drawn for each
	APILag               Span  // from an API call to the first pass that sees it
	LossLag              Span  // from the end of a task that the scheduler didn't stop to the first pass that misses it
	InstanceLossLag      Span  // from the termination of an instance to the moment when ECS has its tasks STOPPED
	RegisterLag          *Span // from RUNNING to the registration of targets; nil: at the next pass
	DeregisterLag        Span  // from a stop decision to the deregistration of targets
	DrainLag             Span  // from the end of the deregistration delay to SIGTERM
	HealthReportInterval Span  // distance of an agent's reports of container health; 0: at once
	CompleteAtStopped    bool  // completion waits until old tasks are STOPPED, not just until their containers have ended
	LowestTies           bool  // ties go to the lowest number instead of a draw
	AlarmPollInterval    Span  // distance of the looks at a deployment's alarms
	AlarmBakeTime        Span  // of a deployment with alarms that doesn't say its bakeTimeInMinutes
	RepeatInterval       Span  // after which an event that still holds is written again
	ActivationTimeout    Span  // how long a task may be ACTIVATING
	Backoff              Backoff
	// LaunchRate is how many tasks a minute the scheduler starts for a service (endpoints and quotas of Amazon ECS:
	// 500); 0: no limit. A pass starts no more than its share of the minute, so that starts come evenly (assumed).
	LaunchRate int
	// FargateBurst is how many tasks of all services on Fargate together may be launched at once, and FargateRate how many a
	// second in the long run: the account's on-demand launch rates, a token bucket (D26 throttling; endpoints and quotas of
	// Amazon ECS: 100 and 20, in newer Regions 25 and 5). FargateBurst 0: no limit.
	FargateBurst, FargateRate int
	// RebalanceInterval is the distance of the looks at how a service's tasks are spread over zones.
	RebalanceInterval Span
}

// Backoff is the pause between attempts when tasks can't be started. AWS names only the longest pause; see
// scenarios/README.md for what the shape rests on.
type Backoff struct {
	Free  int  // failures in a row that are tried again at the next pass
	First Span // pause after the next failure; each further one doubles it
	Cap   Span // longest pause
}

// Pause is how long to wait after the n-th failure in a row, n ≥ 1; 0 means the next pass.
func (b Backoff) Pause(n int) Span {
	if n <= b.Free {
		return 0
	}
	pause := b.First
	for range n - b.Free - 1 {
		if pause >= b.Cap {
			break
		}
		pause *= 2
	}
	return min(pause, b.Cap)
}
