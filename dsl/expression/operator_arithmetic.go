package expression

import (
	"errors"
	"math"
)

func arithmeticCalls() map[string]callable {
	return map[string]callable{
		"$add":   add,
		"$sub":   arithmetic(func(a, b float64) float64 { return a - b }),
		"$mul":   arithmetic(func(a, b float64) float64 { return a * b }),
		"$div":   arithmetic(func(a, b float64) float64 { return a / b }),
		"$mod":   arithmetic(math.Mod),
		"$pow":   arithmetic(math.Pow),
		"$neg":   arithmetic1(func(a float64) float64 { return 0 - a }),
		"$num":   arithmetic1(func(a float64) float64 { return a }),
		"$sum":   sum,
		"$range": numberRange,
	}
}

// arithmetic gives a missing value where an operand is missing, or the result is no finite number.
func arithmetic(f func(a, b float64) float64) callable {
	return func(_ *run, o []any) (any, error) {
		if o[0] == nil || o[1] == nil {
			return nil, nil
		}
		a, err := wantNumber(o[0])
		if err != nil {
			return nil, err
		}
		b, err := wantNumber(o[1])
		if err != nil {
			return nil, err
		}
		return finite(f(a, b)), nil
	}
}

func arithmetic1(f func(float64) float64) callable {
	return func(_ *run, o []any) (any, error) {
		if o[0] == nil {
			return nil, nil
		}
		a, err := wantNumber(o[0])
		if err != nil {
			return nil, err
		}
		return finite(f(a)), nil
	}
}

var addNumbers = arithmetic(func(a, b float64) float64 { return a + b })

// add adds numbers and joins strings.
func add(r *run, o []any) (any, error) {
	s, isText := o[0].(string)
	if !isText || o[1] == nil {
		return addNumbers(r, o)
	}
	t, err := wantText(o[1])
	if err != nil {
		return nil, err
	}
	if len(s)+len(t) > maxText {
		return nil, errTooLong
	}
	return r.text(s + t)
}

func sum(r *run, a []any) (any, error) {
	all, complete, err := r.numbers(a)
	if err != nil || !complete {
		return nil, err
	}
	return finite(total(all)), nil
}

// numberRange is the list of whole numbers from one to another, both included.
func numberRange(r *run, o []any) (any, error) {
	if o[0] == nil || o[1] == nil {
		return nil, nil
	}
	from, err := wantNumber(o[0])
	if err != nil {
		return nil, err
	}
	to, err := wantNumber(o[1])
	if err != nil {
		return nil, err
	}
	if from != math.Trunc(from) || to != math.Trunc(to) {
		return nil, errors.New("a list of numbers goes from a whole number to a whole number")
	}
	n := clamp(to-from+1, maxList+1)
	if err := r.size(n); err != nil {
		return nil, err
	}
	items := make([]any, n)
	for i := range items {
		items[i] = from + float64(i)
	}
	return items, nil
}
