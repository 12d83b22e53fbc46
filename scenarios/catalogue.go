package scenarios

import (
	"fmt"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// instanceType is what is known of an EC2 instance type: what a member of it registers with ECS under an ECS-optimised
// AMI with no memory reserved, and how many tasks in awsvpc mode it takes.
type instanceType struct {
	name         string
	vCPU         int64
	offered      int64 // MiB of memory that EC2 offers, of which the kernel keeps some
	capacity     sim.Resources
	source       string // of the registered memory
	gpus         int64
	tasksAwsvpc  int64  // without trunking: network interfaces less the instance's own
	tasksTrunked int64  // with the account setting awsvpcTrunking; 0: the type doesn't have it
	limits       string // source of the two
}

// described is the source of vCPU, offered memory and GPUs, of all types alike. CPU is 1,024 units a vCPU, always (AWS
// page memory-management).
const described = "EC2's DescribeInstanceTypes, by way of ec2_instance_types.go of kubernetes/autoscaler (2026-08)"

// instanceTypes is the catalogue.
func instanceTypes() []instanceType {
	var all []instanceType
	for line := range strings.Lines(strings.TrimSpace(catalogueTable)) {
		all = append(all, catalogued(line))
	}
	return all
}

// findInstanceType looks a type up in the catalogue.
func findInstanceType(name string) (instanceType, bool) {
	for line := range strings.Lines(catalogueTable) {
		if strings.HasPrefix(line, name+" ") {
			if t := catalogued(line); t.name == name {
				return t, true
			}
		}
	}
	return instanceType{}, false
}

// catalogued reads a line of the catalogue.
func catalogued(line string) instanceType {
	var t instanceType
	var memory, limits string
	_, err := fmt.Sscan(line, &t.name, &t.vCPU, &t.offered, &t.capacity.Memory, &memory, &t.tasksAwsvpc, &t.tasksTrunked, &limits, &t.gpus)
	if err != nil {
		panic(fmt.Sprintf("the catalogue's line %q: %v", line, err))
	}
	t.capacity.CPU = t.vCPU * 1024
	t.source, t.limits = originOf(memory), originOf(limits)
	return t
}

// origins are the sources of the catalogue by their letters, the best of a figure's first. Registered memory is the
// kernel's MemTotal (agent, ecs_client.go), which Kubernetes calls a node's capacity.
func origins() [8]struct{ letter, text string } {
	return [...]struct{ letter, text string }{
		{"A", "registered memory as in sentiampc/ecs-calculator (2018, Amazon Linux 1); newer AMIs register slightly more"},
		{"B", "usable memory as in misterfifi1/exo-lives-aws, local.tf"},
		{"C", "lower bound: two tasks of 3,910 MiB fitted (thewca pull request 9974)"},
		{"D", "measured on Bottlerocket, the AMI with the most overhead, by memory_overhead_gen of aws/karpenter-provider-aws (2023)"},
		{"E", "estimate for Nitro types: 0.963 of the memory that EC2 offers less 200 MiB, made for m5 and c5; measured types register up to 4 % more or 3 % less"},
		{"F", "estimate for Xen types: 63/64 of the memory that EC2 offers less 80 MiB, exact for the seven types of A with 4 GiB and more"},
		{"P", "AWS page eni-trunking-supported-instance-types"},
		{"I", "EC2's network interfaces less one, as in limits.go of aws/amazon-vpc-resource-controller-k8s (2026-04); without trunking (AWS page eni-trunking-supported-instance-types)"},
	}
}

func originOf(letter string) string {
	for _, o := range origins() {
		if o.letter == letter {
			return o.text
		}
	}
	panic("the catalogue has no source " + letter)
}
