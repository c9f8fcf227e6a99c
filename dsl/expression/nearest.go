package expression

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Nearest is the candidate that name was probably meant to be, or "". A candidate that begins with name
// counts as near; else at most a third of the name may differ, or half of a short one whose first letter is
// the same.
func Nearest(name string, candidates []string) string {
	best, bestDistance := "", len([]rune(name))/3+1
	short := len([]rune(name)) <= 8
	for _, c := range candidates {
		d := distance(strings.ToLower(name), strings.ToLower(c))
		if len(name) >= 3 && strings.HasPrefix(c, name) {
			d = min(d, 1)
		}
		if d < bestDistance || d == bestDistance && best == "" && short && d <= len([]rune(name))/2 && sameFirst(name, c) {
			best, bestDistance = c, d
		}
	}
	return best
}

// sameFirst reports whether two names begin with the same letter.
func sameFirst(a, b string) bool {
	first := func(s string) string { return strings.ToLower(string([]rune(s)[:min(1, len(s))])) }
	return first(a) == first(b)
}

func didYouMean(name string) string {
	if name == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", name)
}

// distance is the number of letters to change, add, drop or swap with their neighbour.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	before, last := make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := range s {
		row := make([]int, len(t)+1)
		row[0] = i + 1
		for j := range t {
			cost := 1
			if s[i] == t[j] {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(t)]
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
