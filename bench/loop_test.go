package bench

import (
	"fmt"
	"testing"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
)

// BenchmarkFailingLoop plays a rollout that never gets healthy for hours: memory stays flat however long it takes, since
// the places of tasks that have STOPPED are used again.
func BenchmarkFailingLoop(b *testing.B) {
	for _, hours := range []int{4, 40} {
		b.Run(fmt.Sprintf("hours=%d", hours), func(b *testing.B) {
			sc := rolling(b, 200, 50)
			sc.Duration = sim.Span(hours) * sim.Hour
			sc.TaskDefinitions[1].Faults.NeverReady = true
			var seen counter
			b.ReportAllocs()
			for b.Loop() {
				seen = counter{}
				w, err := ecs.New(sc, 1, &seen)
				if err != nil {
					b.Fatal(err)
				}
				for w.Step() {
				}
			}
			if seen.stopped == 0 {
				b.Fatal("no task has failed")
			}
			b.ReportMetric(float64(seen.records), "records/run")
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(seen.records), "ns/record")
		})
	}
}
