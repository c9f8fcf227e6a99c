package expression_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/dsl/expression"
)

func TestCountdowns(t *testing.T) {
	t.Parallel()
	const none, other = "none", "reads the clock otherwise"
	for src, want := range map[string]string{
		"days_until(account.renewal_date) <= 30":                                  "account.renewal_date",
		"30 > days_until(account.renewal_date)":                                   "account.renewal_date",
		"days_since(account.renewal_date) in 0..30":                               "account.renewal_date",
		"days_until(account.renewal_date) not in [30, -60]":                       "account.renewal_date",
		"days_until(account.renewal_date) == nil || account.seats > 3":            "",
		"account.seats > 3 && !(days_until(account.renewal_date) < -var.notice)":  "account.renewal_date var.notice",
		"account.active ? days_until(account.renewal_date) < account.seats : nil": "account.renewal_date account.seats",
		"any(account.tags, days_since(account.renewal_date) > 3)":                 "account.renewal_date",
		"account.seats > 3":                                                                             none,
		"days_until(account.renewal_date)":                                                              other,
		"days_until(account.renewal_date) + 1 < 30":                                                     other,
		"days_until(account.renewal_date) < account.seats * 2":                                          other,
		"days_until(account.renewal_date) < days_until(account.renewal_date)":                           other,
		"days_until(after(account.renewal_date, '3d')) < 30":                                            other,
		"let d = days_until(account.renewal_date); d < 30":                                              other,
		"days_until(account.renewal_date) in [30, account.seats + 1]":                                   other,
		"any(account.sizes, days_until(account.renewal_date) < #)":                                      other,
		"is_missing(days_until(account.renewal_date))":                                                  other,
		"days_until(account.renewal_date) < 3 && days_until(account.renewal_date) != account.seats / 2": other,
	} {
		p, problems := expression.Compile(src, countdownScope(), expression.Any)
		require.NotNil(t, p, "%s: %v", src, problems)
		names, ok := p.Countdowns()
		switch {
		case ok:
			require.Equal(t, want, strings.Join(names, " "), src)
		case p.ReadsClock():
			require.Equal(t, want, other, src)
		default:
			require.Equal(t, want, none, src)
		}
		restored, err := expression.Restore(src)
		require.NoError(t, err)
		again, stillOK := restored.Countdowns()
		require.Equal(t, names, again)
		require.Equal(t, ok, stillOK)
	}
}

func countdownScope() expression.Scope {
	return expression.Scope{
		"account": expression.Object(map[string]expression.Type{
			"renewal_date": expression.Date, "seats": expression.Number, "active": expression.Bool,
			"tags": expression.List(expression.String), "sizes": expression.List(expression.Number),
		}),
		"var": expression.Object(map[string]expression.Type{"notice": expression.Number}),
	}
}

// The value of a comparison turns at the midnight that is told, and at none before.
func TestAComparisonOfDaysTurnsAtTheMidnightThatIsTold(t *testing.T) {
	t.Parallel()
	zones := []string{"UTC", "Europe/Berlin", "America/Sao_Paulo", "Asia/Beirut", "Pacific/Apia", "Asia/Kathmandu"}
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		require.NoError(t, err)
		number := func(name string) string {
			return rapid.SampledFrom([]string{"0", "1", "-2", "3.5", "-0.5", "7", "account.seats", "-account.seats", "var.notice"}).Draw(t, name)
		}
		days := rapid.SampledFrom([]string{"days_until", "days_since"}).Draw(t, "function") + "(account.renewal_date)"
		src := fmt.Sprintf("%s in %s..%s", days, number("from"), number("to"))
		single := rapid.Bool().Draw(t, "single")
		if operator := rapid.SampledFrom([]string{"<", "<=", ">", ">=", "==", "!="}).Draw(t, "operator"); single {
			src = fmt.Sprintf("%s %s %s", days, operator, number("number"))
			if rapid.Bool().Draw(t, "turned round") {
				src = fmt.Sprintf("%s %s %s", number("number"), operator, days)
			}
		}
		p, problems := expression.Compile(src, countdownScope(), expression.Bool)
		if p == nil && !single {
			t.Skip("an empty range is refused")
		}
		require.NotNil(t, p, "%s: %v", src, problems)
		_, ok := p.Countdowns()
		require.True(t, ok, src)

		now := time.Unix(rapid.Int64Range(1.3e9, 1.9e9).Draw(t, "now"), 0)
		date := now.In(zone).AddDate(0, 0, rapid.IntRange(-12, 12).Draw(t, "away"))
		account := map[string]any{"renewal_date": date.Format(time.DateOnly), "seats": float64(rapid.IntRange(0, 5).Draw(t, "seats"))}
		if rapid.Bool().Draw(t, "a time") {
			account["renewal_date"] = expression.FormatTime(date)
		}
		env := func(now time.Time) expression.Env {
			values := map[string]any{"account": account, "var": map[string]any{"notice": 2.0}}
			return expression.Env{Values: values, Clock: expression.Clock{Now: now, Zone: zone}}
		}
		before, err := p.True(env(now))
		require.NoError(t, err)
		told := p.NextDay(env(now))
		turns := time.Time{}
		for at := now; turns.IsZero() && at.Before(now.AddDate(0, 0, 40)); {
			at = midnightAfter(at, zone)
			if is, err := p.True(env(at)); err == nil && is != before {
				turns = at
			}
		}
		if single {
			require.True(t, told.Equal(turns), "%s turns at %s, and %s is told", src, turns, told)
		} else if !turns.IsZero() { // A range may be empty.
			require.False(t, told.IsZero() || told.After(turns), "%s turns at %s, and %s is told", src, turns, told)
		}
	})
}

// midnightAfter is the first instant that a clock in the zone shows another date.
func midnightAfter(at time.Time, zone *time.Location) time.Time {
	date := at.In(zone).Format(time.DateOnly)
	low, high := at, at.Add(49*time.Hour)
	for high.Sub(low) > time.Second {
		mid := low.Add(high.Sub(low) / 2).Truncate(time.Second)
		if !mid.After(low) {
			break
		}
		if mid.In(zone).Format(time.DateOnly) == date {
			low = mid
		} else {
			high = mid
		}
	}
	return high
}

func TestWhatIsMissingIsNeverReached(t *testing.T) {
	t.Parallel()
	p, _ := expression.Compile("days_until(account.renewal_date) < account.seats", countdownScope(), expression.Bool)
	now := time.Date(2026, 3, 3, 8, 0, 0, 0, time.UTC)
	for name, account := range map[string]map[string]any{
		"the date":   {"seats": 3.0},
		"the number": {"renewal_date": "2026-04-01"},
		"no date":    {"renewal_date": "soon", "seats": 3.0},
		"too far":    {"renewal_date": "2026-04-01", "seats": -1e300},
		"infinite":   {"renewal_date": "2026-04-01", "seats": 1e300},
	} {
		require.Zero(t, p.NextDay(expression.Env{Values: map[string]any{"account": account}, Clock: expression.Clock{Now: now}}), name)
	}
}
