package scenarios

import (
	"fmt"
	"strings"
	"unicode"
)

// maxSuggested is the length of the longest word that a suggestion is looked for.
const maxSuggested = 64

// nearest finds the candidate that word was most likely meant to be. Case, hyphens and underscores don't count, so that
// desired_count finds desiredCount.
func nearest(word string, candidates []string) (best string, ok bool) {
	if len(word) > maxSuggested {
		return "", false
	}
	folded := fold(word)
	allowed := max(1, min(3, len(folded)/3))
	for _, candidate := range candidates {
		if d := distance(folded, fold(candidate)); d <= allowed && candidate != word {
			best, allowed, ok = candidate, d-1, true
		}
	}
	return best, ok
}

// fold takes off a word what people write differently.
func fold(word string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '-' {
			return -1
		}
		return unicode.ToLower(r)
	}, word)
}

// distance is how many letters have to be put in, left out, changed or swapped with a neighbour to get from a to b.
func distance(a, b string) int {
	if len(b) > maxSuggested {
		return maxSuggested
	}
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}

// maxListed is how many names a hint lists.
const maxListed = 8

// didYouMean is the hint for a name that doesn't exist: the nearest one that does, or what there is. Of names those that are
// empty are of things without one.
func didYouMean(word, what string, names []string) string {
	if best, ok := nearest(word, names); ok {
		return fmt.Sprintf("did you mean %s?", quote(best))
	}
	present := presentNames(names)
	switch {
	case len(names) == 0:
		return fmt.Sprintf("there is no %s at all", what)
	case len(present) == 0:
		return fmt.Sprintf("no %s has a name", what)
	case len(present) == 1:
		return "there is only " + present[0]
	}
	return "there are " + listed(present)
}

// listed joins names with commas, the end of a long list only counted.
func listed(names []string) string {
	if len(names) > maxListed {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:maxListed], ", "), len(names)-maxListed)
	}
	return strings.Join(names, ", ")
}
