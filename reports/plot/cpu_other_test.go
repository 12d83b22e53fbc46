//go:build !unix

package plot

import (
	"testing"
	"time"
)

// cpuTime isn't known here.
func cpuTime(testing.TB) time.Duration { return 0 }
