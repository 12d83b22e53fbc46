package scenarios

// fargateTable is [fargate].
type fargateTable struct {
	AvailabilityZones value[[]string] `toml:"availabilityZones" absent:"those of [[instances]], else three; see Assumed values" example:"[\"us-east-1a\"]" items:"1..100" match:"zone" also:"zones,azs,availabilityZone" doc:"Zones of the subnets of services on Fargate, each once." source:"ecssim"`
}
