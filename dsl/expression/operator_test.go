package expression_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/expression"
)

func TestOperators(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]any{
		`1 + 2 * 3`: 7.0, `(1 + 2) * 3`: 9.0, `7 / 2`: 3.5, `7 % 4`: 3.0, `2 ** 10`: 1024.0, `2 ^ 3`: 8.0, `-account.seats`: -20.0, `+3`: 3.0,
		`10_000_000 / 0x10`: 625000.0, `1.5e3`: 1500.0, `0.1 + 0.2 > 0.3`: true,
		`account.name + "!"`: "Acme!", `"a" < "b"`: true, `account.renewal_date > "2026-06-30"`: true,
		`run.started_at < "2026-04-01T00:00:00.000Z"`: true,
		`1 < 2 < 3`: true, `3 > 2 > 2`: false, `12.5 in 0..180`: true, `180 in 0..180`: true, `180.1 in 0..180`: false, `-1 not in 0..3`: true,
		`3 in [1, 2, 3]`: true, `3 in [1, account.seats]`: false, `"a" in account.tags`: true, `"x" not in account.tags`: true,
		`"usage" in health.measures`: true, `"other" in health.measures`: false, `[1] in event.nested`: true,
		`account.name contains "cm"`: true, `account.name not contains "cm"`: false, `account.name startsWith "A"`: true,
		`account.name endsWith "A"`: false, `account.name matches "^[A-Z]c+me$"`: true,
		`not true`: false, `true and not false`: true, `false or true`: true,
		`account.seats > 10 ? "many" : "few"`: "many", `if account.seats > 10 { 1 } else { 2 }`: 1.0,
		`account.csm ?? "nobody"`: "nobody", `account.name ?? "nobody"`: "Acme", `account.active ?: 5`: 5.0,
		`[1, 2] == [1, 2]`: true, `[1, 2] != [2, 1]`: true, `{a: 1} == {"a": 1.0}`: true, `{a: 1} == {a: 2}`: false, `{a: nil} == {b: nil}`: false,
		`var.word == 7`: false, `var.word != 7`: true, `var.limit == 10`: true, `var.yes`: true,
		`account["name"]`: "Acme", `account?.name`: "Acme", `account?.["seats"]`: 20.0, `account.tags[0]`: "b", `account.tags[-1]`: "b", `account.tags[0.5]`: nil,
		`account.tags[1:]`: []any{"a", "b"}, `account.tags[:-1]`: []any{"b", "a"}, `account.tags[5:1]`: []any{}, `"日本語"[1:2]`: "本",
		`1..3`: []any{1.0, 2.0, 3.0}, `3..1`: []any{}, `len("日本")`: 2.0, `{a: 1, "b c": [true]}`: map[string]any{"a": 1.0, "b c": []any{true}},
		`{("x" + "y"): 1}`: map[string]any{"xy": 1.0},
		`let x = account.seats; let y = x * 2; y + x`: 60.0, `var.limit + 1`: 11.0, "`raw \\n`": `raw \n`, `'it\'s'`: "it's",
		`account.seats /* how many */ > 1 // enough`: true,
	} {
		t.Run(src, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, want, eval(t, src))
		})
	}
}

// A value of another kind than declared, in a restored expression, is an error that names kinds only.
func TestRunTimeErrorsNameKindsAndPlaces(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		`account.name > 5`:                  `expression "account.name > 5", line 1, column 14: a string and a number have no order`,
		"true &&\n  account.name * 2 == 1":  `expression "true && account.name * 2 == 1", line 2, column 16: a number is needed, not a string`,
		`account.name && true`:              `line 1, column 14: true or false is needed, not a string`,
		`account.name.first`:                `column 14: a string has no member first`,
		`account.name[0]`:                   `a string has no members`,
		`account[1]`:                        `a string is needed, not a number`,
		`account.seats contains "x"`:        `a string is needed, not a number`,
		`account.seats matches "x"`:         `a string is needed, not a number`,
		`"x" in account.seats`:              `in needs a list or an object, not a number`,
		`account.name in 1..2`:              `a number is needed, not a string`,
		`1 in account`:                      `a string is needed, not a number`,
		`filter(account.name, true)`:        `a list is needed, not a string`,
		`filter(account.tags, #)`:           `true or false is needed, not a string`,
		`map(0.5..2, #)`:                    `from a whole number to a whole number`,
		`account.name + 1`:                  `a string is needed, not a number`,
		`1 + account.name`:                  `a number is needed, not a string`,
		`{(account.seats): 1}`:              `line 1, column 11: a string is needed, not a number`,
		`{(account.csm): 1}`:                `a string is needed, not a missing value`,
		`account.seats[1:2]`:                `of a list or a string a part can be taken, not of a number`,
		`days_until(account.name)`:          `a date or a time is needed, not another string`,
		`days_until(account.seats)`:         `a date or a time is needed, not a number`,
		`after("2026-01-01", account.name)`: `the second argument must be a duration`,
		`float(account.name)`:               `the string is not a number`,
		`fromJSON(account.name)`:            `the string is not JSON`,
		`fromBase64(account.name + "!")`:    `the string is not in Base64`,
		`sort([1, "a"])`:                    `a number and a string can't be sorted together`,
		`sort(fromJSON("[true]"))`:          `only numbers and strings can be sorted, not a bool`,
		`sort(account.tags, account.name)`:  `the order is 'asc' or 'desc'`,
		`fromPairs([1])`:                    `a pair of a name and a value`,
		`groupBy([account.seats], #)`:       `a string is needed, not a number`,
	} {
		t.Run(src, func(t *testing.T) {
			t.Parallel()
			p, err := expression.Restore(src)
			require.NoError(t, err)
			_, err = p.Eval(environment())
			require.ErrorContains(t, err, want)
			require.NotContains(t, err.Error(), "Acme", "the values may be a customer's")
		})
	}
}

func TestAConditionThatIsNoneIsAnError(t *testing.T) {
	t.Parallel()
	p, err := expression.Restore(`account.seats`)
	require.NoError(t, err)
	_, err = p.True(environment())
	require.EqualError(t, err, `expression "account.seats": true or false is needed, not a number`)
	_, _, err = p.Decide(environment())
	require.ErrorContains(t, err, "true or false is needed")
}

// The result may be kept and changed; neither the environment nor the program's literals change with it.
func TestResultsAreCopies(t *testing.T) {
	t.Parallel()
	env := environment()
	for _, src := range []string{`contacts.champions`, `["a", "b"]`, `{a: [1]}`, `account`} {
		p, err := expression.Restore(src)
		require.NoError(t, err)
		v, err := p.Eval(env)
		require.NoError(t, err)
		switch v := v.(type) {
		case []any:
			v[0] = "changed"
		case map[string]any:
			clear(v)
		}
		again, err := p.Eval(env)
		require.NoError(t, err)
		require.NotEqual(t, v, again, src)
	}
	require.Equal(t, environment().Values, env.Values)
}
