package main

import (
	"cmp"
	"maps"
	"slices"
)

// names is the keys of a map in order.
func names[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
