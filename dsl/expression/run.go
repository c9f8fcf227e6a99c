package expression

import (
	"errors"
	"fmt"

	"github.com/expr-lang/expr/vm"
)

// Limits of one evaluation, so that no expression can hang or fill the memory.
const (
	maxWork   = 500_000 // operators, calls, and elements that they look at
	maxValues = 200_000 // elements of the lists and objects that it makes
	maxText   = 1 << 20 // bytes of one string
	maxList   = 10_000  // elements of one list
)

// mapWork is the work of making an object, whatever its size.
const mapWork = 4

// nodesPerWork is how many nodes of an expression, evaluated by expr itself, are as much work as one call.
const nodesPerWork = 16

var (
	errTooMuch = errors.New("the expression does too much work for one evaluation")
	errTooBig  = errors.New("the expression makes too many values for one evaluation")
	errTooLong = errors.New("a string would become longer than a mebibyte")
	errTooMany = fmt.Errorf("a list would become longer than %d elements", maxList)
)

// run is one evaluation: what the operators and functions know besides their operands.
type run struct {
	env Env
	// kleene makes comparisons with missing values missing instead of false.
	kleene bool
	work   int
	// machine runs the program; its stack begins here, so that it needn't grow for most.
	machine vm.VM
	stack   [8]any
}

func newRun(env Env, kleene bool) *run {
	if env.Scratch == nil {
		env.Scratch = &Scratch{}
	}
	r := &env.Scratch.run
	r.env, r.kleene, r.work = env, kleene, 0
	if r.machine.Stack == nil {
		r.machine.Stack, r.machine.MemoryBudget = r.stack[:0], maxValues
	}
	return r
}

// charge takes n off what the evaluation may do.
func (r *run) charge(n int) error {
	if r.work += n; r.work > maxWork {
		return errTooMuch
	}
	return nil
}

// text gives a string that isn't too long.
func (r *run) text(s string) (any, error) {
	if len(s) > maxText {
		return nil, errTooLong
	}
	return s, r.charge(len(s) / 16)
}

// size checks the number of elements that a list will have.
func (r *run) size(n int) error { return r.grow(0, n) }

// grow checks the number of elements of a list to which n are added.
func (r *run) grow(length, n int) error {
	if length+n > maxList {
		return errTooMany
	}
	return r.charge(n)
}

// sizeOf is the work of looking at a value once, without what is nested in it.
func sizeOf(v any) int {
	switch v := v.(type) {
	case string:
		return len(v) / 16
	case []any:
		return len(v)
	case map[string]any:
		return len(v)
	}
	return 0
}

// finiteValue is v, missing when it is no finite number.
func finiteValue(v any) any {
	if f, ok := v.(float64); ok && f-f != 0 {
		return nil
	}
	return v
}

func wantText(v any) (string, error) {
	s, ok := v.(string)
	if !ok {
		return "", fmt.Errorf("a string is needed, not %s", kindOf(v))
	}
	return s, nil
}

func wantTexts(v, w any) (s, t string, err error) {
	if s, err = wantText(v); err != nil {
		return "", "", err
	}
	t, err = wantText(w)
	return s, t, err
}

func wantNumber(v any) (float64, error) {
	if f, ok := toNumber(v); ok {
		return f, nil
	}
	return 0, fmt.Errorf("a number is needed, not %s", kindOf(v))
}

func wantList(v any) ([]any, error) {
	items, ok := v.([]any)
	if !ok {
		return nil, fmt.Errorf("a list is needed, not %s", kindOf(v))
	}
	return items, nil
}
