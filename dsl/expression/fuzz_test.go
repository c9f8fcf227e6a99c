package expression_test

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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
	for _, function := range expression.Functions() {
		f.Add(function.Example)
	}
	for _, src := range written(f, "../testdata", "../../examples") {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		require.Less(t, allocated(func() { compile(t, src) }), uint64(mostMemory))
	})
}

func compile(t *testing.T, src string) {
	t.Helper()
	p, problems := expression.Compile(src, scope(), expression.Any)
	within(t, src, problems)
	if p == nil {
		require.NotEmpty(t, problems)
		_, _ = expression.Restore(src)
		return
	}
	for _, u := range p.Uses() {
		require.True(t, 0 <= u.Start && u.Start < u.End && u.End <= len(src), "%v of %q", u, src)
	}
	restored, err := expression.Restore(src)
	require.NoError(t, err)
	require.Subset(t, restored.Reads(), p.Reads())
	same(t, p, restored)
	_, _, _ = p.Decide(environment())
}

// written is the texts in quotes of the workspaces in the folders: many of them are expressions or templates.
func written(f *testing.F, dirs ...string) []string {
	f.Helper()
	quoted := regexp.MustCompile(`"((?:[^"\\\n]|\\.)+)"|(?s)<<-?[A-Z]+\n(.*?)\n\s*[A-Z]+\n`)
	seen := map[string]bool{}
	for _, dir := range dirs {
		require.NoError(f, filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			src, err := os.ReadFile(name)
			for _, m := range quoted.FindAllSubmatch(src, -1) {
				seen[string(m[1])+string(m[2])] = true
			}
			return err
		}))
	}
	require.Greater(f, len(seen), 100, "the examples and fixtures are found")
	return slices.Sorted(maps.Keys(seen))
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
	for _, src := range written(f, "../testdata", "../../examples") {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		require.Less(t, allocated(func() { compileTemplate(t, src) }), uint64(2*mostMemory))
	})
}

func compileTemplate(t *testing.T, src string) {
	t.Helper()
	template, problems := expression.CompileTemplate(src, scope())
	within(t, src, problems)
	if template == nil {
		require.NotEmpty(t, problems)
		_, _ = expression.RestoreTemplate(src)
		return
	}
	for _, u := range template.Uses() {
		require.True(t, 0 <= u.Start && u.Start < u.End && u.End <= len(src), "%v of %q", u, src)
	}
	restored, err := expression.RestoreTemplate(src)
	require.NoError(t, err)
	text, err := template.Render(environment())
	again, errAgain := restored.Render(environment())
	require.Equal(t, err == nil, errAgain == nil)
	require.Equal(t, text, again)
	_, _ = template.Value(environment())
}
