package expression

import (
	"errors"
	"math"
	"slices"
)

func accessCalls() map[string]callable {
	return map[string]callable{
		"$path":    func(_ *run, a []any) (any, error) { return a[0], nil },
		"$get":     func(_ *run, a []any) (any, error) { return element(a[0], a[1]) },
		"$slice":   slice,
		"$list":    listOrMissing,
		"$item":    item,
		"$key":     func(_ *run, a []any) (any, error) { return wantText(a[0]) },
		"$isEmpty": isEmpty,
		"$sortBy":  func(_ *run, a []any) (any, error) { return sortBy(a) },
		"$groupBy": groupBy,
		"$findLast": func(_ *run, a []any) (any, error) {
			items, err := wantList(a[0])
			if i := lastTrue(a[1]); i >= 0 && err == nil {
				return items[i], nil
			}
			return nil, err
		},
		"$findLastIndex": func(_ *run, a []any) (any, error) {
			if i := lastTrue(a[1]); i >= 0 {
				return float64(i), nil
			}
			return nil, nil
		},
	}
}

// lookup follows a chain of names; it is missing as soon as one of them is.
func (r *run) lookup(names path) (any, error) {
	v := r.env.Value(names[0])
	for _, name := range names[1:] {
		if v == nil {
			return nil, nil
		}
		o, ok := v.(map[string]any)
		if !ok {
			return nil, errors.New(kindOf(v) + " has no member " + name)
		}
		v = o[name]
	}
	return finiteValue(v), nil
}

// element is x[key]: missing when there is none. A negative place counts from the end.
func element(owner, key any) (any, error) {
	if owner == nil || key == nil {
		return nil, nil
	}
	switch o := owner.(type) {
	case map[string]any:
		name, err := wantText(key)
		return finiteValue(o[name]), err
	case []any:
		f, err := wantNumber(key)
		if err != nil {
			return nil, err
		}
		if f < 0 {
			f += float64(len(o))
		}
		if f != math.Trunc(f) || f < 0 || f >= float64(len(o)) {
			return nil, nil
		}
		return finiteValue(o[int(f)]), nil
	}
	return nil, errors.New(kindOf(owner) + " has no members")
}

// slice is x[from:to] of a list or of the characters of a string. What lies outside is left out.
func slice(r *run, a []any) (any, error) {
	switch v := a[0].(type) {
	case nil:
		return nil, nil
	case []any:
		from, to, err := bounds(a[1], a[2], len(v))
		if err != nil {
			return nil, err
		}
		return v[from:to], nil
	case string:
		if err := r.charge(sizeOf(v)); err != nil {
			return nil, err
		}
		runes := []rune(v)
		from, to, err := bounds(a[1], a[2], len(runes))
		if err != nil {
			return nil, err
		}
		return r.text(string(runes[from:to]))
	}
	return nil, errors.New("only of a list or a string a part can be taken, not of " + kindOf(a[0]))
}

func bounds(fromValue, toValue any, length int) (from, to int, err error) {
	if from, err = bound(fromValue, 0, length); err != nil {
		return 0, 0, err
	}
	if to, err = bound(toValue, length, length); err != nil {
		return 0, 0, err
	}
	return from, max(from, to), nil
}

func bound(v any, otherwise, length int) (int, error) {
	if v == nil {
		return otherwise, nil
	}
	f, err := wantNumber(v)
	if f < 0 {
		f += float64(length)
	}
	return clamp(f, length), err
}

// listOrMissing is what a loop goes over. Its turns are charged for beforehand, each with the size of
// what is asked in it.
func listOrMissing(r *run, a []any) (any, error) {
	if a[0] == nil {
		return nil, nil
	}
	items, err := wantList(a[0])
	if err != nil {
		return nil, err
	}
	return items, r.charge(len(items) * (1 + a[1].(int)))
}

// item is one turn of a loop.
func item(r *run, a []any) (any, error) { return a[0], r.charge(sizeOf(a[0])) }

func isEmpty(_ *run, a []any) (any, error) {
	items, _ := a[0].([]any)
	return len(items) == 0, nil
}

func sortBy(a []any) (any, error) {
	items, err := wantList(a[0])
	if err != nil {
		return nil, err
	}
	keys, err := wantList(a[1])
	if err != nil || len(a) == 3 && a[2] == nil {
		return nil, err
	}
	return sorted(items, keys, a[2:])
}

// groupBy is an object from key to list; elements without a key are left out.
func groupBy(_ *run, a []any) (any, error) {
	items, err := wantList(a[0])
	if err != nil {
		return nil, err
	}
	keys, err := wantList(a[1])
	if err != nil {
		return nil, err
	}
	groups := map[string]any{}
	for i, key := range keys {
		if key == nil {
			continue
		}
		name, err := wantText(key)
		if err != nil {
			return nil, err
		}
		group, _ := groups[name].([]any)
		groups[name] = append(group, items[i])
	}
	return groups, nil
}

// lastTrue is the place of the last true in a list of bools, -1 when there is none.
func lastTrue(v any) int {
	answers, _ := v.([]any)
	for i, answer := range slices.Backward(answers) {
		if answer == true {
			return i
		}
	}
	return -1
}
