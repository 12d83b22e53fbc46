package sim

import (
	"math"
	"strconv"
	"time"
)

// Time is an instant of a run: whole virtual milliseconds since it began. The zero value is the beginning.
type Time int64

// Span is a length of virtual time in whole milliseconds. It is never negative in a valid scenario.
type Span int64

// Spans that are written often.
const (
	Millisecond Span = 1
	Second           = 1000 * Millisecond
	Minute           = 60 * Second
	Hour             = 60 * Minute
)

// Forever is a span longer than any run: what a Delay that never ends gives. Adding it to a Time gives Never.
const Forever Span = math.MaxInt64 / 4

// Never is an instant after the end of every run.
const Never = Time(Forever)

// SpanOf rounds d to the nearest millisecond.
func SpanOf(d time.Duration) Span { return Span(d.Round(time.Millisecond) / time.Millisecond) }

// Duration is s as the standard library's type, for the edges of the program.
func (s Span) Duration() time.Duration { return time.Duration(s) * time.Millisecond }

// Add is the instant s after t, Never at the latest.
func (t Time) Add(s Span) Time {
	if t >= Never || s >= Forever {
		return Never
	}
	return min(t+Time(s), Never)
}

// Sub is the span from u to t, negative when t lies before u.
func (t Time) Sub(u Time) Span { return Span(t - u) }

// String prints t in seconds with three decimals, "63.200", or "never".
func (t Time) String() string {
	if t >= Never {
		return "never"
	}
	return string(t.AppendSeconds(nil))
}

// AppendSeconds appends t in seconds with three decimals.
func (t Time) AppendSeconds(b []byte) []byte { return appendMillis(b, int64(t)) }

// String prints s in seconds with three decimals, or "never".
func (s Span) String() string {
	if s >= Forever {
		return "never"
	}
	return string(appendMillis(nil, int64(s)))
}

func appendMillis(b []byte, ms int64) []byte {
	if ms < 0 {
		b = append(b, '-')
		ms = -ms
	}
	b = strconv.AppendInt(b, ms/1000, 10)
	rest := ms % 1000
	return append(b, '.', byte('0'+rest/100), byte('0'+rest/10%10), byte('0'+rest%10))
}
