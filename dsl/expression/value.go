package expression

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// maxDepth is how deeply lists and objects may be nested in each other.
const maxDepth = 64

// Check reports whether v is a JSON value of the type; a missing value (nil) is of every type. The error
// is a phrase for authors and users of the API, such as `must be a number, not a string`. It doesn't
// repeat the value, which may be a customer's.
func (t Type) Check(v any) error {
	_, err := t.Normalise(v)
	return err
}

// Normalise checks v as Check does and gives it in the form in which expressions compare it: numbers as
// float64, instants in UTC with milliseconds. Lists and objects are copies.
func (t Type) Normalise(v any) (any, error) { return t.normalise(v, 0) }

func (t Type) normalise(v any, depth int) (any, error) {
	if v == nil {
		return nil, nil
	}
	if depth > maxDepth {
		return nil, errors.New("is nested too deeply")
	}
	switch t.Kind {
	case KindNumber:
		return normaliseNumber(v)
	case KindBool:
		if b, ok := v.(bool); ok {
			return b, nil
		}
		return nil, fmt.Errorf("must be true or false, not %s", kindOf(v))
	case KindList:
		return t.normaliseList(v, depth)
	case KindObject:
		return t.normaliseObject(v, depth)
	case KindString, KindMember, KindDate, KindTime:
		return t.normaliseText(v)
	}
	return copyValue(v, depth, func(int) error { return nil })
}

func normaliseNumber(v any) (any, error) {
	f, ok := toNumber(v)
	if !ok {
		return nil, fmt.Errorf("must be a number, not %s", kindOf(v))
	}
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil, errors.New("must be a finite number")
	}
	return f, nil
}

func (t Type) normaliseText(v any) (any, error) {
	s, ok := v.(string)
	if !ok {
		return nil, fmt.Errorf("must be %s, not %s", t.article(), kindOf(v))
	}
	switch t.Kind {
	case KindDate:
		if !isDate(s) {
			return nil, errors.New(`must be a date such as "2026-07-01"`)
		}
	case KindTime:
		at, err := ParseTime(s)
		if err != nil {
			return nil, errors.New(`must be a time in the form of RFC 3339, such as "2026-07-01T09:00:00+09:00"`)
		}
		return FormatTime(at), nil
	}
	if len(t.Values) > 0 && !slices.Contains(t.Values, s) {
		return nil, fmt.Errorf("must be one of %s%s", quoted(t.Values), didYouMean(Nearest(s, t.Values)))
	}
	return s, nil
}

func (t Type) normaliseList(v any, depth int) (any, error) {
	list, ok := v.([]any)
	if !ok {
		return nil, fmt.Errorf("must be a list, not %s", kindOf(v))
	}
	c := make([]any, len(list))
	for i, e := range list {
		n, err := t.elem().normalise(e, depth+1)
		if err != nil {
			return nil, fmt.Errorf("element %d %w", i+1, err)
		}
		c[i] = n
	}
	return c, nil
}

func (t Type) normaliseObject(v any, depth int) (any, error) {
	object, ok := v.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("must be an object, not %s", kindOf(v))
	}
	c := make(map[string]any, len(object))
	for _, name := range sortedKeys(object) {
		field, known := t.member(name)
		if !known {
			return nil, fmt.Errorf("has no member %q%s", name, didYouMean(Nearest(name, sortedKeys(t.Fields))))
		}
		n, err := field.normalise(object[name], depth+1)
		if err != nil {
			return nil, fmt.Errorf("member %q %w", name, err)
		}
		c[name] = n
	}
	return c, nil
}

// copyValue gives a deep copy of a JSON value with every number as float64 and no number that isn't
// one. charge is told of the work, and may stop it.
func copyValue(v any, depth int, charge func(int) error) (any, error) {
	if depth > maxDepth {
		return nil, errors.New("is nested too deeply")
	}
	switch v := v.(type) {
	case nil, bool:
		return v, nil
	case string:
		return v, charge(sizeOf(v))
	case []any:
		c := make([]any, len(v))
		for i := range v {
			if err := copyInto(&c[i], v[i], depth, charge); err != nil {
				return nil, err
			}
		}
		return c, nil
	case map[string]any:
		if err := charge(mapWork); err != nil {
			return nil, err
		}
		c := make(map[string]any, len(v))
		for _, name := range sortedKeys(v) { // In order, so that the first of several mistakes is always the same.
			var n any
			if err := copyInto(&n, v[name], depth, charge); err != nil {
				return nil, err
			}
			c[name] = n
		}
		return c, nil
	}
	if f, ok := toNumber(v); ok {
		return finite(f), nil
	}
	return nil, fmt.Errorf("is not a JSON value (%T)", v)
}

func copyInto(to *any, v any, depth int, charge func(int) error) error {
	if err := charge(1); err != nil {
		return err
	}
	n, err := copyValue(v, depth+1, charge)
	*to = n
	return err
}

// toNumber takes the numbers that Go code brings; only float64 comes out of JSON.
func toNumber(v any) (float64, bool) {
	switch n := v.(type) {
	case float64:
		return n, true
	case int:
		return float64(n), true
	case int64:
		return float64(n), true
	case json.Number:
		f, err := n.Float64()
		return f, err == nil
	}
	return 0, false
}

// finite is f as a value: NaN and infinity are missing.
func finite(f float64) any {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil
	}
	return f
}

func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// kindOf names a value's kind for people, with its article.
func kindOf(v any) string {
	switch v.(type) {
	case nil:
		return "a missing value"
	case bool:
		return "a bool"
	case string:
		return "a string"
	case []any:
		return "a list"
	case map[string]any:
		return "an object"
	}
	if _, ok := toNumber(v); ok {
		return "a number"
	}
	return fmt.Sprintf("a %T, which is not JSON", v)
}

func quoted(values []string) string {
	q := make([]string, len(values))
	for i, v := range values {
		q[i] = fmt.Sprintf("%q", v)
	}
	return strings.Join(q, ", ")
}
