package dsl

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tendhq/tend/dsl/expression"
)

// suggest is a sentence that helps with an unknown name: the nearest, else all when they are few.
func suggest(given string, known []string) string {
	if name := expression.Nearest(given, known); name != "" {
		return fmt.Sprintf("Did you mean %q?", name)
	}
	switch {
	case len(known) == 0:
		return "None is declared."
	case len(known) > 12:
		return ""
	}
	return "There is " + list(slices.Sorted(slices.Values(known)), "and") + "."
}

// list joins quoted names with commas and a word before the last.
func list(names []string, word string) string {
	all := quoted(names)
	if len(all) < 2 {
		return strings.Join(all, "")
	}
	last := len(all) - 1
	return strings.Join(all[:last], ", ") + " " + word + " " + all[last]
}

// names is the sorted keys of a map.
func names[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}
