package expression_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/expression"
)

// literals has an example of each kind of value, and awkward ones.
var literals = []string{
	`nil`, `true`, `0`, `-1.5`, `1e300`, `""`, `"日本"`, `"2026-07-01"`, `"2026-07-01T09:00:00.000Z"`, `"3d"`, `[]`, `[nil, 1, "a"]`, `[[1]]`, `{}`, `{a: [nil]}`, `1 / 0`,
}

// functionArguments is the number of arguments that each function can take.
var functionArguments = map[string][]int{
	"upper": {1}, "markdown": {1}, "lower": {1}, "trim": {1, 2}, "trimPrefix": {2}, "trimSuffix": {2}, "hasPrefix": {2}, "hasSuffix": {2}, "indexOf": {2}, "lastIndexOf": {2},
	"split": {2}, "replace": {3}, "repeat": {2}, "join": {1, 2}, "string": {1}, "toBase64": {1}, "fromBase64": {1}, "toJSON": {1}, "fromJSON": {1},
	"abs": {1}, "ceil": {1}, "floor": {1}, "round": {1}, "int": {1}, "float": {1}, "max": {1, 2, 3}, "min": {1, 2}, "mean": {1, 2}, "median": {1, 2},
	"len": {1}, "first": {1}, "last": {1}, "take": {2}, "reverse": {1}, "uniq": {1}, "concat": {1, 2, 3}, "flatten": {1}, "sort": {1, 2},
	"is_missing": {1}, "type": {1}, "get": {2}, "keys": {1}, "values": {1}, "toPairs": {1}, "fromPairs": {1},
	"days_until": {1}, "days_since": {1}, "before": {2}, "after": {2}, "business_days": {2},
}

func TestTheArgumentsOfEveryFunctionAreKnown(t *testing.T) {
	t.Parallel()
	for _, f := range expression.Functions() {
		require.True(t, f.Group == "Elements of a list" || functionArguments[f.Name] != nil, f.Name)
	}
}

// wellBehaved runs a restored expression on values of kinds that its author didn't expect: a value that
// is JSON comes out, or an error in the language's words rather than Go's.
func wellBehaved(t *testing.T, src string, arguments ...string) {
	t.Helper()
	p, err := expression.Restore(src)
	require.NoError(t, err, src)
	values := map[string]any{}
	for i, argument := range arguments {
		literal, err := expression.Restore(argument)
		require.NoError(t, err)
		values[string(rune('a'+i))], err = literal.Eval(expression.Env{})
		require.NoError(t, err)
	}
	v, err := p.Eval(expression.Env{Values: values})
	if err == nil {
		require.NoError(t, expression.Any.Check(v))
		return
	}
	for _, word := range []string{"interface", "runtime error", "reflect", "invalid operation", "stack"} {
		require.NotContains(t, err.Error(), word, "%s with %v", src, arguments)
	}
}

func TestEveryFunctionOnEveryKindOfValue(t *testing.T) {
	t.Parallel()
	for name, counts := range functionArguments {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, n := range counts {
				src := fmt.Sprintf("%s(%s)", name, []string{"a", "a, b", "a, b, c"}[n-1])
				for _, a := range literals {
					for _, b := range literals {
						wellBehaved(t, src, a, b, `"x"`)
					}
				}
			}
			for n := range 4 {
				if slices.Contains(counts, n+1) || n > 0 && slices.Contains([]string{"max", "min", "mean", "median", "concat"}, name) {
					continue
				}
				_, err := expression.Restore(fmt.Sprintf("%s(%s)", name, []string{"a", "a, b", "a, b, c", "a, b, c, d"}[n]))
				require.ErrorContains(t, err, "Wrong number of arguments")
			}
		})
	}
}

func TestEveryOperatorOnEveryKindOfValue(t *testing.T) {
	t.Parallel()
	for _, src := range []string{
		`a + b`, `a - b`, `a * b`, `a / b`, `a % b`, `a ** b`, `-a`, `+a`, `a == b`, `a != b`, `a < b`, `a <= b`, `a > b`, `a >= b`, `a in b`, `a not in b`,
		`a in 0..b`, `a in b..3`, `a contains b`, `a not startsWith b`, `a endsWith b`, `a matches "x"`, `a && b`, `a || b`, `!a`, `a ? b : 1`, `a ?? b`, `a == nil`,
		`a[b]`, `a.x.y`, `a[b:]`, `a[:b]`, `a[b:a]`, `[a, b]`, `{x: a}.x`, `a | string()`,
		`filter(a, b)`, `map(a, b)`, `any(a, #)`, `all(a, b)`, `none(a, b)`, `one(a, b)`, `count(a)`, `count(a, b)`, `sum(a)`, `sum(a, b)`, `find(a, b)`, `findIndex(a, b)`,
		`reduce(a, #)`, `{(a): b}`, `findLast(a, b)`, `findLastIndex(a, b)`, `groupBy(a, b)`, `groupBy(a, #)`, `sortBy(a, b)`, `sortBy(a, #, "desc")`, `reduce(a, #acc == b, 0)`, `map(a, .x)`,
	} {
		t.Run(src, func(t *testing.T) {
			t.Parallel()
			for _, a := range literals {
				for _, b := range literals {
					wellBehaved(t, src, a, b)
				}
			}
		})
	}
}
