package containers_test

import (
	"slices"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/containers"
)

const (
	forever  = sim.Forever
	never    = sim.Never
	start    = sim.DependsOnStart
	complete = sim.DependsOnComplete
	success  = sim.DependsOnSuccess
	healthy  = sim.DependsOnHealthy
)

// one is a container of a test with its delays.
type one struct {
	c sim.Container
	d containers.Delays
}

// container is an essential one that starts after a span, passes health checks at once, exits at once and doesn't end
// by itself. With SIGTERM and no exit it has 30 to live.
func container(start sim.Span) one {
	return one{sim.Container{Essential: true, StopTimeout: 30}, containers.Delays{Start: start, Ends: forever}}
}

func (o one) sidecar() one {
	o.c.Essential = false
	return o
}

// ends makes it end by itself.
func (o one) ends(after sim.Span, code int) one {
	o.d.Ends, o.d.EndCode = after, code
	return o
}

// after makes it depend on another one.
func (o one) after(on int, condition sim.DependencyCondition) one {
	o.c.DependsOn = append(slices.Clip(o.c.DependsOn), sim.Dependency{Container: on, Condition: condition})
	return o
}

// checked gives it a health check, of which 3 failures count, and makes it pass when it has run for ready.
func (o one) checked(interval, ready sim.Span) one {
	o.c.HealthCheck = &sim.HealthCheck{Interval: interval, Retries: 3}
	o.d.Ready = ready
	return o
}

func (o one) startTimeout(s sim.Span) one {
	o.c.StartTimeout = &s
	return o
}

func (o one) exits(after, timeout sim.Span) one {
	o.d.Exit, o.c.StopTimeout = after, timeout
	return o
}

func (o one) restarts(period sim.Span, ignored ...int) one {
	o.c.Restart = sim.RestartPolicy{Enabled: true, AttemptPeriod: period, IgnoredCodes: ignored}
	return o
}

// at are instants by container.
func at(all ...sim.Time) []sim.Time { return all }

// both are the containers and the delays as the package wants them.
func both(all []one) ([]sim.Container, []containers.Delays) {
	var c []sim.Container
	var d []containers.Delays
	for _, o := range all {
		c, d = append(c, o.c), append(d, o.d)
	}
	return c, d
}
