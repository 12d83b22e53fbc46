//go:build unix

package plot

import (
	"syscall"
	"testing"
	"time"
)

// cpuTime is how long this process has kept processors busy on its own account.
func cpuTime(tb testing.TB) time.Duration {
	tb.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano())
}
