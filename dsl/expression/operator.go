package expression

import (
	"maps"
	"slices"
	"strings"

	"github.com/expr-lang/expr/builtin"
)

// calls is what the rewritten trees call, by name. It is never written to.
var calls = callTable()

type callable = func(r *run, arguments []any) (any, error)

func callTable() map[string]*builtin.Function {
	table := map[string]*builtin.Function{}
	for name, f := range functions {
		if !f.isLoop() {
			table[name] = bind(name, f.guarded())
		}
	}
	for _, group := range []map[string]callable{logicCalls(), arithmeticCalls(), accessCalls()} {
		for name, f := range group {
			table[name] = bind(name, f)
		}
	}
	for name, f := range comparisons() {
		table[name] = bind(name, compared(f, false))
		table[name+"Not"] = bind(name+"Not", compared(f, true))
	}
	table["$in"], table["$inNot"] = bind("$in", search(false)), bind("$inNot", search(true))
	return table
}

// bind takes the run from the first place of the arguments, looks names up, and counts the call.
func bind(name string, f callable) *builtin.Function {
	return &builtin.Function{Name: name, Func: func(params ...any) (any, error) {
		r, arguments := params[0].(*run), params[1:]
		if err := r.charge(1); err != nil {
			return nil, err
		}
		for i := range arguments {
			names, ok := arguments[i].(path)
			if !ok {
				continue
			}
			var err error
			if arguments[i], err = r.lookup(names); err != nil {
				return nil, err
			}
		}
		return f(r, arguments)
	}}
}

// guarded makes the result missing when an argument is.
func (f *function) guarded() callable {
	return func(r *run, arguments []any) (any, error) {
		for _, a := range arguments {
			if finiteValue(a) == nil && !f.keepsMissing {
				return nil, nil
			}
			if err := r.charge(sizeOf(a)); err != nil {
				return nil, err
			}
		}
		return f.call(r, arguments)
	}
}

// comparison decides between operands of which none is missing.
type comparison func(r *run, operands []any) (bool, error)

// compared gives false for missing operands, negated or not; in Kleene's logic, a missing value.
func compared(f comparison, negated bool) callable {
	return func(r *run, operands []any) (any, error) {
		for _, o := range operands {
			if finiteValue(o) == nil {
				return r.undecided(), nil
			}
		}
		b, err := f(r, operands)
		if err != nil {
			return nil, err
		}
		return b != negated, nil
	}
}

// search is `in` and `not in`. An element that is missing may be the one that is looked for, so that a
// value that isn't found is compared with a missing one.
func search(negated bool) callable {
	find := compared(in, negated)
	return func(r *run, operands []any) (any, error) {
		answer, err := find(r, operands)
		items, _ := operands[1].([]any)
		if answer == negated && slices.ContainsFunc(items, func(v any) bool { return finiteValue(v) == nil }) {
			return r.undecided(), err
		}
		return answer, err
	}
}

// undecided is the result of a comparison with a missing value.
func (r *run) undecided() any {
	if r.kleene {
		return nil
	}
	return false
}

func comparisons() map[string]comparison {
	all := map[string]comparison{
		"$eq":       func(r *run, o []any) (bool, error) { return r.equal(o[0], o[1], 0) },
		"$ne":       func(r *run, o []any) (bool, error) { b, err := r.equal(o[0], o[1], 0); return !b, err },
		"$lt":       ordered(func(c int) bool { return c < 0 }),
		"$le":       ordered(func(c int) bool { return c <= 0 }),
		"$gt":       ordered(func(c int) bool { return c > 0 }),
		"$ge":       ordered(func(c int) bool { return c >= 0 }),
		"$between":  between,
		"$matches":  matches,
		"$contains": onStrings(strings.Contains),
	}
	maps.Copy(all, map[string]comparison{
		"$startsWith": onStrings(strings.HasPrefix),
		"$endsWith":   onStrings(strings.HasSuffix),
	})
	return all
}

func ordered(holds func(int) bool) comparison {
	return func(r *run, o []any) (bool, error) {
		c, err := r.order(o[0], o[1])
		return holds(c), err
	}
}

func onStrings(f func(s, t string) bool) comparison {
	return func(r *run, o []any) (bool, error) {
		s, t, err := wantTexts(o[0], o[1])
		if err != nil {
			return false, err
		}
		if err := r.charge(sizeOf(s)); err != nil {
			return false, err
		}
		return f(s, t), nil
	}
}
