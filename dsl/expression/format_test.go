package expression_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/dsl/expression"
)

func TestFormat(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ src, want string }{
		"operators":          {"a&&b  ||!c", "a && b || !c"},
		"numbers":            {"a+-1 *  (b- 2)/-c", "a + -1 * (b - 2) / -c"},
		"words":              {"not  a in  [1,2]", "not a in [1, 2]"},
		"not in":             {"a not   in ( b )", "a not in (b)"},
		"a call":             {"f ( a ,b )", "f(a, b)"},
		"names":              {"a . b ?. c [ 0 ] [ 'x' ]", "a.b?.c[0]['x']"},
		"a range":            {"x in 0 .. 180", "x in 0..180"},
		"missing":            {"a??0", "a ?? 0"},
		"a question":         {"a?b:c", "a ? b:c"},
		"a slice":            {"a[1:2]", "a[1:2]"},
		"a predicate":        {"any(xs,{#.a>1})", "any(xs, {#.a > 1})"},
		"a pipe":             {"xs|len()", "xs | len()"},
		"what is in quotes":  {"a=='x  &&y'", "a == 'x  &&y'"},
		"raw quotes":         {"a==`x  \n  y`", "a == `x  \n  y`"},
		"wide characters":    {"'日本'==account . 名前", "'日本' == account.名前"},
		"lines":              {"a  \n  &&b\t\n  && c", "a\n  && b\n  && c"},
		"a carriage return":  {"a \r\n&& b", "a\r\n&& b"},
		"comments":           {"a  /* why  */  &&b // because\n&&c", "a  /* why  */  && b // because\n&& c"},
		"space around":       {"  a&&b \n", "  a && b \n"},
		"what can't be read": {"a  &&  'b", "a  &&  'b"},
		"nothing":            {"  ", "  "},
		"two values":         {"a  b", "a  b"},
		"a big number":       {"x>=10_000_000", "x >= 10_000_000"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tt.want, expression.Format(tt.src))
			require.Equal(t, tt.want, expression.Format(tt.want))
		})
	}
}

func TestCanonical(t *testing.T) {
	t.Parallel()
	want := "tier in ['high', 'low'] && !(a ? b : c)"
	for _, src := range []string{
		want,
		"tier in ['high','low']&&!(a?b:c)",
		"tier in [\n  'high', // ours\n  'low'\n]\n\n&& /* not */ ! ( a\n ? b\n : c )",
	} {
		require.Equal(t, want, expression.Canonical(src))
	}
	require.Equal(t, "a 'b", expression.Canonical("a 'b"), "what can't be read")
}

// What is stored or written has to be short enough to be read again.
func TestFormattedIsNotLongerThanAnExpressionCanBe(t *testing.T) {
	t.Parallel()
	src := "1" + strings.Repeat("+1", 4990)
	require.Equal(t, src, expression.Canonical(src))
	require.Equal(t, src, expression.Format(src))
}

// spaced draws a condition with white space of any kind between its words.
func spaced(t *rapid.T) (plain, wild string) {
	plain = everything.condition(2).Draw(t, "condition")
	white := rapid.SampledFrom([]string{" ", "  ", "\n", "\t", " \n  ", " /* 日本 */ ", " // x\n"})
	var b strings.Builder
	for _, word := range strings.SplitAfter(plain, " ") {
		b.WriteString(strings.TrimSuffix(word, " "))
		if strings.HasSuffix(word, " ") {
			b.WriteString(white.Draw(t, "white space"))
		}
	}
	return plain, b.String()
}

func TestFormattingKeepsWhatIsMeant(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		plain, wild := spaced(t)
		formatted := expression.Format(wild)
		require.Equal(t, formatted, expression.Format(formatted))
		require.Equal(t, expression.Canonical(plain), expression.Canonical(formatted))
		require.Equal(t, strings.Count(wild, "日本"), strings.Count(formatted, "日本"))
		for _, src := range []string{wild, formatted, expression.Canonical(wild)} {
			p, problems := expression.Compile(src, scope(), expression.Bool)
			require.Empty(t, problems, src)
			got, err := p.True(environment())
			require.NoError(t, err)
			require.Equal(t, truth(t, plain), got, src)
		}
	})
}

func truth(t require.TestingT, src string) bool {
	p, problems := expression.Compile(src, scope(), expression.Bool)
	require.Empty(t, problems)
	got, err := p.True(environment())
	require.NoError(t, err)
	return got
}

// FuzzFormat: whatever the text, it is formatted once and for all, and is read as before.
func FuzzFormat(f *testing.F) {
	corpus, err := filepath.Glob("testdata/fuzz/FuzzCompile/*")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range corpus {
		src, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(src))
	}
	f.Add("a  &&!b.c in [ 1,-2 ]\n  // why\n || f( x ) ?. y")
	f.Fuzz(func(t *testing.T, src string) {
		formatted := expression.Format(src)
		require.Equal(t, formatted, expression.Format(formatted))
		require.Equal(t, expression.Canonical(src), expression.Canonical(formatted))
		require.Equal(t, expression.Canonical(src), expression.Canonical(expression.Canonical(src)))
	})
}
