package html

import (
	"bytes"
	"cmp"
	"html/template"
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// content is what page/report.html shows without the help of scripts.
type content struct {
	Name, Description string
	Seed              string
	Behavior          string
	Ended             string // when the run ended, and why
	Command           string
	Source            string // the scenario's text
	SourceName        string // the file in which the command looks for it
	Bases             []baseContent
	Case              string // which of several the text describes
	Settings          []settingTable
	Services          []serviceContent
	Several           bool // services
	Lost              string
	Expectations      []expectationContent
	Assumptions       []sim.Assumption
	Metrics           metricTable
	Tasks, Hosts      string
	Fargate, EC2      bool // there are tasks on Fargate, or container instances
}

// baseContent is a text that the scenario's extends.
type baseContent struct{ ID, Path, Text string }

// serviceContent is the verdict and the key metrics of a service.
type serviceContent struct {
	Name    string
	Badge   string
	Tone    string   // good, bad, warn, calm
	Verdict string   // how its last deployment went
	More    []string // what else there is to tell
	Subject string   // of the cards: the deployment they are about
	Cards   []card
}

// card is one key metric.
type card struct {
	Label, Value, Of, Note string
	Bad                    bool
}

// expectationContent is one condition that is expected.
type expectationContent struct{ Mark, Result, Title, Service, Measured string }

func expectationsOf(run *reports.Run) []expectationContent {
	var list []expectationContent
	for _, x := range run.Expectations() {
		list = append(list, expectationContent{x.Mark(), x.Ruling.String(), x.Title(), x.Service, x.Measured})
	}
	return list
}

type metricTable struct {
	Head []metricHead
	Rows []metricRow
}

type metricHead struct{ Service, Name, End string }

type metricRow struct {
	Name, Means string
	Cells       []metricCell
}

// metricCell is a metric in words and as result.json has it.
type metricCell struct{ Text, Value string }

// fill executes the page's skeleton.
func fill(in *Input) (string, error) {
	skeleton, err := template.ParseFS(files, "page/report.html")
	if err != nil {
		return "", err
	}
	run := in.Run
	c := content{
		Name: reports.Inert(run.Scenario.Name), Description: reports.Inert(run.Scenario.Description), Seed: run.SeedText(),
		Behavior: string(run.Scenario.Behavior), Ended: clockOf(run, run.Fold.Now()) + ", " + endedBecause(run.EndedBecause()),
		Settings: settingsOf(in), Several: run.Fold.Services() > 1, Metrics: tableOf(run),
		Tasks: reports.Count(int64(len(in.Tracks.Tasks))), Hosts: reports.Count(int64(run.Fold.Hosts())),
	}
	if in.Source.Text != "" {
		c.source(in)
	}
	for _, a := range run.AssumptionsUsed() {
		c.Assumptions = append(c.Assumptions, sim.Assumption{
			Key: reports.Inert(a.Key), Value: reports.Inert(a.Value), Reason: reports.Inert(a.Reason),
		})
	}
	for i := range run.Scenario.Groups {
		fargate := run.Scenario.Groups[i].Fargate
		c.Fargate, c.EC2 = c.Fargate || fargate, c.EC2 || !fargate
	}
	for i := range run.Fold.Services() {
		c.Services = append(c.Services, serviceOf(run, sim.ServiceID(i)))
	}
	c.Lost = strings.TrimSpace(strings.TrimPrefix(run.Verdict(), allVerdicts(c.Services)))
	c.Expectations = expectationsOf(run)
	var b bytes.Buffer
	err = skeleton.Execute(&b, &c)
	return b.String(), err
}

// source fills in what the scenario was read from.
func (c *content) source(in *Input) {
	from := &in.Source
	c.Source, c.Case, c.Command = inertLines(from.Text), reports.Inert(from.Case), reports.ShellLine(in.Command)
	c.SourceName = reports.Inert(cmp.Or(from.Name, in.Run.Scenario.Name)) + ".toml"
	for i, base := range from.Bases {
		c.Bases = append(c.Bases, baseContent{"base-" + strconv.Itoa(i+1), reports.Inert(base.Path), inertLines(base.Text)})
	}
}

// allVerdicts is how the verdict of the run begins; what follows is about no service.
func allVerdicts(services []serviceContent) string {
	list := make([]string, 0, len(services))
	for i := range services {
		list = append(append(list, services[i].Verdict), services[i].More...)
	}
	return strings.Join(list, " ")
}

// inertLines is a text of which every line is inert.
func inertLines(text string) string {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i, line := range lines {
		parts := strings.Split(line, "\t")
		for k := range parts {
			parts[k] = reports.Inert(parts[k])
		}
		lines[i] = strings.Join(parts, "\t")
	}
	return strings.Join(lines, "\n")
}

func endedBecause(why string) string {
	switch why {
	case "settled":
		return "everything was settled"
	case "stuck":
		return "nothing could move any more"
	case "failed":
		return "a deployment had failed and nothing moved any more"
	case "duration":
		return "the scenario's duration was over"
	}
	return why
}

func serviceOf(run *reports.Run, id sim.ServiceID) serviceContent {
	s := run.Fold.Service(id)
	c := serviceContent{Name: reports.Inert(run.Scenario.Services[id].Name)}
	if sentences := run.ServiceSentences(id); len(sentences) > 0 {
		c.Verdict, c.More = sentences[0], sentences[1:]
	}
	d := s.Judged()
	c.Badge, c.Tone = badge(run.ServiceState(id))
	if d != nil {
		c.Subject = run.DeploymentName(d)
		if d.Initial {
			c.Subject += ", in place from the start"
		}
		c.Cards = cards(s, d)
	}
	return c
}

// badge is what became of a service in a word or two.
func badge(state reports.State) (text, tone string) {
	switch state {
	case reports.StateAbsent:
		return "Not created", "calm"
	case reports.StateDeleted:
		return "Deleted", "calm"
	case reports.StateStuck:
		return "Stuck", "bad"
	case reports.StateFailed:
		return "Failed", "bad"
	case reports.StateUnfinished:
		return "Unfinished", "warn"
	case reports.StateCompleted:
		return "Completed", "good"
	case reports.StateSettled:
	}
	return "Settled", "good"
}

// cards are the key metrics of a service's judged deployment.
func cards(s *metrics.Service, d *metrics.Deployment) []card {
	lowest := card{Label: "Lowest healthy", Value: count(d.MinHealthy), Note: "floor " + count(d.Floor), Bad: d.MinHealthy < d.Floor}
	if !d.Rescaled {
		lowest.Of = "of " + count(d.Desired)
	}
	below := card{Label: "Below desired", Value: reports.Humane(d.Dip.Below), Note: "healthy fewer than desired"}
	if d.Dip.None > 0 {
		below.Note, below.Bad = "of it "+reports.Humane(d.Dip.None)+" with none at all", true
	}
	if d.Dip.Below == 0 {
		below.Value = "never"
	}
	return []card{
		durationCard(s, d), lowest, below,
		{Label: "Peak tasks", Value: count(d.PeakTasks), Note: "running or starting; cap " + count(d.Cap)},
		{Label: "Peak on hosts", Value: count(d.PeakOccupied), Note: "stopping tasks included"},
		{Label: "Failed tasks", Value: count(d.TasksFailed), Note: "untold or unhealthy; not those lost with instances", Bad: d.TasksFailed > 0},
		{Label: "Started", Value: count(d.TasksStarted), Note: count(d.TasksStopped) + " stopped, " + killed(d.Sigkills)},
		{Label: "Refusals", Value: count(d.PlacementFailures), Note: "passes that found no room", Bad: d.PlacementFailures > 0},
	}
}

// durationCard says how long the deployment took, or what came first.
func durationCard(s *metrics.Service, d *metrics.Deployment) card {
	if span, ok := d.Duration(); ok {
		return card{Label: "Duration", Value: reports.Humane(span), Note: "from its creation to COMPLETED"}
	}
	c := card{Label: "Not complete after", Value: reports.Humane(d.Ended.Sub(d.Created)), Note: "when the run ended", Bad: true}
	switch d.End {
	case metrics.EndFailed:
		c.Label, c.Note = "Failed after", "from its creation to FAILED"
	case metrics.EndSuperseded:
		c.Label, c.Note, c.Bad = "Superseded after", "by a newer deployment", false
	case metrics.EndDeleted:
		c.Label, c.Note, c.Bad = "Deleted after", "with its service", false
	case metrics.StillOpen, metrics.EndCompleted, metrics.EndOfRun:
		if d.Initial {
			return card{Label: "Watched for", Value: c.Value, Note: "without a deployment"}
		}
		if s.Over && s.Outcome == sim.OutcomeStuck {
			c.Label, c.Note = "Stuck after", "nothing can move any more"
		}
	}
	return c
}

func killed(n int32) string {
	if n == 0 {
		return "none killed"
	}
	return count(n) + " killed"
}

func count(n int32) string { return reports.Count(int64(n)) }

// tableOf has all metrics of all deployments.
func tableOf(run *reports.Run) metricTable {
	var t metricTable
	var list []*metrics.Deployment
	for i := range run.Fold.Services() {
		s := run.Fold.Service(sim.ServiceID(i))
		for k := range s.Deployments {
			d := &s.Deployments[k]
			list = append(list, d)
			t.Head = append(t.Head, metricHead{reports.Inert(run.Scenario.Services[i].Name), run.DeploymentName(d), endOf(run, d)})
		}
	}
	for _, word := range metrics.Words() {
		row := metricRow{Name: word.Name, Means: meaning(word.Name)}
		for _, d := range list {
			row.Cells = append(row.Cells, metricCell{run.MetricText(word, d), reports.MetricValue(word, d)})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// endOf is what became of a deployment and when, in the page's notation of instants.
func endOf(run *reports.Run, d *metrics.Deployment) string {
	text, _, dated := strings.Cut(run.EndText(d), " at ")
	if dated {
		text += " at " + clockOf(run, d.Ended)
	}
	return text
}

// clockOf is an instant as the page's scripts write it: with hours if the run takes an hour or more.
func clockOf(run *reports.Run, at sim.Time) string {
	text := reports.Clock(at)
	if run.Fold.Now() < sim.Time(sim.Hour) || strings.Count(text, ":") > 1 {
		return text
	}
	return "0:" + strings.Repeat("0", len("59:59")-len(text)) + text
}

// meaning says what a metric is. All are about the service as a whole, in the window of the deployment.
func meaning(name string) string {
	switch name {
	case "duration":
		return "from its creation to COMPLETED"
	case "minHealthy":
		return "least number of healthy tasks"
	case "minRunning":
		return "least number of RUNNING tasks"
	case "peakTasks":
		return "most tasks RUNNING or on their way there"
	case "peakOccupied":
		return "most tasks that existed, stopping ones included"
	case "healthyDeficit":
		return "healthy tasks missing from desired, summed over time"
	case "timeAtFloor":
		return "how long healthy was at the floor or below it, while the floor was below the desired count"
	case "surge":
		return "tasks beyond desired, summed over time"
	case "tasksStarted":
		return "tasks created"
	case "tasksStopped":
		return "tasks told to stop"
	case "tasksFailed":
		return "tasks that ended untold or were told to stop because a health check failed; those that StopTask stopped, or that went with their instances, haven't failed"
	case "sigkills":
		return "tasks whose containers had to be killed"
	case "placementFailures":
		return "passes that could not place a task"
	case "hostWait":
		return "placed tasks waiting for their instance, summed over time"
	case "peakCPU":
		return "most CPU reserved at once"
	case "peakMemory":
		return "most memory reserved at once"
	case "hostsUsed":
		return "container instances that had a task"
	case "zoneSkew":
		return "tasks that the fullest zone has more than the emptiest, in the end"
	case "waiter":
		return "aws ecs wait services-stable, begun at the creation"
	}
	return ""
}
