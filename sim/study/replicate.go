package study

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
	"github.com/ecssim/ecssim/sim/metrics"
)

// replicate runs a scenario under n seeds, from seed on, on so many goroutines, and hands the judge of each run to take: at once
// on different goroutines, each replicate by its number from 0. What take makes of the numbers can't depend on their order.
// It gives the error of the replicate with the lowest number.
func replicate(ctx context.Context, sc *sim.Scenario, seed uint64, n, workers int, take func(i int, end *metrics.Judge)) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var next atomic.Int64
	var group sync.WaitGroup
	errs := make([]error, n)
	for range max(1, min(workers, n)) {
		group.Go(func() {
			fold := metrics.New(sc)
			for {
				i := int(next.Add(1)) - 1
				if i >= n || ctx.Err() != nil {
					return
				}
				fold.Reset(sc)
				judge := metrics.NewJudge(sc, fold, func(*sim.Record) string { return "" })
				if errs[i] = ecs.Run(ctx, sc, seed+uint64(i), sim.Recorders{judge, fold}); errs[i] != nil {
					stop() // replicates that others have begun are broken off, those before it may have failed by themselves
					return
				}
				take(i, judge)
			}
		})
	}
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}
