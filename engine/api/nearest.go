package api

import (
	"strings"

	"github.com/agext/levenshtein"
)

// nearest is the candidate that a misspelt name probably means, empty when none is near. Candidates
// earlier in the list win among equals.
func nearest(name string, candidates []string) string {
	best, distance := "", 3
	for _, c := range candidates {
		// Names that share half of their letters by chance aren't a misspelling of each other.
		if d := levenshtein.Distance(strings.ToLower(name), c, nil); d < distance && 2*d <= len(c) {
			best, distance = c, d
		}
	}
	return best
}
