package expression

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"unicode/utf8"
)

func listFunctions() []function {
	one := []param{{"items", list}}
	return []function{
		{
			example: "len(contacts.champions)", params: []param{{"value", listText}}, simple: Number, call: length,
			doc: "The number of elements of a list, of characters of a text, or of members of an object.",
		},
		{
			example: "first(contacts.champions)", params: one, gives: elem0, call: first1,
			doc: "The first element; missing when there is none.",
		},
		{
			example: "last(contacts.champions)", params: one, gives: elem0, call: last1,
			doc: "The last element; missing when there is none.",
		},
		{
			example: "take(contacts.champions, 2)", params: []param{{"items", list}, {"most", number}}, gives: listOf0, call: take,
			doc: "The first elements, at most so many.",
		},
		{
			example: "reverse(contacts.champions)", params: one, gives: listOf0, call: reverse,
			doc: "The elements from the last to the first.",
		},
		{
			example: "uniq(event.tags)", params: one, gives: listOf0, call: uniq,
			doc: "The elements without those that are equal to an earlier one.",
		},
		{
			example: "concat(contacts.champions, contacts.admins)", params: []param{{"lists", list}}, variadic: true, gives: listOf0, call: concat,
			doc: "One list of the elements of all lists.",
		},
		{
			example: "flatten([[1], [2, 3]])", params: one, simple: List(Any), call: flatten,
			doc: "One list of the elements of the lists in a list, one level deep.",
		},
		{
			example: "sort(event.tags, 'desc')", params: []param{{"items", sortables}, {"order", order}}, optional: 1, gives: listOf0, call: sortList,
			doc: "The numbers or strings in order: 'asc', the default, or 'desc'. Missing ones come last.",
		},
	}
}

func length(_ *run, a []any) (any, error) {
	switch v := a[0].(type) {
	case string:
		return float64(utf8.RuneCountInString(v)), nil
	case []any:
		return float64(len(v)), nil
	case map[string]any:
		return float64(len(v)), nil
	}
	return nil, errors.New("only a list, a string or an object has a length, not " + kindOf(a[0]))
}

func first1(_ *run, a []any) (any, error) {
	items, err := wantList(a[0])
	if err != nil || len(items) == 0 {
		return nil, err
	}
	return items[0], nil
}

func last1(_ *run, a []any) (any, error) {
	items, err := wantList(a[0])
	if err != nil || len(items) == 0 {
		return nil, err
	}
	return items[len(items)-1], nil
}

func take(_ *run, a []any) (any, error) {
	items, err := wantList(a[0])
	if err != nil {
		return nil, err
	}
	n, err := wantNumber(a[1])
	if err != nil {
		return nil, err
	}
	return items[:clamp(n, len(items))], nil
}

// clamp is n as a number of elements of a list of that length.
func clamp(n float64, length int) int {
	if math.IsNaN(n) {
		return 0
	}
	return int(max(0, min(n, float64(length))))
}

func reverse(_ *run, a []any) (any, error) {
	items, err := wantList(a[0])
	if err != nil {
		return nil, err
	}
	c := slices.Clone(items)
	slices.Reverse(c)
	return c, nil
}

func uniq(r *run, a []any) (any, error) {
	items, err := wantList(a[0])
	if err != nil {
		return nil, err
	}
	unique := []any{}
	for _, item := range items {
		known, err := r.contains(unique, item)
		if err != nil {
			return nil, err
		}
		if !known {
			unique = append(unique, item)
		}
	}
	return unique, nil
}

func concat(r *run, a []any) (any, error) {
	all := []any{}
	for _, v := range a {
		items, err := wantList(v)
		if err != nil {
			return nil, err
		}
		if err := r.grow(len(all), len(items)); err != nil {
			return nil, err
		}
		all = append(all, items...)
	}
	return all, nil
}

func flatten(r *run, a []any) (any, error) {
	items, err := wantList(a[0])
	if err != nil {
		return nil, err
	}
	flat := []any{}
	for _, item := range items {
		inner, ok := item.([]any)
		if !ok {
			inner = []any{item}
		}
		if err := r.grow(len(flat), len(inner)); err != nil {
			return nil, err
		}
		flat = append(flat, inner...)
	}
	return flat, nil
}

func sortList(_ *run, a []any) (any, error) {
	items, err := wantList(a[0])
	if err != nil {
		return nil, err
	}
	return sorted(items, items, a[1:])
}

// sorted orders items by their keys; equal keys keep their order, missing ones come last.
func sorted(items, keys, order []any) (any, error) {
	sign := 1
	if len(order) == 1 {
		switch order[0] {
		case "asc":
		case "desc":
			sign = -1
		default:
			return nil, errors.New("the order is 'asc' or 'desc'")
		}
	}
	if err := sameKind(keys); err != nil {
		return nil, err
	}
	places := make([]int, len(items))
	for i := range places {
		places[i] = i
	}
	slices.SortStableFunc(places, func(i, j int) int { return compareKeys(keys[i], keys[j], sign) })
	c := make([]any, len(items))
	for i, place := range places {
		c[i] = items[place]
	}
	return c, nil
}

func compareKeys(a, b any, sign int) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	if s, ok := a.(string); ok {
		t, _ := b.(string)
		return sign * cmp.Compare(s, t)
	}
	m, _ := toNumber(a)
	n, _ := toNumber(b)
	return sign * cmp.Compare(m, n)
}

func sameKind(keys []any) error {
	kind := ""
	for _, k := range keys {
		if k == nil {
			continue
		}
		if _, isNumber := toNumber(k); !isNumber {
			if _, isText := k.(string); !isText {
				return errors.New("only numbers and strings can be sorted, not " + kindOf(k))
			}
		}
		if kind != "" && kind != kindOf(k) {
			return fmt.Errorf("%s and %s can't be sorted together", kind, kindOf(k))
		}
		kind = kindOf(k)
	}
	return nil
}
