package sim

import "slices"

// UpdateService is a call of that API. Nil fields are left unchanged.
type UpdateService struct {
	Service               ServiceID
	TaskDefinition        *TaskDefinitionID
	DesiredCount          *int
	MinimumHealthyPercent *int
	MaximumPercent        *int
	HealthCheckGrace      *Span
	Breaker               *BreakerChange
	Alarms                *Alarms
	BakeTime              *Span
	EarlySuccess          *EarlySuccess
	LoadBalancers         *[]LoadBalancer // empty: removed
	Strategies            *[]PlacementStrategy
	Constraints           *[]PlacementConstraint
	Rebalance             *bool
	Parameters            []Parameter // those that the call names; a Value of "" removes
	ForceNewDeployment    bool
}

// Apply is s after the call: what it doesn't name stays, an empty list removes (API page UpdateService). It shares no
// memory that either changes.
func (s Service) Apply(u *UpdateService) Service {
	set(&s.TaskDefinition, u.TaskDefinition)
	set(&s.DesiredCount, u.DesiredCount)
	set(&s.Deployment.MinimumHealthyPercent, u.MinimumHealthyPercent)
	set(&s.Deployment.MaximumPercent, u.MaximumPercent)
	set(&s.HealthCheckGrace, u.HealthCheckGrace)
	set(&s.Alarms, u.Alarms)
	set(&s.EarlySuccess, u.EarlySuccess)
	set(&s.LoadBalancers, u.LoadBalancers)
	set(&s.Placement.Strategies, u.Strategies)
	set(&s.Placement.Constraints, u.Constraints)
	set(&s.Rebalance, u.Rebalance)
	if u.BakeTime != nil {
		s.BakeTime = u.BakeTime
	}
	if u.Breaker != nil {
		s.Breaker = u.Breaker.Apply(s.Breaker)
	}
	if len(u.Parameters) > 0 {
		s.Parameters = slices.Clone(s.Parameters)
		for _, p := range u.Parameters {
			s.setParameter(p)
		}
	}
	return s
}

// RollBack is s after a roll-back to a deployment that was created when the service's parameters were then: what starts a
// deployment is as it was, the rest stays (assumed; observed of the task definition).
func (s Service) RollBack(then *Service) Service {
	s.TaskDefinition, s.LoadBalancers = then.TaskDefinition, then.LoadBalancers
	s.Parameters = slices.Clone(s.Parameters)
	for _, p := range slices.Clone(s.Parameters) {
		if p.Deploys {
			s.setParameter(Parameter{Name: p.Name})
		}
	}
	for _, p := range then.Parameters {
		if p.Deploys {
			s.setParameter(p)
		}
	}
	return s
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// setParameter puts p into its place in the order of names.
func (s *Service) setParameter(p Parameter) {
	i := slices.IndexFunc(s.Parameters, func(q Parameter) bool { return q.Name >= p.Name })
	if i < 0 {
		i = len(s.Parameters)
	}
	has := i < len(s.Parameters) && s.Parameters[i].Name == p.Name
	switch {
	case has && p.Value == "":
		s.Parameters = slices.Delete(s.Parameters, i, i+1)
	case has:
		s.Parameters[i] = p
	case p.Value != "":
		s.Parameters = slices.Insert(s.Parameters, i, p)
	}
}

// StartsDeployment says whether the call makes a new deployment of s: forceNewDeployment, or a change of the task
// definition, the load balancers, or of a parameter that deploys. The desired count, the deployment configuration, the
// grace period, placement and tags don't (API page UpdateService; D26 update-service-parameters). A value that is the
// one already there is no change.
func (s *Service) StartsDeployment(u *UpdateService) bool {
	switch {
	case u.ForceNewDeployment,
		u.TaskDefinition != nil && *u.TaskDefinition != s.TaskDefinition,
		u.LoadBalancers != nil && !slices.Equal(*u.LoadBalancers, s.LoadBalancers):
		return true
	}
	return slices.ContainsFunc(u.Parameters, func(p Parameter) bool { return p.Deploys && p.Value != s.Parameter(p.Name) })
}
