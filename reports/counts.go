package reports

import (
	"encoding/csv"
	"io"
	"strconv"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// CountsHeader is the first row of counts.csv, as a list of its columns.
func CountsHeader() []string {
	return []string{
		"time", "service", "deployment", "taskDefinition", "desired", "pending", "running", "healthy", "unhealthy", "stopping",
	}
}

// WriteCounts writes counts.csv: a row a deployment at each instant at which one of its counts changed, in seconds with
// three decimals. pending, running and stopping are disjoint; healthy and unhealthy are parts of running.
func WriteCounts(w io.Writer, sc *sim.Scenario, samples []metrics.Sample) error {
	names := newNameCache(sc)
	out := csv.NewWriter(w)
	row := CountsHeader()
	if err := out.Write(row); err != nil {
		return err
	}
	last := make([][]metrics.Sample, len(sc.Services)) // the row above of each deployment
	for i := range samples {
		s := &samples[i]
		if isRepeated(&last[s.Service], s) {
			continue
		}
		row = append(row[:0],
			s.At.String(), Inert(names.Service(s.Service)), names.Deployment(s.Service, s.Deployment),
			Inert(names.TaskDefinition(s.Definition)))
		for _, n := range [...]int32{s.Desired, s.Pending, s.Running, s.Healthy, s.Unhealthy, s.Stopping} {
			row = append(row, strconv.Itoa(int(n)))
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// isRepeated says whether a sample differs from its deployment's last one in time and status only, and keeps it.
func isRepeated(last *[]metrics.Sample, s *metrics.Sample) bool {
	for int(s.Deployment) >= len(*last) {
		*last = append(*last, metrics.Sample{Deployment: sim.NoDeployment})
	}
	before := (*last)[s.Deployment]
	(*last)[s.Deployment] = *s
	before.At, before.Status = s.At, s.Status
	return before == *s
}
