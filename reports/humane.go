package reports

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/ecssim/ecssim/sim"
)

// Humane writes a span for people: "3 min 41 s", "41.2 s", "0.35 s". It rounds to whole seconds from a minute on, to
// tenths below.
func Humane(s sim.Span) string {
	switch {
	case s >= sim.Forever:
		return "for ever"
	case s < sim.Second:
		return decimal(int64(s)) + " s"
	case s < sim.Minute-50:
		return decimal(int64(s+50)/100*100) + " s"
	}
	seconds := int64(s+500) / 1000
	var parts []string
	add := func(n int64, unit string) {
		if n > 0 {
			parts = append(parts, strconv.FormatInt(n, 10)+" "+unit)
		}
	}
	add(seconds/3600, "h")
	add(seconds/60%60, "min")
	add(seconds%60, "s")
	return strings.Join(parts, " ")
}

// decimal writes thousandths as a decimal number without needless zeros: 63200 is "63.2".
func decimal(thousandths int64) string { return string(appendDecimal(nil, thousandths)) }

func appendDecimal(b []byte, thousandths int64) []byte {
	b = sim.Time(thousandths).AppendSeconds(b)
	for b[len(b)-1] == '0' {
		b = b[:len(b)-1]
	}
	if b[len(b)-1] == '.' {
		b = b[:len(b)-1]
	}
	return b
}

// quantity writes a number of things: "1 task", "5,000 tasks".
func quantity[N int | int32 | int64](n N, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return Count(int64(n)) + " " + one + "s"
}

// resources writes CPU and memory: "512 CPU units and 1,024 MiB".
func resources(r sim.Resources) string {
	return quantity(r.CPU, "CPU unit") + " and " + Count(r.Memory) + " MiB"
}

// capital begins a sentence with s.
func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// enumerate joins parts as a sentence does: "a", "a and b", "a, b and c".
func enumerate(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	last := len(parts) - 1
	return strings.Join(parts[:last], ", ") + " and " + parts[last]
}

// Inert is s fit for a line of text and for a terminal: everything that isn't printable (line breaks, control
// characters, characters that turn the direction of writing, broken UTF-8) is written as Go escapes it, and so is what would
// make a command for a CI runner of the line. GitHub and Azure obey "##[" and "##vso[" wherever they are in what is printed,
// and GitHub "::" where a line begins (actions/runner, ActionCommand.cs).
func Inert(s string) string {
	return withoutCommands(printable(s))
}

// withoutCommands is a line in which no CI runner finds a command, even if it begins a line.
func withoutCommands(s string) string {
	if rest, ok := strings.CutPrefix(strings.TrimLeft(s, " "), "::"); ok {
		s = s[:len(s)-len(rest)-2] + `\x3a:` + rest
	}
	if !strings.Contains(s, "##") {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		rest := s[i:]
		if strings.HasPrefix(rest, "##[") || len(rest) > 5 && strings.EqualFold(rest[:6], "##vso[") {
			b.WriteString(`\x23`)
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func printable(s string) string {
	for i, r := range s {
		if !strconv.IsPrint(r) || r == utf8.RuneError {
			return s[:i] + escape(s[i:])
		}
	}
	return s
}

func escape(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		if strconv.IsPrint(r) && r != utf8.RuneError {
			b.WriteString(s[:n])
		} else {
			quoted := strconv.QuoteToASCII(s[:n])
			b.WriteString(quoted[1 : len(quoted)-1])
		}
		s = s[n:]
	}
	return b.String()
}
