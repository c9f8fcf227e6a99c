package expression

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// show is a value as a reader wants it: numbers without an exponent and without the dust of binary
// fractions, lists with commas, a missing value as nothing.
func (r *run) show(v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case bool:
		return strconv.FormatBool(v), nil
	case []any:
		return r.join(v, ", ")
	case map[string]any:
		return r.json(v)
	}
	f, ok := toNumber(v)
	if !ok {
		return "", fmt.Errorf("%s can't be shown", kindOf(v))
	}
	return showNumber(f), nil
}

func (r *run) json(v any) (string, error) {
	c, err := copyValue(v, 0, r.charge)
	if err != nil {
		return "", fmt.Errorf("the value %w", err)
	}
	b, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("write JSON: %w", err)
	}
	return string(b), nil
}

func showNumber(f float64) string {
	if finite(f) == nil {
		return ""
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64)
	if err != nil {
		rounded = f
	}
	return strconv.FormatFloat(0+rounded, 'f', -1, 64)
}

func (r *run) showElement(v any) (string, error) {
	if inner, ok := v.([]any); ok {
		return r.json(inner)
	}
	return r.show(v)
}

// join shows the elements that aren't missing. Lists inside a list are shown as JSON.
func (r *run) join(items []any, by string) (string, error) {
	var b strings.Builder
	for _, item := range items {
		if item == nil {
			continue
		}
		s, err := r.showElement(item)
		if err != nil {
			return "", err
		}
		if err := r.charge(1 + len(s)/16); err != nil {
			return "", err
		}
		if b.Len() > 0 {
			b.WriteString(by)
		}
		b.WriteString(s)
		if b.Len() > maxText {
			return "", errTooLong
		}
	}
	return b.String(), nil
}
