//go:build unix

package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim/ecs"
)

// BenchmarkBatch runs small scenarios without reports, as many as there are in a batch; jobs=0 is a loop that reads and
// simulates them one after another, with what ecssim run records, and nothing else.
func BenchmarkBatch(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		folder := manySmall(b, n)
		b.Run(fmt.Sprintf("cases=%d/jobs=0", n), func(b *testing.B) {
			began := processorTime(b)
			for b.Loop() {
				for i := range n {
					playSmall(b, filepath.Join(folder, fmt.Sprintf("s%05d.toml", i)))
				}
			}
			reportSpeed(b, n, began)
		})
		for _, jobs := range []int{1, 2} {
			b.Run(fmt.Sprintf("cases=%d/jobs=%d", n, jobs), func(b *testing.B) {
				out := filepath.Join(b.TempDir(), "out")
				b.ReportAllocs()
				began := processorTime(b)
				for b.Loop() {
					code := run(b.Context(), []string{"batch", folder, "--out", out, "--reports", "none", "--jobs", fmt.Sprint(jobs), "-q"}, io.Discard, os.Stderr)
					if code != exitFine {
						b.Fatalf("ecssim exits with %d", code)
					}
				}
				reportSpeed(b, n, began)
				b.ReportMetric(liveHeap(), "live-B")
			})
		}
	}
}

// playSmall is what a batch does for each case but for writing.
func playSmall(b *testing.B, path string) {
	from, err := load(b.Context(), asked{path: path}, nil)
	if err != nil {
		b.Fatal(err)
	}
	result := reports.NewRun(from.scenario, from.scenario.Seed)
	if err := ecs.Run(b.Context(), from.scenario, result.Seed, result); err != nil {
		b.Fatal(err)
	}
	_ = result.Verdict()
}

// liveHeap is how many bytes are in use after a collection.
func liveHeap() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// reportSpeed reports how many cases a second there were, and how much of the processors each took, which says more on a
// machine that others use.
func reportSpeed(b *testing.B, n int, began time.Duration) {
	b.Helper()
	b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "cases/s")
	b.ReportMetric(float64((processorTime(b)-began).Microseconds())/float64(n*b.N), "CPU-µs/case")
}

// processorTime is what this process has had of the processors so far.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
