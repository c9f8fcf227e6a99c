package expression_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/expression"
)

// allocated is how many bytes f takes from memory, those that are given back meanwhile included. Only
// tests that aren't parallel can use it.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// mostMemory is what one evaluation or compilation may take from memory altogether.
const mostMemory = 128 << 20

// bigEnvironment has long lists and texts, and a calendar on which business never opens.
func bigEnvironment(t *testing.T) expression.Env {
	t.Helper()
	env := environment()
	big := make([]any, 1000)
	for i := range big {
		big[i] = float64(i)
	}
	env.Values["big"] = big
	env.Values["text"] = strings.Repeat("a", 1<<20)
	hours, err := calendar.New(calendar.Config{Weekdays: []string{"mon"}, Hours: "09:00-09:01"})
	require.NoError(t, err)
	env.Clock.Hours = hours
	return env
}

// No expression may hang or fill the memory, whatever its size and its data: it fails, and the error is
// what a decision's skip reason is made of.
func TestEvaluationIsBounded(t *testing.T) {
	env := bigEnvironment(t)
	many := func(s string) string { return strings.Repeat(s+", ", 900) + s }
	const work, values, size = "too much work", "too many values", "would become longer"
	for name, test := range map[string]struct{ src, says string }{
		"nested loops over numbers":     {`count(1..1000, count(1..1000, count(1..1000, true) > 0) > 0)`, work},
		"nested loops over data":        {`count(big, count(big, count(big, true) > 0) > 0)`, work},
		"a long body in nested loops":   {`count(1..9000, count(1..50, (` + strings.Repeat("nil ?? ", 900) + `true)) > 0)`, work},
		"a long range":                  {`len(1..1000000000)`, size},
		"a range beyond numbers":        {`len(-1e300..1e300)`, size},
		"a doubling string":             {`reduce(1..1000, #acc + #acc, "x")`, size},
		"a growing string":              {`reduce(1..9000, #acc + "0123456789012345678901234567890123456789", "")`, work},
		"a doubling list":               {`reduce(1..1000, concat(#acc, #acc), [1])`, size},
		"a doubling object":             {`reduce(1..1000, ({a: #acc, b: #acc}), 1)`, "nested too deeply"},
		"a doubling object as JSON":     {`toJSON(reduce(1..60, ({a: #acc, b: #acc}), 1))`, work},
		"doubling objects compared":     {`reduce(1..60, ({a: #acc, b: #acc}), 1) == reduce(1..60, ({a: #acc, b: #acc}), 1)`, work},
		"a deep list":                   {`reduce(1..9000, [#acc], [])`, "nested too deeply"},
		"many small objects":            {`map(1..9000, map(1..20, ({a: ({b: #})})))`, values},
		"many objects in each turn":     {`map(1..900, [` + strings.TrimSuffix(strings.Repeat("({a: #}), ", 300), ", ") + `])`, values},
		"a long string":                 {`repeat("x", 1e9)`, size},
		"an endless string":             {`repeat("", 1e18)`, size},
		"a growing replacement":         {`replace(text, "a", text)`, size},
		"many copies":                   {`map(1..9000, repeat("x", 1000000))`, work},
		"one text many times":           {`[` + many("text") + `]`, work},
		"one text many times as JSON":   {`toJSON([` + many("text") + `])`, work},
		"one text many times as string": {`string([` + many("text") + `])`, "would become longer"},
		"pieces of a text":              {`map(1..9000, text[#:][:1])`, work},
		"a product of sorted lists":     {`map(big, sort(big))`, work},
		"uniq of many":                  {`map(big, uniq(big))`, work},
		"much text searched":            {`count(1..9000, text matches "(a|b)*c")`, work},
		"a pattern of many parts":       {`text matches "(a?){150}b"`, work},
		"a text split":                  {`split(text, "")`, size},
		"JSON of many values":           {`fromJSON("[" + repeat("[],", 300000) + "1]")`, work},
		"business days of centuries":    {`count(1..9000, business_days("0000-01-01", "9999-12-31") > #)`, work},
		"business time of centuries":    {`count(1..9000, after("2026-01-01", "5000 business days") != nil)`, work},
		"business hours of centuries":   {`count(1..9000, before("2026-01-01", "800000 business hours") != nil)`, work},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := expression.Restore(test.src)
			require.NoError(t, err)
			bytes := allocated(func() { _, err = p.Eval(env) })
			require.ErrorContains(t, err, test.says)
			require.Less(t, bytes, uint64(mostMemory))
		})
	}
}

// Limits are met at the same place each time, so that a decision doesn't depend on chance.
func TestLimitsAreTheSameEachTime(t *testing.T) {
	t.Parallel()
	huge := strings.Repeat("x", 1<<20)
	a, b := map[string]any{"z": 1.0}, map[string]any{"z": 2.0}
	for i := range 12 {
		a[fmt.Sprint(i)], b[fmt.Sprint(i)] = huge, huge
	}
	p, err := expression.Restore(`a == b`)
	require.NoError(t, err)
	for range 50 {
		_, err := p.True(expression.Env{Values: map[string]any{"a": a, "b": b}})
		require.ErrorContains(t, err, "too much work")
	}
}

// Work that a playbook may well ask for stays within the limits.
func TestLimitsAreFarAway(t *testing.T) {
	t.Parallel()
	env := bigEnvironment(t)
	contacts := make([]any, 2000)
	for i := range contacts {
		contacts[i] = map[string]any{"name": fmt.Sprint("contact ", i), "role": "admin", "tags": []any{"a", "b"}, "joined": "2021-01-01"}
	}
	env.Values["contacts"] = map[string]any{"all": contacts}
	env.Values["mail"] = strings.Repeat("Thank you for your letter. ", 1000)
	for _, src := range []string{
		`len(filter(contacts.all, .role == "admin" && "a" in .tags && .name startsWith "contact" && .joined < "2026-01-01"))`,
		`join(map(sortBy(contacts.all, .name), upper(.name)), ", ")`,
		`len(flatten(map(contacts.all, .tags)))`,
		`len(uniq(map(contacts.all, .role)))`,
		`mail matches "(?i)\b(cancel|terminate|churn)(s|ed|ing)?\b"`,
		`any(big, any(take(big, 100), # == 5))`,
		`count(take(contacts.all, 100), business_days(.joined, "2026-01-01") > 5)`,
	} {
		p, err := expression.Restore(src)
		require.NoError(t, err)
		_, err = p.Eval(env)
		require.NoError(t, err, src)
	}
}

// The parser shares nodes between comparisons in a row, so a text that doubles must be refused.
func TestSharedPartsDoNotExplode(t *testing.T) {
	t.Parallel()
	src := "a"
	for range 40 {
		src = "1 < (" + src + " ? 1 : 2) < 3"
	}
	_, err := expression.Restore(src)
	require.ErrorContains(t, err, "too many parts")
	src = "a"
	for range 40 {
		src = "(" + src + ") ?: b"
	}
	_, err = expression.Restore(src)
	require.ErrorContains(t, err, "too many parts")
}

func TestLongNestingIsNoProblem(t *testing.T) {
	t.Parallel()
	p, err := expression.Restore(strings.Repeat("(", 500) + "1" + strings.Repeat(")", 500))
	require.NoError(t, err)
	v, err := p.Eval(expression.Env{})
	require.NoError(t, err)
	require.Equal(t, 1.0, v)
}

func TestHugePatternsAreRefused(t *testing.T) {
	for _, src := range []string{
		`account.name matches "` + strings.Repeat("a{1000}", 1300) + `"`, `account.name matches "(a{1000}b{1000})"`,
		`account.name matches "(` + strings.Repeat("a?", 600) + `)"`,
	} {
		bytes := allocated(func() {
			p, problems := expression.Compile(src, scope(), expression.Bool)
			require.Nil(t, p)
			require.Contains(t, problems[0].Detail, "can have 1000 parts")
		})
		require.Less(t, bytes, uint64(mostMemory))
	}
}

func TestCompilingIsBounded(t *testing.T) {
	for name, src := range map[string]string{
		"mistakes everywhere":     strings.Repeat("x.y + ", 600) + "1",
		"a mistake around others": strings.Repeat("!(1 + ", 300) + "nothing" + strings.Repeat(")", 300),
		"many loops":              strings.Repeat("any(1..2, ", 300) + "true" + strings.Repeat(")", 300),
		"many names":              strings.Repeat("let x = 1; ", 500) + "x",
		"many comparisons":        strings.Repeat("1 < ", 900) + "1",
		"brackets":                strings.Repeat("(", 9990),
		"signs":                   strings.Repeat("-", 9990) + "1",
		"a long name":             strings.Repeat("a", 9990),
		"a long path":             "account" + strings.Repeat(".a", 900),
		"many patterns":           strings.Repeat(`account.name matches "abc" || `, 300) + "true",
	} {
		t.Run(name, func(t *testing.T) {
			bytes := allocated(func() {
				_, _ = expression.Compile(src, scope(), expression.Bool)
				_, _ = expression.Restore(src)
			})
			require.Less(t, bytes, uint64(mostMemory))
		})
	}
}

// A template has the limits of one evaluation, however many expressions it has.
func TestTemplatesAreBounded(t *testing.T) {
	env := bigEnvironment(t)
	for src, says := range map[string]string{
		strings.Repeat("{{ text }}", 900):                     "too much work",
		strings.Repeat("{{ repeat('ab', 400000) }}", 900):     "too much work",
		strings.Repeat("{{ len(filter(big, # > 1)) }}", 900):  "too much work",
		"{{ " + strings.Repeat("text, ", 3) + "}}":            "",
		strings.Repeat("{{ 1 }}", 1001):                       "can insert 1000 values",
		strings.Repeat("Dear reader, this is long. ", 20_000): "can have 262144 bytes",
	} {
		var err error
		bytes := allocated(func() {
			var template *expression.Template
			if template, err = expression.RestoreTemplate(src); err == nil {
				_, err = template.Render(env)
			}
		})
		require.ErrorContains(t, err, says)
		require.Less(t, bytes, uint64(mostMemory))
	}
}
