package scenarios_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
)

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestReadmeMessages holds the messages that README.md shows to those of a scenario with these faults.
func TestReadmeMessages(t *testing.T) {
	const web = `schemaVersion = 1

[[instances]]
count = 2
availabilityZones = ["us-east-1a", "us-east-1b"]
instanceType = "m5.large"

[[taskDefinitions]]
family = "web"
containerDefinitions = [{ name = "app", cpu = 512, memory = 1024 }]

[[services]]
serviceName = "web"
taskDefinition = "web:1"
desiredCount = 6000
minimumHealthyPercent = 50
deploymentConfiguration = { strategy = "BLUE_GREEN" }

[[timeline]]
at = "1m"
updateService = { service = "web", deploymentConfiguration = { maximumPercent = 0 } }
`
	_, rest, _ := strings.Cut(readme(t), "```\n")
	shown, _, _ := strings.Cut(rest, "```")
	_, err := scenarios.Parse("web.toml", []byte(web))
	if err == nil {
		t.Fatal("the faulty scenario is taken")
	}
	same(t, shown, err.Error()+"\n")
}

// around is what examples of README.md that are parts of a scenario stand in.
const around = `
schemaVersion = 1
[[instances]]
name = "a"
count = 2
availabilityZones = ["us-east-1a", "us-east-1b"]
instanceType = "m5.large"
[[targetGroups]]
name = "api"
[[taskDefinitions]]
family = "web"
containerDefinitions = [{ name = "app", image = "web", memory = 64, portMappings = [{ containerPort = 80, name = "http" }] }]
[[taskDefinitions]]
basedOn = "web:1"
[[services]]
serviceName = "web"
taskDefinition = "web:1"
desiredCount = 4
deploymentConfiguration = { alarms = { enable = true, rollback = true, alarmNames = ["errors"] } }
`

// TestReadmeExamples reads everything that README.md shows of a scenario: the whole one first, parts of one after it.
func TestReadmeExamples(t *testing.T) {
	blocks := strings.Split(readme(t), "```toml\n")[1:]
	for i, block := range blocks {
		block, _, _ = strings.Cut(block, "```")
		switch {
		case i == 0:
			sc := mustParse(t, block)
			same(t, seconds(20), sc.TaskDefinitions[1].Timing.Start)
			same(t, 2, len(sc.Instances()))
		case strings.HasPrefix(block, "[[taskDefinitions]]"):
			mustParse(t, service+block)
		case strings.HasPrefix(block, "extends"):
			c := readmeCases(t, block)[0]
			sc, _, err := c.Read()
			if err != nil {
				t.Fatal(err)
			}
			same(t, []any{150, 2, sim.Time(2 * sim.Minute), 1}, []any{sc.Services[0].Deployment.MaximumPercent, len(sc.Groups), sc.Timeline[0].At, len(sc.Timeline)})
		case strings.HasPrefix(block, "[matrix"):
			var names []string
			for _, c := range readmeCases(t, "extends = \"base.toml\"\n"+block) {
				names = append(names, c.Name)
				if _, _, err := c.Read(); err != nil {
					t.Error(err)
				}
			}
			want := []string{
				"minimum=0, size=small", "minimum=50, size=small", "minimum=50, size=large", "minimum=100, size=small", "minimum=100, size=large",
				"minimum=75, size=small",
			}
			if strings.HasPrefix(block, "[matrix]") {
				want = []string{
					"minimumHealthyPercent=0, maximumPercent=100", "minimumHealthyPercent=0, maximumPercent=200",
					"minimumHealthyPercent=50, maximumPercent=100", "minimumHealthyPercent=50, maximumPercent=200",
					"minimumHealthyPercent=100, maximumPercent=200",
				}
			}
			same(t, want, names)
		case strings.HasPrefix(block, "replicates"):
			head, rest, _ := strings.Cut(block, "\n")
			mustParse(t, head+around+rest)
		default:
			mustParse(t, around+block)
		}
	}
	if len(blocks) < 5 {
		t.Errorf("README.md shows only %d examples", len(blocks))
	}
}

// readmeCases are those of a scenario that extends base.toml, which has everything that examples stand in and a timeline.
func readmeCases(t *testing.T, text string) []scenarios.Case {
	t.Helper()
	base := around + "[[timeline]]\nat = 1\nupdateService = { service = \"web\", desiredCount = 1 }\n"
	from, err := scenarios.Gather(fstest.MapFS{"base.toml": &fstest.MapFile{Data: []byte(base)}}, "web.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	cases, err := scenarios.Cases(from)
	if err != nil {
		t.Fatal(err)
	}
	return cases
}

// TestReadmeActions reads every example of an action that README.md shows, and wants one for each action that is modelled.
func TestReadmeActions(t *testing.T) {
	_, table, _ := strings.Cut(readme(t), "| action | what it does |\n|---|---|\n")
	table, _, _ = strings.Cut(table, "\n\n")
	shown := 0
	for row := range strings.Lines(table) {
		shown++
		for i, example := range strings.Split(row, "`") {
			switch {
			case i == 1 && strings.HasPrefix(example, "restoreZone"):
				example = "loseZone" + strings.TrimPrefix(example, "restoreZone") + "\n[[timeline]]\nat = 2\n" + example
			case i == 1: // the action
			case i%2 == 1 && shown == 4: // more settings of stopTask
				example = `stopTask = { service = "web", ` + example + " }"
			default:
				continue
			}
			_, refused, err := scenarios.Read("README.md", []byte(around+"[[timeline]]\nat = 1\n"+example))
			if err != nil || len(refused) > 0 {
				t.Errorf("%s: %v %v", example, err, refused)
			}
		}
	}
	for kind := range sim.ActionReplaceInstances + 1 {
		if !strings.Contains(table, "| `"+kind.String()+" = {") {
			t.Errorf("README.md doesn't show %s", kind)
		}
	}
}
