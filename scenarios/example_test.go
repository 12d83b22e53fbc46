package scenarios_test

import (
	"bytes"
	"fmt"

	"github.com/ecssim/ecssim/scenarios"
)

func ExampleParse() {
	src := []byte(`schemaVersion = 1

[[taskDefinitions]]
family = "web"
containerDefinitions = [{ name = "app", cpu = 512, memory = 1024 }]

[[services]]
serviceName = "web"
taskDefinition = "web:1"
desiredCount = 6000
minimumHealthyPercent = 50
deploymentConfiguration = { strategy = "BLUE_GREEN" }
`)
	_, err := scenarios.Parse("web.toml", src)
	fmt.Println(err)

	valid, _, _ := bytes.Cut(src, []byte("minimumHealthyPercent"))
	scenario, err := scenarios.Parse("web.toml", valid, "services.web.desiredCount=8")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(scenario.Name, "wants", scenario.Services[0].DesiredCount, "tasks")
	// Output:
	// web.toml:10:16: services[0].desiredCount: InvalidParameterException: desiredCount must be at most 5000 (6000 is outside 0..5000)
	// web.toml:11:1: services[0].minimumHealthyPercent: unknown key in [[services]]; it belongs to deploymentConfiguration of [[services]] or deploymentConfiguration of updateService of [[timeline]]
	// web.toml:12:29: services[0].deploymentConfiguration.strategy: not modelled yet: deployments other than rolling ones; set it to "ROLLING"
	// web wants 8 tasks
}
