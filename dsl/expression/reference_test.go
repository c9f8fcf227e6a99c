package expression_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/expr-lang/expr/builtin"
	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/expression"
)

// exampleScope has what the examples of the reference read besides what the tests read.
func exampleScope() expression.Scope {
	contact := expression.Object(map[string]expression.Type{
		"name": expression.String, "email": expression.String, "seats": expression.Number,
		"role": {Kind: expression.KindString, Values: []string{"champion", "admin"}},
	})
	metrics := expression.Object(map[string]expression.Type{"logins_7d": expression.Number, "logins_30d": expression.Number})
	return scope().With("contact", contact).With("metric", metrics).
		With("contacts", expression.Object(map[string]expression.Type{"champions": expression.List(contact), "admins": expression.List(contact)})).
		With("change", expression.Object(map[string]expression.Type{"usage_30d": expression.Number}))
}

func TestEveryFunctionIsDocumented(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, f := range expression.Functions() {
		t.Run(f.Name, func(t *testing.T) {
			require.False(t, seen[f.Name], "named once")
			seen[f.Name] = true
			require.NotEmpty(t, f.Group)
			require.Regexp(t, `^[A-Z].*\.$`, f.Doc)
			require.True(t, strings.HasPrefix(f.Signature, f.Name+"("), f.Signature)
			require.Regexp(t, regexp.MustCompile(`^\w+\((\.\.\.)?\w+\??: [a-z' |]+(, \w+\??: [a-z' |]+)*\): (string|number|bool|time|object|anything|list|list of [a-z]+)$`), f.Signature)
			require.True(t, strings.HasPrefix(f.Example, f.Name+"("), f.Example)

			p, problems := expression.Compile(f.Example, exampleScope(), expression.Any)
			require.Empty(t, problems)
			require.Equal(t, f.Clock, p.ReadsClock())
			if words := strings.Split(f.Signature, "): "); words[1] != "anything" && words[1] != "list" {
				require.Equal(t, words[1], p.Type().String(), "the example gives what the signature says")
			}
		})
	}
	require.Len(t, seen, 65)
}

func TestSignatures(t *testing.T) {
	t.Parallel()
	signatures := map[string]string{}
	for _, f := range expression.Functions() {
		signatures[f.Name] = f.Signature
	}
	for _, want := range []string{
		"days_until(day: date | time): number", "before(from: date | time, by: duration): time", "is_missing(value: anything): bool",
		"filter(items: list, condition: condition): list", "trim(text: string, characters?: string): string",
		"max(...numbers: numbers | list of numbers): number", "len(value: list | string | object): number", "keys(object: object): list of string",
		"sortBy(items: list, key: number | string, order?: 'asc' | 'desc'): list", "first(items: list): anything",
	} {
		name, _, _ := strings.Cut(want, "(")
		require.Equal(t, want, signatures[name])
	}
}

// Whatever expr comes to bring, each of its functions is either one of ours or refused with a remedy.
func TestEveryFunctionOfExprIsKnownOrRefusedWithARemedy(t *testing.T) {
	t.Parallel()
	ours := map[string]bool{}
	for _, f := range expression.Functions() {
		ours[f.Name] = true
	}
	names := []string{"today", "random", "rand", "uuid", "env", "file"}
	for _, f := range builtin.Builtins {
		if !ours[f.Name] {
			names = append(names, f.Name)
		}
	}
	require.Subset(t, names, []string{"now", "date", "duration", "timezone", "splitAfter", "bitand", "bitnot", "bitshr"})
	for _, name := range names {
		for _, src := range []string{name + "()", name + "(account.name)", "account.seats > " + name, "account.name | " + name + "()"} {
			p, problems := expression.Compile(src, scope(), expression.Any)
			require.Nil(t, p, src)
			require.Len(t, problems, 1, src)
			require.Equal(t, name, src[problems[0].Start:problems[0].End], src)
			require.NotContains(t, problems[0].Detail, "There is n", "%s: a remedy, not a refusal alone", src)
		}
	}
}
