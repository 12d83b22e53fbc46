package main

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// picture is a file with the counts of a service.
type picture struct {
	file    string
	service sim.ServiceID
}

// longestName is how much of a service's name goes into the name of a file at most: ECS allows 255 characters, and that
// is all that file systems allow, too.
const longestName = 80

// pictures are counts.png of the first service, so that there always is one, and when there are several a
// counts-SERVICE.png of each. A long name is cut and gets a hash of the whole. Some file systems take Web for web, so
// where a name differs only by case from an earlier one, it gets a number.
func pictures(services []sim.Service) []picture {
	if len(services) == 0 {
		return nil
	}
	list := []picture{{file: pictureFile}}
	if len(services) == 1 {
		return list
	}
	taken := make(map[string]bool)
	for i := range services {
		base := services[i].Name
		if len(base) > longestName {
			sum := sha256.Sum256([]byte(base))
			base = fmt.Sprintf("%s-%x", base[:longestName], sum[:4])
		}
		name := base
		for n := 2; taken[strings.ToLower(name)]; n++ {
			name = fmt.Sprintf("%s-%d", base, n)
		}
		taken[strings.ToLower(name)] = true
		list = append(list, picture{file: "counts-" + name + ".png", service: sim.ServiceID(i)})
	}
	return list
}

func countsFigure(result *reports.Run, id sim.ServiceID) reports.Figure {
	sc, s := result.Scenario, result.Fold.Service(id)
	end := result.Fold.Now()
	return reports.CountsFigure(reports.CountsInput{
		Scenario: sc, Names: result.Names(), Service: id,
		Samples: result.Fold.Samples(), Bounds: result.Fold.Bounds(),
		Marks: append(result.ActionMarks(id), deploymentMarks(s)...),
		End:   end, Outcome: s.Outcome,
		Subtitle: strings.TrimSuffix(result.ServiceVerdict(id), "."),
		Footer:   fmt.Sprintf("ecssim · rules of %s · seed %s", sc.Behavior, result.SeedText()),
	})
}

// deploymentMarks marks what the deployments of a service came to.
func deploymentMarks(s *metrics.Service) []reports.Mark {
	var marks []reports.Mark
	for i := range s.Deployments {
		d := &s.Deployments[i]
		switch d.End {
		case metrics.EndCompleted:
			marks = append(marks, reports.Mark{At: d.Ended, Kind: reports.MarkCompleted, Text: "completed"})
		case metrics.EndFailed:
			marks = append(marks, reports.Mark{At: d.Ended, Kind: reports.MarkFailed, Text: "failed"})
		case metrics.EndOfRun:
			if s.Over && (!d.Initial || s.Disturbed() != nil) {
				marks = append(marks, restMarks(s.Outcome, d.Ended)...)
			}
		case metrics.StillOpen, metrics.EndSuperseded, metrics.EndDeleted: // the action that ends it has a mark
		}
	}
	return marks
}

// restMarks marks the end of the run for a deployment, or the loss of instances, that was still under way.
func restMarks(outcome sim.Outcome, at sim.Time) []reports.Mark {
	switch outcome {
	case sim.OutcomeStuck:
		return []reports.Mark{{At: at, Kind: reports.MarkFailed, Text: "stuck"}}
	case sim.OutcomeUnfinished:
		return []reports.Mark{{At: at, Kind: reports.MarkEnd, Text: "end"}}
	case sim.OutcomeSettled, sim.OutcomeFailed:
	}
	return nil
}
