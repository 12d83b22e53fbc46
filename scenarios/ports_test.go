package scenarios_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
)

// set is the port set with these indexes.
func set(indexes ...int) sim.PortSet {
	var s sim.PortSet
	for _, i := range indexes {
		s = s.With(i)
	}
	return s
}

// TestHostPorts reads which ports of the host a task has for itself, by network mode, and which no task can have.
func TestHostPorts(t *testing.T) {
	sc := mustParse(t, `
schemaVersion = 1
[[instances]]
availabilityZones = ["us-east-1a"]
instanceType = "m5.large"
reservedPorts = [9000, 53]
reservedPortsUDP = [8080]
[[instances]]
availabilityZones = ["us-east-1a"]
instanceType = "m5.large"
[[taskDefinitions]]
family = "web"
[[taskDefinitions.containerDefinitions]]
name = "app"
memory = 64
portMappings = [
  { containerPort = 80, hostPort = 8080 }, { containerPort = 81, hostPort = 8080, protocol = "udp" },
  { containerPort = 82 }, { containerPort = 83, hostPort = 0 }, { containerPortRange = "8000-8010" },
]
[[taskDefinitions.containerDefinitions]]
name = "log"
memory = 64
portMappings = [{ containerPort = 80, hostPort = 53 }]
[[taskDefinitions]]
family = "host"
networkMode = "host"
containerDefinitions = [{ name = "app", memory = 64, portMappings = [{ containerPort = 8080 }, { containerPort = 22, hostPort = 22 }] }]
[[taskDefinitions]]
family = "free"
containerDefinitions = [{ name = "app", memory = 64, portMappings = [{ containerPort = 8080 }] }]
[[services]]
serviceName = "web"
taskDefinition = "web"
desiredCount = 2
`)
	same(t, []sim.HostPort{{Port: 8080}, {Port: 8080, UDP: true}, {Port: 53}, {Port: 22}}, sc.HostPorts)
	var ports []sim.PortSet
	for i := range sc.TaskDefinitions {
		ports = append(ports, sc.TaskDefinitions[i].HostPorts)
	}
	same(t, []sim.PortSet{set(0, 1, 2), set(0, 3), set()}, ports)
	same(t, []sim.PortSet{set(1, 2, 3), set(3)}, []sim.PortSet{sc.Groups[0].Reserved.Ports, sc.Groups[1].Reserved.Ports})
	same(t, set(0, 3), sc.TaskDefinitions[1].Claim().Ports)
	// Of the agent's five ports tasks name 22; of the first group's three, 8080/udp and 53.
	same(t, []int{5, 4}, []int{sc.Groups[0].OtherPorts, sc.Groups[1].OtherPorts})
}

// TestManyHostPorts holds the limit of different static host ports: what counts is how many there are, not who has them.
func TestManyHostPorts(t *testing.T) {
	text := func(n int) string {
		var b strings.Builder
		b.WriteString(minimal)
		for from := 0; from < n; from += 50 {
			fmt.Fprintf(&b, "[[taskDefinitions]]\nfamily = \"f%d\"\nnetworkMode = \"host\"\ncontainerDefinitions = [{ name = \"a\", memory = 4, portMappings = [", from)
			for i := from; i < min(n, from+50); i++ {
				fmt.Fprintf(&b, "{ containerPort = %d },", 1000+i)
			}
			b.WriteString("] }]\n[[taskDefinitions]]\n" + fmt.Sprintf("basedOn = \"f%d\"\n", from))
		}
		return b.String()
	}
	same(t, sim.MaxHostPorts, len(mustParse(t, text(sim.MaxHostPorts)).HostPorts))
	_, err := scenarios.Parse("test.toml", []byte(text(sim.MaxHostPorts+1)))
	if err == nil || !strings.Contains(err.Error(), "with 1256/tcp the scenario has more than 256 different static host ports, a limit of ecssim's own") {
		t.Errorf("257 ports: %v", err)
	}
}

// TestClassicWithStaticPort wants no note that tasks behind a Classic Load Balancer share instances where a host port of
// theirs keeps them apart.
func TestClassicWithStaticPort(t *testing.T) {
	for port, want := range map[string]int{"0": 1, "8080": 0} {
		text := strings.Replace(minimal, "containerPort = 80", "containerPort = 80, hostPort = "+port, 1)
		sc := mustParse(t, text+`loadBalancers = [{ loadBalancerName = "old", containerName = "app", containerPort = 80 }]
[[classicLoadBalancers]]
loadBalancerName = "old"
`)
		got := 0
		for _, a := range sc.Assumptions {
			if a.Key == "services.web.loadBalancers" {
				got++
			}
		}
		if got != want {
			t.Errorf("host port %s: noted %d times", port, got)
		}
	}
}

// TestReservedPortsOfBothKinds wants the ports that reserved and reservedPorts name to be taken together, those of tcp and of
// udp for themselves, and a copy of the group to have them as well.
func TestReservedPortsOfBothKinds(t *testing.T) {
	text := strings.Replace(minimal, `instanceType = "m5.large"`, `name = "a"
instanceType = "m5.large"
reservedPorts = [8080]
reserved = { cpu = 8, ports = [8081, 8080], portsUDP = [8082] }`, 1)
	text = strings.Replace(text, `{ containerPort = 80 }`, `{ containerPort = 80, hostPort = 8080 }, { containerPort = 81, hostPort = 8081 }, { containerPort = 82, hostPort = 8082 }, { containerPort = 82, hostPort = 8082, protocol = "udp" }`, 1)
	sc := mustParse(t, text+"[[timeline]]\nat = 1\naddInstances = { basedOn = \"a\" }\n")
	for _, in := range sc.Instances() {
		same(t, sim.PortSet{}.With(0).With(1).With(3), in.Taken)
		same(t, 5, in.OtherPorts) // the agent's
	}
}
