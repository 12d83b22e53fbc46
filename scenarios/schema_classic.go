package scenarios

// classicTable is one of [[classicLoadBalancers]]: what DescribeLoadBalancers and DescribeLoadBalancerAttributes give.
type classicTable struct {
	LoadBalancerName   value[string]            `toml:"loadBalancerName" id:"yes" required:"yes" match:"classic" example:"\"web\"" also:"name" doc:"Name that services refer to." source:"ELB CreateLoadBalancer"`
	HealthCheck        value[classicCheckTable] `toml:"healthCheck" doc:"Health checks of its instances." source:"ELB ConfigureHealthCheck"`
	ConnectionDraining value[drainingTable]     `toml:"connectionDraining" absent:"not enabled" doc:"Whether a deregistered instance drains." source:"ELB ConnectionDraining"`
	RegistrationDelay  value[delay]             `toml:"registrationDelay" absent:"2s; see Assumed values" example:"2s" doc:"Time from an instance's registration to its first health check." source:"ecssim"`

	DNSName                   value[string]   `toml:"dnsName" carried:"yes"`
	CanonicalHostedZoneName   value[string]   `toml:"canonicalHostedZoneName" carried:"yes"`
	CanonicalHostedZoneNameID value[string]   `toml:"canonicalHostedZoneNameID" carried:"yes"`
	ListenerDescriptions      value[anyList]  `toml:"listenerDescriptions" carried:"yes"`
	Listeners                 value[anyList]  `toml:"listeners" carried:"yes"`
	Policies                  value[anyTable] `toml:"policies" carried:"yes"`
	BackendServerDescriptions value[anyList]  `toml:"backendServerDescriptions" carried:"yes"`
	AvailabilityZones         value[[]string] `toml:"availabilityZones" carried:"yes"`
	Subnets                   value[[]string] `toml:"subnets" carried:"yes"`
	VPCID                     value[string]   `toml:"vpcId" carried:"yes"`
	Instances                 value[anyList]  `toml:"instances" carried:"yes"`
	SourceSecurityGroup       value[anyTable] `toml:"sourceSecurityGroup" carried:"yes"`
	SecurityGroups            value[[]string] `toml:"securityGroups" carried:"yes"`
	CreatedTime               value[anything] `toml:"createdTime" carried:"yes"`
	Scheme                    value[string]   `toml:"scheme" carried:"yes"`
	CrossZoneLoadBalancing    value[anyTable] `toml:"crossZoneLoadBalancing" carried:"yes"`
	AccessLog                 value[anyTable] `toml:"accessLog" carried:"yes"`
	ConnectionSettings        value[anyTable] `toml:"connectionSettings" carried:"yes"`
	AdditionalAttributes      value[anyList]  `toml:"additionalAttributes" carried:"yes"`
	Tags                      value[anyList]  `toml:"tags" carried:"yes"`
}

// classicCheckTable is classicLoadBalancers.healthCheck.
type classicCheckTable struct {
	Interval           value[int] `toml:"interval" default:"30" range:"5..300" also:"healthCheckIntervalSeconds" doc:"Seconds between the health checks of an instance." source:"ELB HealthCheck"`
	HealthyThreshold   value[int] `toml:"healthyThreshold" default:"10" range:"2..10" also:"healthyThresholdCount" doc:"Passed checks in a row that bring an instance into service, a new one as well." source:"ELB HealthCheck; the default of its console"`
	UnhealthyThreshold value[int] `toml:"unhealthyThreshold" default:"2" range:"2..10" also:"unhealthyThresholdCount" doc:"Failed checks in a row that take an instance out of service." source:"ELB HealthCheck; the default of its console"`

	Target  value[string] `toml:"target" carried:"yes"`
	Timeout value[int]    `toml:"timeout" carried:"yes" range:"2..60"`
}

// drainingTable is classicLoadBalancers.connectionDraining.
type drainingTable struct {
	Enabled value[bool] `toml:"enabled" required:"yes" example:"true" doc:"Whether a deregistered instance drains." source:"ELB ConnectionDraining"`
	Timeout value[int]  `toml:"timeout" default:"300" range:"1..3600" also:"deregistrationDelaySeconds" doc:"Seconds that it drains, if enabled; all of them, as if requests were in flight to the end." source:"ELB ConnectionDraining"`
}
