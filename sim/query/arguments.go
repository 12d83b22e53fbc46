package query

import (
	"cmp"
	"strconv"
	"strings"
	"time"
)

// Shapes of dates, in which 0 stands for any digit.
const (
	shapeDate = "0000-00-00"
	shapeTime = "0000-00-00T00:00:00"
)

// dateForms says in an error how a date can be written (AWS page cluster-query-language).
const dateForms = "2018-06-18, 2018-06-18T22:28:28, 2018-06-18T22:28:28Z or 2018-06-18T22:28:28+00:00"

// parseDate reads one of the date formats of registeredAt, as seconds since 1970 UTC.
func parseDate(text string) (seconds int64, ok bool) {
	layout := time.DateOnly
	if !hasShape(text, shapeDate) {
		zoneless, _ := strings.CutSuffix(text, "Z")
		if zoneless == text {
			zoneless, _ = strings.CutSuffix(text, "+00:00")
		}
		if !hasShape(zoneless, shapeTime) {
			return 0, false
		}
		text, layout = zoneless, "2006-01-02T15:04:05"
	}
	t, err := time.Parse(layout, text)
	return t.Unix(), err == nil
}

func hasShape(text, shape string) bool {
	if len(text) != len(shape) {
		return false
	}
	for i := range len(text) {
		if shape[i] == '0' && !isDigit(text[i]) || shape[i] != '0' && text[i] != shape[i] {
			return false
		}
	}
	return true
}

// parseCount reads the argument of runningTasksCount.
func parseCount(text string) (count int64, ok bool) {
	digits, _ := strings.CutPrefix(text, "-")
	if digits == "" || strings.ContainsFunc(digits, func(r rune) bool { return r < '0' || r > '9' }) {
		return 0, false
	}
	count, err := strconv.ParseInt(text, 10, 64)
	return count, err == nil
}

// isVersion says whether text is numbers with dots between them.
func isVersion(text string) bool {
	before := byte('.')
	for i := range len(text) {
		if !isDigit(text[i]) && (text[i] != '.' || before == '.') {
			return false
		}
		before = text[i]
	}
	return before != '.'
}

// compareVersions compares versions number by number; one that is left out is 0 (assumed). Nothing can be said of what
// isn't numbers and dots.
func compareVersions(a, b string) (order int, ok bool) {
	if !isVersion(a) || !isVersion(b) {
		return 0, false
	}
	for a != "" || b != "" {
		var x, y string
		x, a, _ = strings.Cut(a, ".")
		y, b, _ = strings.Cut(b, ".")
		x, y = strings.TrimLeft(x, "0"), strings.TrimLeft(y, "0")
		if order := cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(x, y)); order != 0 {
			return order, true
		}
	}
	return 0, true
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }
