package expression

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
)

func numberFunctions() []function {
	one, value, many := []param{{"number", number}}, []param{{"value", anything}}, []param{{"numbers", numbers}}
	return []function{
		{
			example: "abs(change.usage_30d)", params: one, simple: Number, call: onNumber(math.Abs),
			doc: "The number without its sign.",
		},
		{
			example: "ceil(account.seats / 10)", params: one, simple: Number, call: onNumber(math.Ceil),
			doc: "The next whole number upwards.",
		},
		{
			example: "floor(account.seats / 10)", params: one, simple: Number, call: onNumber(math.Floor),
			doc: "The next whole number downwards.",
		},
		{
			example: "round(health.score)", params: one, simple: Number, call: onNumber(math.Round),
			doc: "The nearest whole number; a half goes away from zero.",
		},
		{
			example: "int(event.count)", params: value, simple: Number, call: toInt,
			doc: "The number, or the number that a text is, without its fraction; text that isn't a number is an error.",
		},
		{
			example: "float(event.count)", params: value, simple: Number, call: toFloat,
			doc: "The number, or the number that a text is; text that isn't a number is an error.",
		},
		{
			example: "max(metric.logins_7d, 1)", params: many, variadic: true, simple: Number, call: onNumbers(slices.Max[[]float64]),
			doc: "The largest of the numbers, of which some may stand in lists; missing when there is none or one is missing.",
		},
		{
			example: "min(metric.logins_7d, account.seats)", params: many, variadic: true, simple: Number, call: onNumbers(slices.Min[[]float64]),
			doc: "The smallest of the numbers, of which some may stand in lists; missing when there is none or one is missing.",
		},
		{
			example: "mean(metric.logins_7d, metric.logins_30d)", params: many, variadic: true, simple: Number, call: onNumbers(mean),
			doc: "The average of the numbers, of which some may stand in lists; missing when there is none or one is missing.",
		},
		{
			example: "median(event.scores)", params: many, variadic: true, simple: Number, call: onNumbers(median),
			doc: "The one in the middle when the numbers, of which some may stand in lists, are put in order; missing when there is none or one is missing.",
		},
	}
}

func onNumber(f func(float64) float64) callable {
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
func onNumbers(f func([]float64) float64) callable {
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
