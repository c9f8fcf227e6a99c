package expression

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
)

// equal compares JSON values; values of two kinds are never equal.
func (r *run) equal(a, b any, depth int) (bool, error) {
	if err := r.charge(1 + sizeOf(a)); err != nil {
		return false, err
	}
	if depth > maxDepth {
		return false, errors.New("the values are nested too deeply")
	}
	switch a := a.(type) {
	case []any:
		b, ok := b.([]any)
		if !ok || len(a) != len(b) {
			return false, nil
		}
		for i := range a {
			if same, err := r.equal(a[i], b[i], depth+1); err != nil || !same {
				return false, err
			}
		}
		return true, nil
	case map[string]any:
		b, ok := b.(map[string]any)
		return r.equalObjects(a, b, ok, depth)
	case nil, bool, string:
		return a == b, nil
	}
	m, okA := toNumber(a)
	n, okB := toNumber(b)
	return okA && okB && m == n, nil
}

func (r *run) equalObjects(a, b map[string]any, ok bool, depth int) (bool, error) {
	if !ok || len(a) != len(b) {
		return false, nil
	}
	for _, name := range sortedKeys(a) { // In order, so that the limit of work is met at the same place each time.
		w, known := b[name]
		if !known {
			return false, nil
		}
		if same, err := r.equal(a[name], w, depth+1); err != nil || !same {
			return false, err
		}
	}
	return true, nil
}

func (r *run) order(a, b any) (int, error) {
	if s, ok := a.(string); ok {
		if t, ok := b.(string); ok {
			return strings.Compare(s, t), r.charge(sizeOf(s))
		}
	}
	m, okA := toNumber(a)
	n, okB := toNumber(b)
	if !okA || !okB {
		return 0, fmt.Errorf("%s and %s have no order", kindOf(a), kindOf(b))
	}
	return cmp.Compare(m, n), nil
}

func between(_ *run, o []any) (bool, error) {
	x, err := wantNumber(o[0])
	if err != nil {
		return false, err
	}
	from, err := wantNumber(o[1])
	if err != nil {
		return false, err
	}
	to, err := wantNumber(o[2])
	return from <= x && x <= to, err
}

func in(r *run, o []any) (bool, error) {
	switch where := o[1].(type) {
	case []any:
		return r.contains(where, o[0])
	case map[string]any:
		name, err := wantText(o[0])
		return finiteValue(where[name]) != nil, err
	}
	return false, errors.New("in needs a list or an object, not " + kindOf(o[1]))
}

func (r *run) contains(items []any, v any) (bool, error) {
	for _, item := range items {
		if same, err := r.equal(item, v, 0); err != nil || same {
			return same, err
		}
	}
	return false, nil
}
