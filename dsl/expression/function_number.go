package expression

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
)

func numberFunctions() []function {
	one := []param{number}
	return []function{
		{example: "abs(change.usage_30d)", params: one, simple: Number, call: onNumber(math.Abs)},
		{example: "ceil(account.seats / 10)", params: one, simple: Number, call: onNumber(math.Ceil)},
		{example: "floor(account.seats / 10)", params: one, simple: Number, call: onNumber(math.Floor)},
		{example: "round(health.score)", params: one, simple: Number, call: onNumber(math.Round)},
		{example: "int(event.count)", params: []param{anything}, simple: Number, call: toInt},
		{example: "float(event.count)", params: []param{anything}, simple: Number, call: toFloat},
		{example: "max(metric.a, metric.b)", params: []param{numbers}, variadic: true, simple: Number, call: onNumbers(slices.Max[[]float64])},
		{example: "min(metric.a, metric.b)", params: []param{numbers}, variadic: true, simple: Number, call: onNumbers(slices.Min[[]float64])},
		{example: "mean(metric.a, metric.b)", params: []param{numbers}, variadic: true, simple: Number, call: onNumbers(mean)},
		{example: "median(metric.a, metric.b)", params: []param{numbers}, variadic: true, simple: Number, call: onNumbers(median)},
	}
}

func onNumber(f func(float64) float64) func(*run, []any) (any, error) {
	return func(_ *run, a []any) (any, error) {
		n, err := wantNumber(a[0])
		if err != nil {
			return nil, err
		}
		return finite(f(n)), nil
	}
}

// onNumbers takes numbers and lists of numbers alike. Of no numbers, or when one is missing, the result
// is missing.
func onNumbers(f func([]float64) float64) func(*run, []any) (any, error) {
	return func(r *run, a []any) (any, error) {
		all, complete, err := r.numbers(a)
		if err != nil || !complete || len(all) == 0 {
			return nil, err
		}
		return finite(f(all)), nil
	}
}

func (r *run) numbers(values []any) (all []float64, complete bool, err error) {
	for _, v := range values {
		items, ok := v.([]any)
		if !ok {
			items = []any{v}
		}
		if err := r.charge(len(items)); err != nil {
			return nil, false, err
		}
		for _, item := range items {
			if item == nil {
				return nil, false, nil
			}
			n, err := wantNumber(item)
			if err != nil {
				return nil, false, err
			}
			all = append(all, n)
		}
	}
	return all, true, nil
}

func mean(all []float64) float64 { return total(all) / float64(len(all)) }

func total(all []float64) float64 {
	t := 0.0
	for _, n := range all {
		t += n
	}
	return t
}

func median(all []float64) float64 {
	slices.Sort(all)
	middle := len(all) / 2
	if len(all)%2 == 1 {
		return all[middle]
	}
	return (all[middle-1] + all[middle]) / 2
}

// toFloat reads a number out of a text. A text that isn't one is an error: it may be a mistake in data.
func toFloat(_ *run, a []any) (any, error) {
	if s, ok := a[0].(string); ok {
		f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
		if err != nil {
			return nil, errors.New("the string is not a number")
		}
		return finite(f), nil
	}
	if n, ok := toNumber(a[0]); ok {
		return finite(n), nil
	}
	return nil, errors.New("only a number or a string can become a number, not " + kindOf(a[0]))
}

func toInt(r *run, a []any) (any, error) {
	v, err := toFloat(r, a)
	if f, ok := v.(float64); ok {
		return math.Trunc(f), nil
	}
	return nil, err
}
