package expression_test

import (
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/expression"
)

// FuzzCompile feeds any text: it is refused with problems that lie inside it, or it runs, and runs the
// same when restored.
func FuzzCompile(f *testing.F) {
	for _, src := range []string{
		`tier in ["high", "low"] && days_until(account.renewal_date) in 0..180`, `metric.active_users_7d / account.seats ?? 0`,
		`map(filter(contacts.champions, .score > 1), {.name})`, `let x = 1; x < 2 < 3 ? "a" : 'b'`, `account.名前 == "日本"`, `if true {1} else {2}`,
		`reduce(1..9, #acc + #, 0)`, `a ?: b ?: c`, `{a: 1, (b): [2]}[c]`, `x not in y`, "`raw`", `b"x"`, `/* c */ 1 // d`, `::len(x)`, `x?.[y]?.z`, `$env`, `${var.x}`,
		`findLast([1], # > 0) | string()`, `"\u{1F600}"`, `groupBy(a, .b) | keys()`, `x[1:-1][:]`, `-1 ** +2`, `not not true`, `sortBy(a, #, "desc")`, "\xff", `'''`,
	} {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		p, problems := expression.Compile(src, scope(), expression.Any)
		within(t, src, problems)
		if p == nil {
			require.NotEmpty(t, problems)
			_, _ = expression.Restore(src)
			return
		}
		restored, err := expression.Restore(src)
		require.NoError(t, err)
		same(t, p, restored)
		_, _, _ = p.Decide(environment())
	})
}

func same(t *testing.T, p, restored *expression.Program) {
	t.Helper()
	v, err := p.Eval(environment())
	again, errAgain := restored.Eval(environment())
	require.Equal(t, err == nil, errAgain == nil)
	require.Equal(t, v, again)
	require.Equal(t, p.ReadsClock(), restored.ReadsClock())
	require.NoError(t, expression.Any.Check(v), "a value is JSON")
}

func within(t *testing.T, src string, problems []expression.Problem) {
	t.Helper()
	for _, p := range problems {
		require.NotEmpty(t, p.Summary)
		require.NotEmpty(t, p.Detail)
		require.True(t, 0 <= p.Start && p.Start <= p.End && p.End <= len(src), "%v of %d bytes", p, len(src))
		if utf8.ValidString(src) {
			require.True(t, utf8.ValidString(src[:p.Start]) && utf8.ValidString(src[p.Start:p.End]), "%v cuts a character", p)
		}
	}
}

// FuzzTemplate feeds any text as a template.
func FuzzTemplate(f *testing.F) {
	for _, src := range []string{
		`Dear {{ contact.name }},`, `{{ "{{" }}`, `{{`, `{{}}`, `}}{{ {a: {b: 1}} }}`, `{{ it's }}`, `{{ "}}" }}`, `{{ contacts.champions }}`, `日本 {{ account.seets }}`,
		`{{ 1e300 }}{{ -0.0 }}`, "{{ `}}` }}", `{{{ a }}}`, `{{ map(1..2, {#}) }}`, `{{ ${x} }}`,
	} {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		template, problems := expression.CompileTemplate(src, scope())
		within(t, src, problems)
		if template == nil {
			require.NotEmpty(t, problems)
			_, _ = expression.RestoreTemplate(src)
			return
		}
		restored, err := expression.RestoreTemplate(src)
		require.NoError(t, err)
		text, err := template.Render(environment())
		again, errAgain := restored.Render(environment())
		require.Equal(t, err == nil, errAgain == nil)
		require.Equal(t, text, again)
		_, _ = template.Value(environment())
	})
}
