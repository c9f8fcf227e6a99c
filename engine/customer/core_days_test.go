package customer

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// renewing is a workspace in a zone in which something asks how many days it is to a renewal.
func renewing(zone, more string) string {
	return `
workspace { time_zone = "` + zone + `" }
variable "notice" { default = 30 }
attribute "account" "renewal" { type = date }
attribute "account" "notice" { type = number }
event "ticket" {}
event "signed" {}
` + more
}

// becoming enrols no account, as everything is in use while a run is in progress.
func becoming(condition string) string {
	return play("p", "  mode = \"dry_run\"\n  trigger \"becomes\" { when = \""+condition+"\" }")
}

// renewal is an account with a renewal, in Berlin.
func renewal(tb testing.TB, more string, date any) *scenario {
	tb.Helper()
	st := newScenario(tb, renewing(inBerlin, more))
	attributes := map[string]any{"notice": 60.0}
	if date != nil {
		attributes["renewal"] = date
	}
	st.update(start, attributes)
	return st
}

// Who counts days is due when the count comes to what it is compared with, and on no day before.
func TestWhoCountsDaysIsDueOnTheDayThatCounts(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		condition string
		date      any
		want      string // when it is due; empty: never
	}{
		"far away":                {"days_until(account.renewal) <= 30", "2026-12-31", "2026-12-01 00:00"},
		"after summer time began": {"days_until(account.renewal) <= 7", "2026-04-07", "2026-03-31 00:00"},
		"in a range":              {"days_until(account.renewal) in 0..180", "2026-03-10", "2026-03-11 00:00"},
		"long ago":                {"days_until(account.renewal) in 0..180", "2025-03-10", ""},
		"since":                   {"days_since(account.renewal) > 365", "2026-03-03", "2027-03-04 00:00"},
		"a variable":              {"var.notice >= days_until(account.renewal)", "2026-12-31", "2026-12-01 00:00"},
		"an attribute":            {"account.notice >= days_until(account.renewal)", "2026-12-31", "2026-11-01 00:00"},
		"two":                     {"days_until(account.renewal) <= 30 && days_until(account.renewal) > 90", "2026-12-31", "2026-10-02 00:00"},
		"no date":                 {"days_until(account.renewal) <= 30", nil, ""},
		"what else it may be":     {"days_until(account.renewal) / 2 <= 30", "2026-12-31", "2026-03-04 00:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := renewal(t, becoming(test.condition), test.date)
			want := time.Time{}
			if test.want != "" {
				want = clock(t, inBerlin, test.want)
			}
			require.True(t, want.Equal(st.s.NextDue), "due %s", st.s.NextDue)
			st.s = stored(t, st.s)
			st.event(start.Add(time.Hour), "ticket")
			require.True(t, want.Equal(st.s.NextDue), "an event changes nothing about it")
		})
	}
}

func TestAnotherDateMovesTheDayThatCounts(t *testing.T) {
	t.Parallel()
	st := renewal(t, becoming("days_until(account.renewal) <= 30"), "2026-12-31")
	st.update(at("100d"), map[string]any{"renewal": "2026-09-30"}) // over many midnights
	require.Equal(t, clock(t, inBerlin, "2026-08-31 00:00"), st.s.NextDue)
	st.update(at("101d"), map[string]any{})
	require.True(t, st.s.NextDue.IsZero())
	st.update(at("102d"), map[string]any{"renewal": "2026-09-30"})
	require.Empty(t, st.advance(clock(t, inBerlin, "2026-08-31 00:00").Add(-time.Second)))
	require.Len(t, st.advance(clock(t, inBerlin, "2026-08-31 00:00")), 1)
	st.update(at("200d"), map[string]any{"renewal": "2027-09-30"})
	st.all = nil
	st.update(at("201d"), map[string]any{"renewal": "2026-09-30"})
	require.Len(t, st.all, 1, "it is within reach at once")
}

func TestWhatOnlyWaitsNowCountsDaysToo(t *testing.T) {
	t.Parallel()
	december := clock(t, inBerlin, "2026-12-01 00:00")
	t.Run("a milestone", func(t *testing.T) {
		t.Parallel()
		st := renewal(t, `success_plan "way" {
  starts = "signed"
  milestone "close" { reached = "days_until(account.renewal) <= 30" }
}`, "2026-12-31")
		require.True(t, st.s.NextDue.IsZero(), "the plan doesn't run")
		st.event(at("1d"), "signed")
		require.Equal(t, december, st.s.NextDue)
		st.advance(december)
		require.Equal(t, december, st.s.Plans["way"].Completed)
		require.True(t, st.s.NextDue.IsZero())
	})
	t.Run("a goal", func(t *testing.T) {
		t.Parallel()
		st := renewal(t, aiming(everyone, goal("close", "    when = \"days_until(account.renewal) <= 30\"\n    within = \"300d\"")), "2026-12-31")
		st.event(at("1d"), "ticket")
		require.Equal(t, december, st.s.NextDue)
	})
	t.Run("a goal with variables of its own", func(t *testing.T) {
		t.Parallel()
		st := renewal(t, aiming(everyone, goal("close", "    when = \"days_until(account.renewal) <= var.notice\"\n    within = \"300d\"")), "2026-12-31")
		st.event(at("1d"), "ticket")
		require.Equal(t, clock(t, inBerlin, "2026-03-05 00:00"), st.s.NextDue)
	})
	t.Run("a guard", func(t *testing.T) {
		t.Parallel()
		guard := "guard \"late\" {\n  tags = [\"x\"]\n  when = \"days_until(account.renewal) <= 30\"\n  otherwise = \"continue\"\n}\n"
		st := renewal(t, guard+play("p", "  tags = [\"x\"]\n"+onTicket+"\n  enroll { hold = \"300d\" }"), "2026-12-31")
		require.Equal(t, []string{"p pending guard"}, summary(st.event(at("1d"), "ticket")))
		require.Equal(t, december, st.s.NextDue)
		require.Equal(t, []string{"p enrolled"}, summary(st.advance(december)))
	})
}

func TestWhoReadsASuccessPlanIsAskedEachDayForItsDays(t *testing.T) {
	t.Parallel()
	for condition, daily := range map[string]bool{
		"success_plan.way.stage == 'close'":                           false,
		"success_plan.way.overdue || success_plan.way.completed":      false,
		"let p = success_plan.way; p.stage == 'close'":                false,
		"success_plan.way.days > 3":                                   true,
		"success_plan.way.days_in_stage > 3":                          true,
		"success_plan['way']['days'] > 3":                             true,
		"let p = success_plan.way; p.stage == 'close' || p.days > 30": true,
	} {
		st := renewal(t, "success_plan \"way\" {\n  starts = \"signed\"\n  milestone \"close\" { event = \"ticket\" }\n}\n"+
			"segment \"some\" { when = \""+condition+"\" }", "2026-12-31")
		require.True(t, st.s.NextDue.IsZero(), condition)
		st.event(at("1d"), "signed")
		require.Equal(t, daily, !st.s.NextDue.IsZero(), condition)
		st.event(at("2d"), "ticket")
		require.True(t, st.s.NextDue.IsZero(), "%s, when it is completed", condition)
	}
}

// Who is asked only on the days that count is decided about as if it were asked each day.
func TestAskingOnTheDaysThatCountIsAskingEachDay(t *testing.T) {
	t.Parallel()
	zones := []string{"UTC", inBerlin, "America/Sao_Paulo", "Asia/Beirut", "Asia/Kathmandu", inNewYork}
	rapid.Check(t, func(r *rapid.T) {
		number := func(name string) string {
			return rapid.SampledFrom([]string{"0", "5", "-3", "30", "2.5", "var.notice", "account.notice"}).Draw(r, name)
		}
		atom := func(name string) string {
			days := rapid.SampledFrom([]string{"days_until", "days_since"}).Draw(r, name) + "(account.renewal)"
			switch operator := rapid.SampledFrom([]string{"<", "<=", ">", ">=", "==", "!=", "in 1..7", "not in [3, 9]"}).Draw(r, "operator"); {
			case len(operator) > 2:
				return days + " " + operator
			default:
				return days + " " + operator + " " + number("number")
			}
		}
		condition := atom("a")
		if join := rapid.SampledFrom([]string{"", "&&", "||"}).Draw(r, "join"); join != "" {
			condition = fmt.Sprintf("%s %s !(%s)", condition, join, atom("b"))
		}
		src := renewing(rapid.SampledFrom(zones).Draw(r, "zone"), becoming(condition))
		resting, asked := newScenario(t, src), newScenario(t, src)
		asked.core.liveDays.each = true
		now := start
		for range rapid.IntRange(1, 6).Draw(r, "updates") {
			attributes := map[string]any{}
			if days := rapid.IntRange(-50, 50).Draw(r, "renewal"); days != 50 {
				attributes["renewal"] = now.AddDate(0, 0, days).Format(time.DateOnly)
			}
			if change := rapid.IntRange(0, 4).Draw(r, "notice"); change > 0 {
				attributes["notice"] = float64(change)
			}
			resting.update(now, attributes)
			asked.update(now, attributes)
			now = now.Add(time.Duration(rapid.IntRange(1, 60*24*60).Draw(r, "minutes")) * time.Minute)
		}
		resting.advance(now.AddDate(0, 0, 60))
		asked.advance(now.AddDate(0, 0, 60))
		require.Equal(r, firings(asked), firings(resting), condition)
	})
}

// Of the accounts that renew on the days of a year, one is due at the next midnight.
func TestOfManyWhoCountDaysFewAreDueAtMidnight(t *testing.T) {
	t.Parallel()
	c := New(load(t, renewing(inBerlin, `segment "renewing" { when = "days_until(account.renewal) <= 30" }`)), 1, everSeen)
	midnight, due := nextDay(start, c.hours.Zone()), 0
	for day := range 365 {
		s := c.Fresh(fmt.Sprint("acme", day), start)
		attributes := data("renewal", start.AddDate(0, 0, day).Format(time.DateOnly))
		c.Apply(s, Entry{Source: SourceTend, Type: TypeAccountUpdated, Received: start, Data: data("attributes", attributes)})
		require.Equal(t, day <= 30, s.NextDue.IsZero())
		if s.NextDue.Equal(midnight) {
			due++
			c.Tick(s, midnight)
			require.True(t, s.Segments["renewing"])
			require.True(t, s.NextDue.IsZero(), "and never again")
		}
	}
	require.Equal(t, 1, due)
}
