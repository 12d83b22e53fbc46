package reports

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

type loadBalancerDescription struct {
	TargetGroupARN   string `json:"targetGroupArn,omitempty"`
	LoadBalancerName string `json:"loadBalancerName,omitempty"`
	ContainerName    string `json:"containerName"`
	ContainerPort    int    `json:"containerPort"`
}

// describeBalancers lists load balancers: a Classic one by its name, others by their target group.
func (w *Wording) describeBalancers(list []sim.LoadBalancer) []loadBalancerDescription {
	out := []loadBalancerDescription{}
	for _, lb := range list {
		d := loadBalancerDescription{ContainerName: lb.ContainerName, ContainerPort: lb.ContainerPort}
		if w.isClassic(lb.TargetGroup) {
			d.LoadBalancerName = w.scenario.TargetGroups[lb.TargetGroup].Name
		} else {
			d.TargetGroupARN = w.names.TargetGroupARN(lb.TargetGroup)
		}
		out = append(out, d)
	}
	return out
}

type configurationDescription struct {
	DeploymentCircuitBreaker breakerDescription       `json:"deploymentCircuitBreaker"`
	MaximumPercent           int                      `json:"maximumPercent"`
	MinimumHealthyPercent    int                      `json:"minimumHealthyPercent"`
	Alarms                   *alarmsDescription       `json:"alarms,omitempty"`
	Strategy                 string                   `json:"strategy"`
	BakeTimeInMinutes        minutes                  `json:"bakeTimeInMinutes"`
	EarlySuccess             *earlySuccessDescription `json:"earlySuccessCriteria,omitempty"`
}

// describeConfiguration is a deployment configuration as real replies have it (observed): alarms and early success only
// where they are set.
func (w *Wording) describeConfiguration(s *sim.Service) configurationDescription {
	d := configurationDescription{
		DeploymentCircuitBreaker: describeBreaker(s.Breaker), MaximumPercent: s.Deployment.MaximumPercent,
		MinimumHealthyPercent: s.Deployment.MinimumHealthyPercent, Strategy: "ROLLING",
	}
	if s.Alarms.Enable || len(s.Alarms.Names) > 0 {
		d.Alarms = w.describeAlarms(&s.Alarms)
	}
	if s.BakeTime != nil {
		d.BakeTimeInMinutes = minutes(*s.BakeTime)
	}
	if s.EarlySuccess.Enable {
		d.EarlySuccess = describeEarlySuccess(&s.EarlySuccess)
	}
	return d
}

// rebalancing is a service's availabilityZoneRebalancing.
func rebalancing(s *sim.Service) json.RawMessage {
	if s.Rebalance {
		return json.RawMessage(`"ENABLED"`)
	}
	return json.RawMessage(`"DISABLED"`)
}

// strategy is a service's schedulingStrategy.
func strategy(s *sim.Service) json.RawMessage {
	if s.Daemon {
		return json.RawMessage(`"DAEMON"`)
	}
	return json.RawMessage(`"REPLICA"`)
}

// Platform versions of Fargate, as a service that names none shows them and as its deployments do (docs/ecs-api.md §1.1:
// LATEST is resolved when a deployment is made; observed).
const (
	latestPlatform = `"LATEST"`
	newestPlatform = `"1.4.0"`
)

// platform is the platformVersion of a service on Fargate, which others don't have.
func platform(s *sim.Service, unsaid string) json.RawMessage {
	if !s.Fargate {
		return nil
	}
	return raw(s, "platformVersion", unsaid)
}

type connectResource struct {
	DiscoveryName string `json:"discoveryName"`
	DiscoveryARN  string `json:"discoveryArn"`
}

// connectResources are the Cloud Map services of a deployment's Service Connect services (API page UpdateService,
// serviceConnectResources): one a discovery name, which is the port's name where the configuration doesn't say it (API page
// ServiceConnectService). The ARN is made from the names, as that of a target group without one.
func (r *Run) connectResources(with *sim.Service, id sim.ServiceID) []connectResource {
	var c struct {
		Enabled   bool
		Namespace string
		Services  []struct{ PortName, DiscoveryName string }
	}
	if json.Unmarshal([]byte(with.Parameter("serviceConnectConfiguration")), &c) != nil || !c.Enabled {
		return nil
	}
	parts := strings.Split(r.names.ClusterARN(), ":")
	var list []connectResource
	for _, s := range c.Services {
		name := s.DiscoveryName
		if name == "" {
			name = s.PortName
		}
		sum := sha256.Sum256([]byte("discovery\x00" + c.Namespace + "\x00" + r.names.Service(id) + "\x00" + name))
		arn := fmt.Sprintf("arn:aws:servicediscovery:%s:%s:service/srv-%x", parts[3], parts[4], sum[:8])
		list = append(list, connectResource{name, arn})
	}
	return list
}

type breakerDescription struct {
	Enable             bool                 `json:"enable"`
	Rollback           bool                 `json:"rollback"`
	ResetOnHealthyTask bool                 `json:"resetOnHealthyTask"`
	Threshold          thresholdDescription `json:"thresholdConfiguration"`
}

type thresholdDescription struct {
	Type  string `json:"type"`
	Value int    `json:"value"`
}

// describeBreaker is a circuit breaker as real services show it: rollback is false where the breaker is switched off, and
// a threshold that isn't said is half of the desired count (docs/ecs-api.md §1.2).
func describeBreaker(b sim.CircuitBreaker) breakerDescription {
	d := breakerDescription{
		Enable: b.Enable, Rollback: b.Enable && b.Rollback, ResetOnHealthyTask: !b.KeepsCounting,
		Threshold: thresholdDescription{Type: b.Type.String(), Value: b.Value},
	}
	if b.Type == sim.BoundedPercent && b.Value == 0 {
		d.Threshold.Value = 50
	}
	return d
}

type alarmsDescription struct {
	AlarmNames []string `json:"alarmNames"`
	Enable     bool     `json:"enable"`
	Rollback   bool     `json:"rollback"`
}

func (w *Wording) describeAlarms(a *sim.Alarms) *alarmsDescription {
	return &alarmsDescription{AlarmNames: w.alarmNames(a), Enable: a.Enable, Rollback: a.Rollback}
}

func (w *Wording) alarmNames(a *sim.Alarms) []string {
	list := []string{}
	for _, id := range a.Names {
		list = append(list, w.scenario.Alarms[id])
	}
	return list
}

type earlySuccessDescription struct {
	Enable         bool   `json:"enable"`
	HealthyPercent int    `json:"healthyPercent"`
	Cleanup        string `json:"sourceServiceRevisionCleanup"`
}

func describeEarlySuccess(e *sim.EarlySuccess) *earlySuccessDescription {
	d := &earlySuccessDescription{Enable: e.Enable, HealthyPercent: e.HealthyPercent, Cleanup: "BLOCKING"}
	if e.Deferred {
		d.Cleanup = "DEFERRED"
	}
	return d
}
