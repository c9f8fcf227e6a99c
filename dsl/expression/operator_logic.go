package expression

import "fmt"

// logicCalls are what && || ! ?: and the tests for missing values are made of. In conditions a missing
// bool is false; in Kleene's logic it is missing, unless the other side decides.
func logicCalls() map[string]callable {
	return map[string]callable{
		"$isMissing": func(_ *run, a []any) (any, error) { return finiteValue(a[0]) == nil, nil },
		"$isPresent": func(_ *run, a []any) (any, error) { return finiteValue(a[0]) != nil, nil },
		"$isDecided": func(r *run, a []any) (any, error) { return !r.kleene || a[0] != nil, nil },
		"$isTrue":    func(_ *run, a []any) (any, error) { return wantBool(a[0]) },
		"$isFalse":   isFalse,
		"$not":       not,
		"$and":       and,
		"$or":        or,
	}
}

func wantBool(v any) (bool, error) {
	switch v := v.(type) {
	case bool:
		return v, nil
	case nil:
		return false, nil
	}
	return false, fmt.Errorf("true or false is needed, not %s", kindOf(v))
}

func isFalse(r *run, a []any) (any, error) {
	b, err := wantBool(a[0])
	if r.kleene && a[0] == nil {
		return false, err
	}
	return !b, err
}

func not(r *run, a []any) (any, error) {
	b, err := wantBool(a[0])
	if err != nil || r.kleene && a[0] == nil {
		return nil, err
	}
	return !b, nil
}

// and is called when the left side isn't false.
func and(r *run, a []any) (any, error) {
	b, err := wantBool(a[1])
	switch {
	case err != nil:
		return nil, err
	case r.kleene && (a[1] == nil || b && a[0] == nil):
		return nil, nil
	}
	return b, nil
}

// or is called when the left side isn't true.
func or(r *run, a []any) (any, error) {
	b, err := wantBool(a[1])
	switch {
	case err != nil:
		return nil, err
	case r.kleene && !b && (a[0] == nil || a[1] == nil):
		return nil, nil
	}
	return b, nil
}
