package sim

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// Names gives the numbers of a run the names that people and the ECS API use for them. A name is a function of the
// scenario and the number, the same for every seed, so that runs that differ in luck only can be compared line by line.
// Make one with NewNames.
type Names struct {
	scenario  *Scenario
	instances []Instance
	region    string
	cluster   string
	services  []string // by ServiceID: what the ids of its things are made from
}

// account is the AWS account of the documentation's examples.
const account = "123456789012"

// NewNames names the things of a run of s.
func NewNames(s *Scenario) *Names {
	region := "us-east-1"
	if len(s.Zones) > 0 {
		if r := strings.TrimRight(s.Zones[0], "abcdefghijklmnopqrstuvwxyz"); r != s.Zones[0] && r != "" {
			region = r
		}
	}
	n := &Names{scenario: s, instances: s.Instances(), region: region, cluster: cmp.Or(s.Cluster, "default")}
	times := make(map[string]int, len(s.Services))
	for i := range s.Services {
		name := s.Services[i].Name
		times[name]++
		if times[name] > 1 { // created again under the name of one that was deleted
			name += "/" + strconv.Itoa(times[name])
		}
		n.services = append(n.services, name)
	}
	return n
}

// Service is the service's name.
func (n *Names) Service(id ServiceID) string { return n.scenario.Services[id].Name }

// ServiceARN is the service's ARN.
func (n *Names) ServiceARN(id ServiceID) string {
	return fmt.Sprintf("arn:aws:ecs:%s:%s:service/%s/%s", n.region, account, n.cluster, n.Service(id))
}

// ClusterARN is the ARN of the run's one cluster.
func (n *Names) ClusterARN() string {
	return fmt.Sprintf("arn:aws:ecs:%s:%s:cluster/%s", n.region, account, n.cluster)
}

// Deployment is the deployment's id, "ecs-svc/" and 19 digits.
func (n *Names) Deployment(s ServiceID, d DeploymentID) string {
	return "ecs-svc/" + n.deploymentDigits(s, d)
}

func (n *Names) deploymentDigits(s ServiceID, d DeploymentID) string {
	sum := hash("deployment", n.services[s], uint64(d))
	return fmt.Sprintf("%019d", binary.BigEndian.Uint64(sum[:])%1e19)
}

// ServiceRevisionARN is the ARN of the service revision of a deployment; its last part is the number in the
// deployment's id (observed).
func (n *Names) ServiceRevisionARN(s ServiceID, d DeploymentID) string {
	return fmt.Sprintf("arn:aws:ecs:%s:%s:service-revision/%s/%s/%s", n.region, account, n.cluster, n.Service(s), n.deploymentDigits(s, d))
}

// ServiceDeploymentARN is the ARN of the service deployment that a deployment belongs to; its last part is 21 characters
// that have nothing to do with the deployment's id (observed).
func (n *Names) ServiceDeploymentARN(s ServiceID, d DeploymentID) string {
	sum := hash("service deployment", n.services[s], uint64(d))
	token := base64.RawURLEncoding.EncodeToString(sum[:])[:21]
	return fmt.Sprintf("arn:aws:ecs:%s:%s:service-deployment/%s/%s/%s", n.region, account, n.cluster, n.Service(s), token)
}

// Task is the task's id, 32 hexadecimal digits.
func (n *Names) Task(s ServiceID, t TaskNumber) string {
	sum := hash("task", n.services[s], uint64(t))
	return hex.EncodeToString(sum[:16])
}

// TaskDefinition is the revision's short name, "web:2".
func (n *Names) TaskDefinition(id TaskDefinitionID) string {
	return n.scenario.TaskDefinitions[id].Name()
}

// TaskDefinitionARN is the revision's ARN.
func (n *Names) TaskDefinitionARN(id TaskDefinitionID) string {
	return fmt.Sprintf("arn:aws:ecs:%s:%s:task-definition/%s", n.region, account, n.TaskDefinition(id))
}

// Instance is the container instance's name.
func (n *Names) Instance(id InstanceID) string { return n.instances[id].Name }

// EC2Instance is the container instance's EC2 instance ID, "i-" and hexadecimal digits; empty for a host of Fargate.
func (n *Names) EC2Instance(id InstanceID) string { return n.scenario.EC2ID(&n.instances[id]) }

// Zone is the name of the Availability Zone that the container instance stands in.
func (n *Names) Zone(id InstanceID) string { return n.scenario.Zones[n.instances[id].Zone] }

// TargetGroupARN is the target group's ARN: the scenario's own, or one made from its name.
func (n *Names) TargetGroupARN(id TargetGroupID) string {
	g := &n.scenario.TargetGroups[id]
	if g.ARN != "" {
		return g.ARN
	}
	sum := hash("target group", g.Name, 0)
	return fmt.Sprintf("arn:aws:elasticloadbalancing:%s:%s:targetgroup/%s/%s", n.region, account, g.Name, hex.EncodeToString(sum[:8]))
}

// Event is the id of a service's i-th event, a UUID of version 8: its bits are a hash (RFC 9562 §5.8).
func (n *Names) Event(s ServiceID, i int) string {
	sum := hash("event", n.services[s], uint64(i))
	sum[6] = sum[6]&0x0f | 0x80 // version
	sum[8] = sum[8]&0x3f | 0x80 // variant
	h := hex.EncodeToString(sum[:16])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

func hash(kind, name string, i uint64) [sha256.Size]byte {
	b := make([]byte, 0, 64)
	b = append(b, kind...)
	b = append(b, 0)
	b = append(b, name...)
	b = append(b, 0)
	return sha256.Sum256(binary.BigEndian.AppendUint64(b, i))
}
