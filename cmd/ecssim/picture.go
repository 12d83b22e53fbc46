package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/reports/plot"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// drawCounts writes counts.png, or counts-SERVICE.png for each service when there are several; counts.png is the first
// service's then, too, so that there always is one.
func drawCounts(folder *folder, result *reports.Run) error {
	for i := range result.Scenario.Services {
		id := sim.ServiceID(i)
		draw := func(w io.Writer) error { return plot.WritePNG(w, countsFigure(result, id), plot.Options{}) }
		if i == 0 {
			if err := folder.write("counts.png", draw); err != nil {
				return err
			}
		}
		if len(result.Scenario.Services) > 1 {
			if err := folder.write("counts-"+result.Scenario.Services[i].Name+".png", draw); err != nil {
				return err
			}
		}
	}
	return nil
}

func countsFigure(result *reports.Run, id sim.ServiceID) reports.Figure {
	sc, s := result.Scenario, result.Fold.Service(id)
	end := result.Fold.Now()
	return reports.CountsFigure(reports.CountsInput{
		Scenario: sc, Names: result.Names(), Service: id,
		Samples: result.Fold.Samples(), Bounds: result.Fold.Bounds(),
		Marks: append(reports.ActionMarks(sc, result.Names(), id, end), deploymentMarks(s)...),
		End:   end, Outcome: s.Outcome,
		Subtitle: strings.TrimSuffix(result.ServiceVerdict(id), "."),
		Footer:   fmt.Sprintf("ecssim · rules of %s · seed %d", sc.Behavior, result.Seed),
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
			if !d.Initial && s.Over {
				marks = append(marks, restMarks(s.Outcome, d.Ended)...)
			}
		case metrics.StillOpen, metrics.EndSuperseded:
		}
	}
	return marks
}

// restMarks marks the end of the run for a deployment that was still under way.
func restMarks(outcome sim.Outcome, at sim.Time) []reports.Mark {
	switch outcome {
	case sim.OutcomeStuck:
		return []reports.Mark{{At: at, Kind: reports.MarkFailed, Text: "stuck"}}
	case sim.OutcomeUnfinished:
		return []reports.Mark{{At: at, Kind: reports.MarkEnd, Text: "end"}}
	case sim.OutcomeSettled:
	}
	return nil
}
