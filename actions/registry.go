package actions

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Registry is a set of definitions by kind. It never changes after New, so it may be shared.
type Registry struct {
	byKind map[string]Definition
}

// New collects definitions. Two of one kind, one that is only announced, or one that Define didn't make,
// are errors.
func New(defs ...Definition) (*Registry, error) {
	r := &Registry{byKind: make(map[string]Definition, len(defs))}
	for _, d := range defs {
		if d.Announced {
			return nil, fmt.Errorf("the action %q is only announced: there is nothing to call", d.Kind)
		}
		if d.do == nil {
			return nil, errors.New("a definition was not made by actions.Define")
		}
		if _, ok := r.byKind[d.Kind]; ok {
			return nil, fmt.Errorf("the action %q is defined twice", d.Kind)
		}
		r.byKind[d.Kind] = d
	}
	return r, nil
}

// Get finds the definition of a kind.
func (r *Registry) Get(kind string) (Definition, bool) {
	d, ok := r.byKind[kind]
	return d, ok
}

// Definitions returns all definitions in alphabetical order of their kinds.
func (r *Registry) Definitions() []Definition {
	out := make([]Definition, 0, len(r.byKind))
	for _, kind := range slices.Sorted(maps.Keys(r.byKind)) {
		out = append(out, r.byKind[kind])
	}
	return out
}
