package study

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
	"github.com/ecssim/ecssim/sim/metrics"
)

// replicate runs a scenario under n seeds, from seed on, on so many goroutines, and hands the judge of each run to take: at once
// on different goroutines, each replicate by its number from 0. What take makes of the numbers can't depend on their order.
// It gives the error of the replicate with the lowest number: an *ecs.BrokenError also for one that panics.
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
				errs[i] = one(ctx, sc, seed+uint64(i), fold, func(end *metrics.Judge) { take(i, end) })
				if errs[i] != nil {
					stop() // replicates that others have begun are broken off, those before it may have failed by themselves
					return
				}
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

// one runs one replicate and calls take. A panic in that is an error: nobody else can catch it, since a panic ends the goroutine
// that it is in, and with it the program.
func one(ctx context.Context, sc *sim.Scenario, seed uint64, fold *metrics.Fold, take func(end *metrics.Judge)) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = &ecs.BrokenError{At: fold.Now(), Seed: seed, Reason: fmt.Sprint(r), Stack: debug.Stack()}
		}
	}()
	fold.Reset(sc)
	judge := metrics.NewJudge(sc, fold, func(*sim.Record) string { return "" })
	if err := ecs.Run(ctx, sc, seed, sim.Recorders{judge, fold}); err != nil {
		return err
	}
	take(judge)
	return nil
}
