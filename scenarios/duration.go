package scenarios

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/ecssim/ecssim/sim"
)

// spanProblem says why a duration can't be taken, and how it was probably meant.
type spanProblem struct {
	kind          Kind
	message, hint string
}

// spanOf reads a duration: a string of Go's syntax, or a number of seconds.
func spanOf(data any) (sim.Span, *spanProblem) {
	switch data := data.(type) {
	case string:
		return parseSpan(data)
	case int64:
		const most = int64(sim.Forever / sim.Second)
		if data < 0 || data > most {
			return 0, spanOutside(strconv.FormatInt(data, 10), data < 0)
		}
		return sim.Span(data) * sim.Second, nil
	case float64:
		return secondsSpan(data)
	}
	return 0, &spanProblem{kind: WrongType}
}

func spanOutside(text string, negative bool) *spanProblem {
	if negative {
		return &spanProblem{OutOfRange, fmt.Sprintf("%s is negative; a duration runs forward", text), ""}
	}
	return &spanProblem{OutOfRange, fmt.Sprintf("%s is longer than any run", text), ""}
}

// parseSpan reads a duration of Go's syntax.
func parseSpan(text string) (sim.Span, *spanProblem) {
	d, err := time.ParseDuration(text)
	switch {
	case err != nil:
		return 0, &spanProblem{OutOfRange, quote(text) + " isn't a duration", spanHint(text)}
	case d < 0:
		problem := spanOutside(quote(text), true)
		problem.hint = fmt.Sprintf("write %q", strings.TrimPrefix(strings.TrimSpace(text), "-"))
		return 0, problem
	case d%time.Millisecond != 0:
		return 0, &spanProblem{
			OutOfRange, quote(text) + " is finer than a millisecond, which is ecssim's smallest step",
			fmt.Sprintf("write %q", spanText(sim.SpanOf(d))),
		}
	}
	return sim.SpanOf(d), nil
}

// secondsSpan reads a number of seconds with a fraction.
func secondsSpan(seconds float64) (sim.Span, *spanProblem) {
	text := strconv.FormatFloat(seconds, 'g', -1, 64)
	if math.IsNaN(seconds) {
		return 0, &spanProblem{OutOfRange, text + " isn't a number of seconds", ""}
	}
	if seconds < 0 || seconds > 1e12 {
		return 0, spanOutside(text, seconds < 0)
	}
	ms := math.Round(seconds * 1000)
	if math.Abs(seconds*1000-ms) > 1e-6*math.Max(1, ms/1e9) {
		return 0, &spanProblem{OutOfRange, text + " s is finer than a millisecond, which is ecssim's smallest step", ""}
	}
	return sim.Span(ms), nil
}

// spanHint guesses what duration a string such as "1 hour" or "10 min" was meant to be.
func spanHint(text string) string {
	units := []struct{ words, unit string }{
		{"ms msec msecs millisecond milliseconds", "ms"},
		{"s sec secs second seconds", "s"},
		{"m min mins minute minutes", "m"},
		{"h hr hrs hour hours", "h"},
	}
	trimmed := strings.ToLower(strings.TrimSpace(text))
	word := strings.TrimLeft(trimmed, "+0123456789.")
	number := strings.TrimSuffix(trimmed, word)
	word = strings.TrimSpace(word)
	if _, err := strconv.ParseFloat(number, 64); err == nil {
		if word == "" {
			return fmt.Sprintf("write %q for seconds", number+"s")
		}
		if days, err := strconv.Atoi(number); err == nil && days < 1e6 && (word == "d" || word == "day" || word == "days") {
			return fmt.Sprintf("write %q", strconv.Itoa(24*days)+"h")
		}
		for _, u := range units {
			if containsWord(u.words, word) {
				return fmt.Sprintf("write %q", number+u.unit)
			}
		}
	}
	return `durations look like "30s", "1m30s", "250ms" or "2h"`
}

func containsWord(words, word string) bool {
	for w := range strings.FieldsSeq(words) {
		if w == word {
			return true
		}
	}
	return false
}

// spanText writes a span as a scenario would have it: "14s", "6.4s", "90m".
func spanText(s sim.Span) string {
	switch {
	case s == 0:
		return "0s"
	case s%sim.Hour == 0:
		return strconv.FormatInt(int64(s/sim.Hour), 10) + "h"
	case s%sim.Minute == 0:
		return strconv.FormatInt(int64(s/sim.Minute), 10) + "m"
	case s < sim.Second:
		return strconv.FormatInt(int64(s), 10) + "ms"
	}
	text := strings.TrimRight(s.String(), "0")
	return strings.TrimSuffix(text, ".") + "s"
}
