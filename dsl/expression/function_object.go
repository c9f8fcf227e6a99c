package expression

import (
	"encoding/json"
	"errors"
	"fmt"
)

func kindFunctions() []function {
	value := []param{{"value", anything}}
	return []function{
		{
			example: "is_missing(account.csm)", params: value, simple: Bool, keepsMissing: true, call: isMissing,
			doc: "Whether there is no value: x == nil says the same.",
		},
		{
			example: "type(event.value)", params: value, keepsMissing: true, call: typeName,
			simple: Type{Kind: KindString, Values: []string{"nil", "bool", "number", "string", "list", "object"}},
			doc:    "The kind of the value as a string: 'nil', which is a missing value, 'bool', 'number', 'string', 'list' or 'object'.",
		},
	}
}

func objectFunctions() []function {
	one := []param{{"object", object}}
	return []function{
		{
			example: "get(metric, 'logins_7d')", params: []param{{"from", owner}, {"key", anything}}, simple: Any,
			call: func(_ *run, a []any) (any, error) { return element(a[0], a[1]) },
			doc:  "The member of an object with a name, or the element of a list at a place counted from 0; missing when there is none.",
		},
		{
			example: "keys(health.measures)", params: one, simple: List(String), call: onObject(func(name string, _ any) any { return name }),
			doc: "The names of the members, sorted.",
		},
		{
			example: "values(health.measures)", params: one, simple: List(Any), call: onObject(func(_ string, v any) any { return v }),
			doc: "The values of the members, in the order of their names.",
		},
		{
			example: "toPairs(health.measures)", params: one, simple: List(List(Any)), call: onObject(func(name string, v any) any { return []any{name, v} }),
			doc: "The members as pairs of a name and a value, in the order of their names.",
		},
		{
			example: "fromPairs([['a', 1]])", params: []param{{"pairs", list}}, simple: Type{Kind: KindObject, Open: true}, call: fromPairs,
			doc: "The object whose members are pairs of a name and a value. Of several with one name the last counts.",
		},
		{
			example: "toJSON(event)", params: []param{{"value", anything}}, simple: String, call: toJSON,
			doc: "The value as JSON, with the members of objects in the order of their names.",
		},
		{
			example: "fromJSON(event.text)", params: []param{{"text", text}}, simple: Any, call: fromJSON,
			doc: "The value that was written as JSON; text that isn't JSON is an error.",
		},
	}
}

func isMissing(_ *run, a []any) (any, error) { return finiteValue(a[0]) == nil, nil }

func typeName(_ *run, a []any) (any, error) {
	switch a[0].(type) {
	case nil:
		return "nil", nil
	case bool:
		return "bool", nil
	case string:
		return "string", nil
	case []any:
		return "list", nil
	case map[string]any:
		return "object", nil
	}
	return "number", nil
}

// onObject makes a list of an object's members, in the order of their names.
func onObject(f func(name string, v any) any) callable {
	return func(r *run, a []any) (any, error) {
		o, ok := a[0].(map[string]any)
		if !ok {
			return nil, errors.New("an object is needed, not " + kindOf(a[0]))
		}
		if err := r.size(len(o)); err != nil {
			return nil, err
		}
		all := make([]any, 0, len(o))
		for _, name := range sortedKeys(o) {
			all = append(all, f(name, o[name]))
		}
		return all, nil
	}
}

func fromPairs(_ *run, a []any) (any, error) {
	items, err := wantList(a[0])
	if err != nil {
		return nil, err
	}
	o := make(map[string]any, len(items))
	for _, item := range items {
		pair, _ := item.([]any)
		if len(pair) != 2 {
			return nil, errors.New("each element must be a pair of a name and a value")
		}
		name, ok := pair[0].(string)
		if !ok {
			return nil, errors.New("the name in a pair must be a string, not " + kindOf(pair[0]))
		}
		o[name] = pair[1]
	}
	return o, nil
}

func toJSON(r *run, a []any) (any, error) {
	s, err := r.json(a[0])
	if err != nil {
		return nil, err
	}
	return r.text(s)
}

func fromJSON(r *run, a []any) (any, error) {
	s, err := wantText(a[0])
	if err != nil {
		return nil, err
	}
	var v any
	if json.Unmarshal([]byte(s), &v) != nil {
		return nil, errors.New("the string is not JSON")
	}
	v, err = copyValue(v, 0, r.charge)
	if err != nil {
		return nil, fmt.Errorf("the value %w", err)
	}
	return v, nil
}
