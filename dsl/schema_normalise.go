package dsl

import (
	"fmt"
	"maps"
	"slices"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/dsl/expression"
)

// Normalise is t.Normalise for a value that comes in by a door: the address of a member has to be one that
// the actions can mail to and from, or a run would find out that it isn't.
func Normalise(t expression.Type, v any) (any, error) {
	normal, err := t.Normalise(v)
	if err == nil {
		err = checkMembers(t, normal)
	}
	return normal, err
}

// checkMembers checks the addresses of members in a value of the type.
func checkMembers(t expression.Type, v any) error {
	switch v := v.(type) {
	case string:
		if t.Kind != expression.KindMember || v == "" {
			return nil
		}
		if _, err := actions.ParseAddress(v); err != nil {
			return fmt.Errorf("must be the mail address of a member, such as \"hana@example.com\": %w", err)
		}
	case []any:
		for i, item := range v {
			if err := checkMembers(elem(t), item); err != nil {
				return fmt.Errorf("element %d %w", i+1, err)
			}
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			field, known := t.Fields[name]
			if !known {
				field = elem(t)
			}
			if err := checkMembers(field, v[name]); err != nil {
				return fmt.Errorf("member %q %w", name, err)
			}
		}
	}
	return nil
}

// elem is the type of what a list, or an open object, holds.
func elem(t expression.Type) expression.Type {
	if t.Elem == nil {
		return expression.Any
	}
	return *t.Elem
}
