package query

import (
	"fmt"
	"strings"
)

// SyntaxError says where an expression isn't one, and why.
type SyntaxError struct {
	Offset int // in bytes from the start of the text; its length where something is missing at the end
	// Character is the same counted in characters, from 1, as Message counts, too.
	Character int
	Message   string // what is wrong
	Hint      string // what was probably meant or what is allowed; empty if there is nothing to say
	// Limit says that ECS takes such an expression and only this package can't evaluate it.
	Limit bool
}

// Error is the place, the message and the hint in a line.
func (e *SyntaxError) Error() string {
	text := fmt.Sprintf("at character %d: %s", e.Character, e.Message)
	if e.Hint != "" {
		text += "; " + e.Hint
	}
	return text
}

// maxShown is the length of the longest piece of an expression that an error shows whole.
const maxShown = 40

// shown quotes a piece of an expression.
func shown(piece string) string {
	if len(piece) > maxShown {
		return fmt.Sprintf("%.*q…", maxShown, piece)
	}
	return fmt.Sprintf("%q", piece)
}

// didYouMean is the hint for a word that isn't one of the language: the nearest that is, or all.
func didYouMean(word string, words []string) string {
	if best := nearest(word, words); best != "" {
		return "did you mean " + best + "?"
	}
	return "there are " + strings.Join(words, ", ")
}

// nearest is the one of words that word was most likely meant to be, or empty.
func nearest(word string, words []string) string {
	if len(word) > maxShown {
		return ""
	}
	best, least := "", 1+max(1, min(3, len(word)/3))
	for _, candidate := range words {
		if d := distance(strings.ToLower(word), strings.ToLower(candidate)); d < least {
			best, least = candidate, d
		}
	}
	return best
}

// distance is how many bytes have to be put in, left out or changed to get from a to b.
func distance(a, b string) int {
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		diagonal := last[0]
		last[0]++
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, last[j], last[j+1])
			}
			diagonal, last[j+1] = last[j+1], cost
		}
	}
	return last[len(b)]
}
