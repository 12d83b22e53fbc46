package scenarios

import "github.com/ecssim/ecssim/sim"

// instanceType is what a member of a type registers with ECS under an ECS-optimised AMI.
type instanceType struct {
	name     string
	capacity sim.Resources
	source   string
}

// Sources of the catalogue. CPU is 1,024 units a vCPU, always (AWS documentation).
const (
	sentia2018  = "registered memory as in sentiampc/ecs-calculator (2018, Amazon Linux 1); newer AMIs register slightly more"
	exolives    = "usable memory as in misterfifi1/exo-lives-aws, local.tf"
	thewca      = "lower bound: two tasks of 3,910 MiB fitted (thewca pull request 9974)"
	terraformed = "lower bound of one Terraform file (1,801 to 1,831 MiB)"
)

// instanceTypes is the catalogue: types whose registered memory somebody has observed.
func instanceTypes() []instanceType {
	return []instanceType{
		{"t2.micro", sim.Resources{CPU: 1024, Memory: 993}, sentia2018},
		{"t2.small", sim.Resources{CPU: 1024, Memory: 2001}, sentia2018},
		{"t2.medium", sim.Resources{CPU: 2048, Memory: 3952}, sentia2018},
		{"t2.large", sim.Resources{CPU: 2048, Memory: 7984}, sentia2018},
		{"t3.small", sim.Resources{CPU: 2048, Memory: 1801}, terraformed},
		{"t3.medium", sim.Resources{CPU: 2048, Memory: 3884}, exolives},
		{"m4.large", sim.Resources{CPU: 2048, Memory: 7984}, sentia2018},
		{"m4.xlarge", sim.Resources{CPU: 4096, Memory: 16048}, sentia2018},
		{"m5.large", sim.Resources{CPU: 2048, Memory: 7690}, sentia2018},
		{"m5.xlarge", sim.Resources{CPU: 4096, Memory: 15586}, sentia2018},
		{"m5.2xlarge", sim.Resources{CPU: 8192, Memory: 31377}, sentia2018},
		{"m5.4xlarge", sim.Resources{CPU: 16384, Memory: 62960}, sentia2018},
		{"m5.12xlarge", sim.Resources{CPU: 49152, Memory: 189294}, sentia2018},
		{"m5.24xlarge", sim.Resources{CPU: 98304, Memory: 378665}, sentia2018},
		{"c5.large", sim.Resources{CPU: 2048, Memory: 3714}, sentia2018},
		{"c5.xlarge", sim.Resources{CPU: 4096, Memory: 7634}, sentia2018},
		{"c5.2xlarge", sim.Resources{CPU: 8192, Memory: 15473}, sentia2018},
		{"c5.4xlarge", sim.Resources{CPU: 16384, Memory: 31152}, sentia2018},
		{"c5.9xlarge", sim.Resources{CPU: 36864, Memory: 70351}, sentia2018},
		{"c5.18xlarge", sim.Resources{CPU: 73728, Memory: 140780}, sentia2018},
		{"r4.large", sim.Resources{CPU: 2048, Memory: 15292}, sentia2018},
		{"r4.xlarge", sim.Resources{CPU: 4096, Memory: 30664}, sentia2018},
		{"i3.large", sim.Resources{CPU: 2048, Memory: 15292}, sentia2018},
		{"m6i.large", sim.Resources{CPU: 2048, Memory: 7820}, thewca},
	}
}
