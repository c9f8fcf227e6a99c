package expression_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/expression"
)

func TestFunctions(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]any{
		`upper(account.name)`: "ACME", `lower("ÄB")`: "äb", `account.name | upper() | lower()`: "acme",
		`trim("  a ")`: "a", `trim("xax", "x")`: "a", `trimPrefix("Re: a", "Re: ")`: "a", `trimSuffix("a.", ".")`: "a",
		`hasPrefix("abc", "ab")`: true, `hasSuffix("abc", "ab")`: false, `indexOf("日本語", "語")`: 2.0, `lastIndexOf("abab", "ab")`: 2.0, `indexOf("a", "b")`: -1.0,
		`split("a,b", ",")`: []any{"a", "b"}, `replace("aXa", "a", "b")`: "bXb", `repeat("ab", 2)`: "abab", `repeat("ab", -2)`: "",
		`join(account.tags, "-")`: "b-a-b", `join(["a", nil, 1])`: "a1", `string(1.0)`: "1", `string([1, [2]])`: "1, [2]", `string(true)`: "true",
		`toBase64("a")`: "YQ==", `fromBase64("YQ==")`: "a", `toJSON({b: 1, a: [nil]})`: `{"a":[null],"b":1}`, `fromJSON("{\"a\": 1}").a`: 1.0,
		`abs(-1.5)`: 1.5, `ceil(1.2)`: 2.0, `floor(-1.2)`: -2.0, `round(2.5)`: 3.0, `int("12.9")`: 12.0, `int(-1.9)`: -1.0, `float(" 1.5 ")`: 1.5, `float(2)`: 2.0,
		`max(1, 3, 2)`: 3.0, `min([4, 3], 5)`: 3.0, `mean(1, 2)`: 1.5, `median([3, 1, 2])`: 2.0, `median(4, 1, 2, 3)`: 2.5, `sum([1, 2])`: 3.0, `sum([])`: 0.0,
		`len(account.tags)`: 3.0, `len(health.measures)`: 2.0, `first(account.tags)`: "b", `last([1, 2])`: 2.0, `take(account.tags, 2)`: []any{"b", "a"}, `take([1], 9)`: []any{1.0},
		`reverse([1, 2])`: []any{2.0, 1.0}, `uniq(account.tags)`: []any{"b", "a"}, `concat([1], [2], [])`: []any{1.0, 2.0}, `flatten(event.nested)`: []any{1.0, 2.0, 3.0}, `flatten([1, [[2]]])`: []any{1.0, []any{2.0}},
		`sort(account.tags)`: []any{"a", "b", "b"}, `sort([1, 3, nil, 2], "desc")`: []any{3.0, 2.0, 1.0, nil},
		`keys(health.measures)`: []any{"support", "usage"}, `values(health.measures)`: []any{50.0, 80.0},
		`toPairs(health.measures)`: []any{[]any{"support", 50.0}, []any{"usage", 80.0}}, `fromPairs([["a", 1]])`: map[string]any{"a": 1.0},
		`get(health.measures, "usage")`: 80.0, `get(account.tags, 1)`: "a", `get(account.tags, 7)`: nil,
		`type(1)`: "number", `type("")`: "string", `type(nil)`: "nil", `type([])`: "list", `type({})`: "object", `type(true)`: "bool",
		`is_missing(account.csm)`: true, `is_missing(account.name)`: false,
	} {
		t.Run(src, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, want, eval(t, src))
		})
	}
}

func TestPredicates(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]any{
		`any(contacts.champions, .role == "admin")`: true, `all(contacts.champions, .role == "admin")`: false, `none([], # > 1)`: true, `all([], # > 1)`: true,
		`one(contacts.champions, .role == "admin")`: true, `count(contacts.champions, .role == "champion")`: 2.0, `count([true, false, true])`: 2.0,
		`map(contacts.champions, .name)`: []any{"Kenji", "Mai", "Uta"}, `map(1..3, # * #index)`: []any{0.0, 2.0, 6.0},
		`filter(contacts.champions, .score > 5)[0].name`: "Kenji", `map(filter(contacts.champions, {.score != nil}), .id)`: []any{"k", "m"},
		`find(contacts.champions, .role == "admin").name`: "Mai", `find([1], # > 3)`: nil, `findLast(contacts.champions, .role == "champion").name`: "Uta",
		`findIndex(contacts.champions, .role == "admin")`: 1.0, `findLastIndex(contacts.champions, .role == "champion")`: 2.0, `findIndex([1], # > 3)`: nil,
		`sum(take(contacts.champions, 2), .score)`: 13.5, `reduce([1, 2, 3], #acc + #)`: 6.0, `reduce([1, 2, 3], #acc * #, 10)`: 60.0,
		`map(sortBy(contacts.champions, .score), .id)`: []any{"m", "k", "u"}, `map(sortBy(contacts.champions, .score, "desc"), .id)`: []any{"k", "m", "u"},
		`map(groupBy(contacts.champions, .role).champion, .id)`: []any{"k", "u"}, `keys(groupBy(contacts.champions, .role))`: []any{"admin", "champion"},
		`len(groupBy(contacts.champions, nil))`:                               0.0,
		`map(account.tags, any(account.tags, # > ""))`:                        []any{true, true, true},
		`filter(1..4, let half = # / 2; half in [1, 2])`:                      []any{2.0, 4.0},
		`map(1..2, map(1..2, # * 10))`:                                        []any{[]any{10.0, 20.0}, []any{10.0, 20.0}},
		`contacts.champions | filter(.role == "admin") | map(.name) | join()`: "Mai",
	} {
		t.Run(src, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, want, eval(t, src))
		})
	}
}

// The clock of the tests stands at 00:30 on 1 April 2026 in Tokyo, where it is still March in UTC.
func TestTimeFunctions(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]any{
		`days_until(account.renewal_date)`: 91.0, `days_until("2026-04-01")`: 0.0, `days_since("2026-04-01")`: 0.0, `days_since(account.start_date)`: 5.0,
		`days_until("2026-03-31T15:00:00Z")`: 0.0, `days_until("2026-03-31T14:59:59+00:00")`: -1.0, `days_until(run.started_at)`: 0.0,
		`after("2026-07-01", "9h")`:                              "2026-07-01T00:00:00.000Z",
		`after(run.started_at, "1d")`:                            "2026-04-01T15:00:00.000Z",
		`before("2026-07-01", "2w")`:                             "2026-06-16T15:00:00.000Z",
		`before("2026-04-06T14:00:00+09:00", "1 business day")`:  "2026-04-03T00:00:00.000Z",
		`after("2026-04-03T14:00:00+09:00", "1 business day")`:   "2026-04-06T09:00:00.000Z",
		`after("2026-04-03T17:00:00+09:00", "4 business hours")`: "2026-04-06T03:00:00.000Z",
		`after("9999-12-31", "2d")`:                              nil,
		`business_days(account.start_date, "2026-04-01")`:        3.0, `business_days("2026-04-01", account.start_date)`: -3.0,
		`after(run.started_at, "1d") > run.started_at`: true,
	} {
		t.Run(src, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, want, eval(t, src))
		})
	}
}

func TestTheClocksZoneAndCalendar(t *testing.T) {
	t.Parallel()
	hours, err := calendar.New(calendar.Config{Zone: tokyo, Weekdays: []string{"sat"}, Hours: "10:00-12:00"})
	require.NoError(t, err)
	now := time.Date(2026, 4, 1, 0, 30, 0, 0, tokyo)
	for name, test := range map[string]struct {
		clock     expression.Clock
		days, due any
	}{
		"nothing given: UTC":               {expression.Clock{Now: now}, 1.0, "2026-04-02T18:00:00.000Z"},
		"a zone":                           {expression.Clock{Now: now, Zone: tokyo}, 0.0, "2026-04-02T09:00:00.000Z"},
		"a calendar and its zone":          {expression.Clock{Now: now, Hours: hours}, 0.0, "2026-04-04T03:00:00.000Z"},
		"a zone beside another calendar's": {expression.Clock{Now: now, Hours: hours, Zone: time.UTC}, 1.0, "2026-04-04T03:00:00.000Z"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := expression.Restore(`[days_until("2026-04-01"), after("2026-04-01", "1 business day")]`)
			require.NoError(t, err)
			v, err := p.Eval(expression.Env{Clock: test.clock})
			require.NoError(t, err)
			require.Equal(t, []any{test.days, test.due}, v)
		})
	}
}
