package expression_test

import (
	"math"
	"strings"
	"testing"

	"github.com/expr-lang/expr/parser/operator"
	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/expression"
)

// What each of three ways of evaluating makes of missing values: metric.tickets_30d, account.csm,
// account.active and health.band are missing.
func TestMissingValues(t *testing.T) {
	t.Parallel()
	const yes, no, unknown = "true", "false", "missing"
	for src, want := range map[string]struct{ truth, kleene string }{
		`metric.tickets_30d > 1`:                        {no, unknown},
		`metric.tickets_30d <= 1`:                       {no, unknown},
		`metric.tickets_30d == 1`:                       {no, unknown},
		`metric.tickets_30d != 1`:                       {no, unknown},
		`1 != metric.tickets_30d`:                       {no, unknown},
		`metric.tickets_30d == metric.tickets_30d`:      {no, unknown},
		`metric.tickets_30d == nil`:                     {yes, yes},
		`nil != metric.tickets_30d`:                     {no, no},
		`account.seats == nil`:                          {no, no},
		`account.seats != nil`:                          {yes, yes},
		`is_missing(metric.tickets_30d)`:                {yes, yes},
		`is_missing(1 / 0)`:                             {yes, yes},
		`1 / 0 == nil`:                                  {yes, yes},
		`metric.tickets_30d * 2 > 1`:                    {no, unknown},
		`10 - metric.tickets_30d > 1`:                   {no, unknown},
		`-metric.tickets_30d < 1`:                       {no, unknown},
		`metric.tickets_30d in 0..10`:                   {no, unknown},
		`metric.tickets_30d not in 0..10`:               {no, unknown},
		`1 in 0..metric.tickets_30d`:                    {no, unknown},
		`health.band in ["red"]`:                        {no, unknown},
		`health.band not in ["red"]`:                    {no, unknown},
		`!(health.band in ["red"])`:                     {yes, unknown},
		`'a' in var.nothing`:                            {no, unknown},
		`account.csm contains "@"`:                      {no, unknown},
		`account.csm not contains "@"`:                  {no, unknown},
		`account.csm matches "^h"`:                      {no, unknown},
		`account.csm not matches "^h"`:                  {no, unknown},
		`account.csm startsWith "h"`:                    {no, unknown},
		`account.csm not endsWith "h"`:                  {no, unknown},
		`account.active`:                                {no, unknown},
		`!account.active`:                               {yes, unknown},
		`!!account.active`:                              {no, unknown},
		`account.active && true`:                        {no, unknown},
		`true && account.active`:                        {no, unknown},
		`account.active && false`:                       {no, no},
		`false && account.active`:                       {no, no},
		`account.active && account.active`:              {no, unknown},
		`account.active || true`:                        {yes, yes},
		`true || account.active`:                        {yes, yes},
		`account.active || false`:                       {no, unknown},
		`false or account.active`:                       {no, unknown},
		`account.active ? true : true`:                  {yes, unknown},
		`account.active ? true : false`:                 {no, unknown},
		`(account.active ?? true) and true`:             {yes, yes},
		`(metric.tickets_30d ?? 0) < 5`:                 {yes, yes},
		`var.nothing.at.all == 1`:                       {no, unknown},
		`var.nothing[0] == 1`:                           {no, unknown},
		`account.tags[9] == "a"`:                        {no, unknown},
		`contacts.champions[2].score > 1`:               {no, unknown},
		`len(var.nothing) > 0`:                          {no, unknown},
		`days_until(event.starts_at) > 3`:               {no, unknown},
		`upper(account.csm) == "A"`:                     {no, unknown},
		`max(1, metric.tickets_30d) > 0`:                {no, unknown},
		`sum(contacts.champions, .score) > 1`:           {no, unknown},
		`all(var.nothing, # > 1)`:                       {no, unknown},
		`any(contacts.champions, .score > 5)`:           {yes, yes},
		`all(contacts.champions, .score > 0)`:           {no, no},
		`count(contacts.champions, .score > 0) == 2`:    {yes, yes},
		`1 < metric.tickets_30d < 3`:                    {no, unknown},
		`account.seats > 100 && metric.tickets_30d > 1`: {no, no},
		`account.seats > 1 || metric.tickets_30d > 1`:   {yes, yes},
		`let x = metric.tickets_30d; x == nil || x > 5`: {yes, yes},
		`metric.tickets_30d != nil && metric.tickets_30d > 1 || account.seats > 10`: {yes, yes},
	} {
		t.Run(src, func(t *testing.T) {
			t.Parallel()
			p, problems := expression.Compile(src, scope(), expression.Bool)
			require.Empty(t, problems)
			restored, err := expression.Restore(src)
			require.NoError(t, err)
			for _, program := range []*expression.Program{p, restored} {
				truth, err := program.True(environment())
				require.NoError(t, err)
				require.Equal(t, want.truth == yes, truth, "True")
				result, missing, err := program.Decide(environment())
				require.NoError(t, err)
				require.Equal(t, want.kleene == yes, result, "Decide")
				require.Equal(t, want.kleene == unknown, missing, "missing")
			}
		})
	}
}

// Every operator between a value and a missing one, on either side.
func TestEveryOperatorWithAMissingValue(t *testing.T) {
	t.Parallel()
	tested := map[string]bool{"|": true} // It only hands a value to a function.
	for _, test := range []struct {
		operators   []string
		value       string
		left, right any // what it gives where its left side is missing, and where its right side is
	}{
		{[]string{"==", "!=", "<", ">", "<=", ">="}, `1`, false, false},
		{[]string{"+", "-", "*", "/", "%", "**", "^", ".."}, `1`, nil, nil},
		{[]string{"contains", "startsWith", "endsWith", "not contains", "not startsWith", "not endsWith"}, `"a"`, false, false},
		{[]string{"matches", "not matches"}, `"a"`, false, nil}, // The right side is never missing: it stands in quotes.
		{[]string{"in", "not in"}, `[1]`, false, false},
		{[]string{"and", "&&"}, `true`, false, false},
		{[]string{"or", "||"}, `true`, true, true},
		{[]string{"??"}, `true`, true, true},
	} {
		for _, operator := range test.operators {
			tested[operator] = true
			require.Equal(t, test.left, eval(t, "var.nothing "+operator+" "+test.value), operator)
			if strings.HasSuffix(operator, "matches") {
				continue
			}
			require.Equal(t, test.right, eval(t, test.value+" "+operator+" var.nothing"), operator)
		}
	}
	for src, want := range map[string]any{
		`!var.nothing`: true, `not var.nothing`: true, `-var.nothing`: nil, `+var.nothing`: nil, `var.nothing ? 1 : 2`: 2.0, `var.nothing ?: 2`: 2.0,
		`var.nothing.a`: nil, `var.nothing["a"]`: nil, `[1][var.nothing]`: nil, `var.nothing[1:]`: nil, `[1, 2][var.nothing:1]`: []any{1.0}, `var.nothing == nil`: true,
		`[var.nothing]`: []any{nil}, `({a: var.nothing})`: map[string]any{"a": nil}, `let x = var.nothing; x`: nil,
	} {
		require.Equal(t, want, eval(t, src), src)
	}
	for name := range operator.Binary {
		require.True(t, tested[name], name)
	}
}

// A missing element may be the one that is looked for.
func TestInWithMissingElements(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]struct{ truth, missing bool }{
		`1 in [1, var.nothing]`: {true, false}, `2 in [1, var.nothing]`: {false, true}, `2 not in [1, var.nothing]`: {false, true},
		`1 not in [1, var.nothing]`: {false, false}, `2 not in [1]`: {true, false}, `"csm" in account`: {false, false}, `"csm" not in account`: {true, false},
	} {
		p, err := expression.Restore(src)
		require.NoError(t, err)
		env := environment()
		env.Values["account"].(map[string]any)["csm"] = nil
		truth, err := p.True(env)
		require.NoError(t, err)
		require.Equal(t, want.truth, truth, src)
		_, missing, err := p.Decide(env)
		require.NoError(t, err)
		require.Equal(t, want.missing, missing, src)
	}
}

// Every function with each of its arguments missing: the result is missing, but for those that say
// something else.
func TestEveryFunctionWithAMissingArgument(t *testing.T) {
	t.Parallel()
	samples := map[string]string{
		"string": `"a"`, "number": `2`, "list": `[1]`, "object": `{a: 1}`, "anything": `1`, "condition": `true`, "date | time": `"2026-07-01"`, "duration": `"1d"`,
		"numbers | list of numbers": `1`, "list | string | object": `"a"`, "list | object": `[1]`, "number | string": `1`, "list of numbers | strings": `[1]`, "'asc' | 'desc'": `"asc"`,
	}
	special := map[string]any{
		"is_missing(var.nothing)": true, "type(var.nothing)": "nil",
		// Of an element, a missing answer counts as false, and other missing values are kept or left out.
		"any([1], var.nothing)": false, "all([1], var.nothing)": false, "none([1], var.nothing)": true, "one([1], var.nothing)": false, "count([1], var.nothing)": 0.0,
		"filter([1], var.nothing)": []any{}, "map([1], var.nothing)": []any{nil}, "groupBy([1], var.nothing)": map[string]any{},
		"sortBy([1], var.nothing, \"asc\")": []any{1.0},
		// expr takes the number that reduce starts with as it is.
		"reduce([1], 1, var.nothing)": 1.0,
	}
	for _, f := range expression.Functions() {
		parameters := strings.Split(strings.TrimPrefix(f.Signature[:strings.Index(f.Signature, "): ")], f.Name+"("), ", ")
		for missing := range parameters {
			var arguments []string
			for i, parameter := range parameters {
				_, kind, _ := strings.Cut(parameter, ": ")
				sample := samples[kind]
				if i == missing {
					sample = `var.nothing`
				}
				require.NotEmpty(t, sample, f.Signature)
				arguments = append(arguments, sample)
			}
			src := f.Name + "(" + strings.Join(arguments, ", ") + ")"
			require.Equal(t, special[src], eval(t, src), src)
		}
	}
}

func TestArithmeticIsMissingWhereItHasNoResult(t *testing.T) {
	t.Parallel()
	for _, src := range []string{
		`1 / 0`, `0 / 0`, `5 % 0`, `10 ** 400`, `(-8) ** 0.5`, `metric.tickets_30d + 1`, `1 - metric.tickets_30d`, `+metric.tickets_30d`,
		`account.name + account.csm`, `mean([])`, `max([])`, `median(var.nothing)`, `round(1 / 0)`, `first([])`, `last([])`,
		`nil`, `account.csm ?? nil`, `account.csm[1:2]`, `0..metric.tickets_30d`, `reduce([], # + #acc)`, `reduce(var.nothing, # + #acc, 0)`,
	} {
		require.Nil(t, eval(t, src), src)
	}
}

// A Go caller may bring numbers that JSON couldn't.
func TestNumbersThatAreNoneAreMissing(t *testing.T) {
	t.Parallel()
	env := environment()
	env.Values["var"] = map[string]any{"nan": math.NaN(), "inf": math.Inf(1), "list": []any{math.NaN(), 1.0}}
	for src, want := range map[string]any{
		`var.nan == nil`: true, `var.inf > 5`: false, `var.nan + 1`: nil, `var.list[0] == nil`: true, `var.list`: []any{nil, 1.0},
		`var["inf"] == nil`: true, `map(var.list, # == nil)`: []any{true, false}, `[var.nan]`: []any{nil}, `any(var.list, # != 1)`: false,
	} {
		p, err := expression.Restore(src)
		require.NoError(t, err)
		v, err := p.Eval(env)
		require.NoError(t, err, src)
		require.Equal(t, want, v, src)
	}
}

func TestNoValuesAtAll(t *testing.T) {
	t.Parallel()
	p, problems := expression.Compile(`account.seats > 5 || tier == "high"`, scope(), expression.Bool)
	require.Empty(t, problems)
	ok, err := p.True(expression.Env{})
	require.NoError(t, err)
	require.False(t, ok)
}
