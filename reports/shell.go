package reports

import (
	"strconv"
	"strings"
)

// ShellLine is a command line that a POSIX shell takes apart into these words.
func ShellLine(words []string) string {
	quoted := make([]string, 0, len(words))
	for _, word := range words {
		quoted = append(quoted, shellWord(word))
	}
	return strings.Join(quoted, " ")
}

func shellWord(word string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=,+@%"
	switch {
	case word != "" && strings.Trim(word, plain) == "":
		return word
	case Inert(word) != word: // $'…' takes Go's escapes of control characters
		return "$" + "'" + strings.ReplaceAll(strings.Trim(strconv.QuoteToASCII(word), `"`), "'", `\'`) + "'"
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
