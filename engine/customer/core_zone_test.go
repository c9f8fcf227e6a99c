package customer

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// edited puts another version of the workspace in force at an instant.
func (st *scenario) edited(now time.Time, src ...string) {
	st.tb.Helper()
	st.advance(now)
	n := len(st.all)
	st.core = New(load(st.tb, src...), st.s.Version+1, everSeen)
	st.core.Rebase(st.s, slices.Values(st.log), now)
	require.Len(st.tb, st.all, n, "nothing fires")
	st.s = stored(st.tb, st.s)
}

// clock is an instant by the wall clock of a zone.
func clock(tb testing.TB, zone, s string) time.Time {
	tb.Helper()
	z, err := time.LoadLocation(zone)
	require.NoError(tb, err)
	at, err := time.ParseInLocation("2006-01-02 15:04", s, z)
	require.NoError(tb, err)
	return at.UTC()
}

const (
	inBerlin  = "Europe/Berlin"
	inNewYork = "America/New_York"
	inTokyo   = "Asia/Tokyo"
)

// After an edit of the zone the facts are those that would be there if it had always been that zone.
func TestAnotherZoneIsAsIfItHadAlwaysBeen(t *testing.T) {
	t.Parallel()
	periods := met("day") + met("week") + met("month")
	cores := map[string]*Core{}
	for _, zone := range []string{inBerlin, inNewYork, inTokyo} {
		cores[zone] = New(load(t, strings.Replace(company, inBerlin, zone, 1), periods, plays), int64(len(cores)+1), everSeen)
	}
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.SampledFrom([]string{inNewYork, inTokyo})
		old, c := cores[inBerlin], cores[zone.Draw(t, "zone")]
		s, fresh := old.Fresh("acme", start), c.Fresh("acme", start)
		log := drawEntries(t)
		for _, e := range log {
			old.Apply(s, e)
			c.Apply(fresh, e)
		}
		c.Rebase(s, slices.Values(log), s.Now)
		for _, root := range []string{"metric", "previous", "change", "tier", "contacts"} {
			require.Equal(t, encoded(t, c.Facts(fresh, s.Now)[root]), encoded(t, c.Facts(s, s.Now)[root]), root)
		}
		for name, p := range fresh.Plans { // An expression is asked at the same instants.
			require.Equal(t, encoded(t, p.Overdue), encoded(t, s.Plans[name].Overdue))
			require.Equal(t, p.Due, s.Plans[name].Due)
		}
	})
}

func TestTheTrendGoesByTheDaysOfTheZoneInForce(t *testing.T) {
	t.Parallel()
	in := func(zone string) []string {
		return []string{`workspace { time_zone = "` + zone + `" }`, graded, falling}
	}
	st := newScenario(t, in(inBerlin)...)
	st.grade(clock(t, inBerlin, "2026-03-05 12:00"), 80) // In New York this day began six hours later.
	st.grade(clock(t, inBerlin, "2026-03-06 12:00"), 60)
	st.edited(clock(t, inBerlin, "2026-03-07 12:00"), in(inNewYork)...)
	week := clock(t, inNewYork, "2026-03-12 00:00")
	require.Nil(t, st.fact(week.Add(-time.Second), "health", "trend"))
	require.Equal(t, false, st.fact(week.Add(-time.Second), "segment", "falling"))
	require.InDelta(t, -20, st.fact(week, "health", "trend"), 0)
	require.Equal(t, true, st.fact(week, "segment", "falling"))

	st = newScenario(t, in(inNewYork)...)
	st.grade(clock(t, inNewYork, "2026-03-04 23:00"), 80) // In Tokyo it is the 5th.
	st.grade(clock(t, inNewYork, "2026-03-06 12:00"), 60)
	st.grade(clock(t, inNewYork, "2026-03-11 12:00"), 50) // It is a week since the 4th.
	require.InDelta(t, -30, st.fact(clock(t, inNewYork, "2026-03-11 12:00"), "health", "trend"), 0)
	st.edited(clock(t, inNewYork, "2026-03-11 12:30"), in("Pacific/Honolulu")...)
	require.InDelta(t, -30, st.fact(clock(t, inNewYork, "2026-03-11 12:30"), "health", "trend"), 0)
}

func TestWhatTheClockHasPassedDoesNotComeAgainInAnotherZone(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		trigger, from, to, edited string
		want                      []string // by the clock of the zone in force
	}{
		"each day, to the west": {
			`trigger "schedule" { cron = "0 9 * * *" }`, inBerlin, inNewYork, "2026-03-04 10:00",
			[]string{"03-04 09:00:00", "03-05 09:00:00", "03-06 09:00:00"},
		},
		"each day, to the east": {
			`trigger "schedule" { cron = "0 9 * * *" }`, inNewYork, inTokyo, "2026-03-04 10:00",
			[]string{"03-04 09:00:00", "03-05 09:00:00", "03-06 09:00:00"},
		},
		"once, to the west": {
			`trigger "schedule" { at = "2026-03-04 09:00" }`, inBerlin, inNewYork, "2026-03-04 10:00", []string{"03-04 09:00:00"},
		},
		"once, before": {
			`trigger "schedule" { at = "2026-03-04 09:00" }`, inBerlin, inNewYork, "2026-03-04 08:00", []string{"03-04 09:00:00"},
		},
		"coverage": {
			`trigger "coverage" {
    metric = "met_this_day"
    every  = "day"
    lead   = "6h"
  }`, inBerlin, inNewYork, "2026-03-04 19:00", []string{"03-03 18:00:00", "03-04 18:00:00", "03-05 18:00:00"},
		},
		"a date": {
			`trigger "date" { date = "account.renewal" }`, inBerlin, inNewYork, "2026-03-05 03:00", []string{"03-05 00:00:00"},
		},
		"a date that is still to come": {
			`trigger "date" { date = "account.renewal" }`, inBerlin, inNewYork, "2026-03-04 23:00", []string{"03-05 00:00:00"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := func(zone string) []string { return []string{german(zone), met("day"), play("p", test.trigger)} }
			st := newScenario(t, in(test.from)...)
			begun := clock(t, test.from, "2026-03-03 10:00")
			st.s = st.core.Fresh("acme", begun)
			st.update(begun, map[string]any{"status": "customer", "renewal": "2026-03-05"})
			edit := clock(t, test.from, test.edited)
			st.advance(edit)
			fired := firings(st)
			st.edited(edit, in(test.to)...)
			st.all = nil
			st.advance(clock(t, test.to, "2026-03-06 10:00"))
			require.Equal(t, test.want, append(fired, firings(st)...))
		})
	}
}

// An edit of the calendar moves what is due, and what has fired doesn't fire again for the same.
func TestAnEditedCalendarMovesWhatIsDue(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		trigger string
		before  string // when it would fire with the calendar as it is
		after   string // when it does with the Thursday closed, which is edited on Tuesday the 3rd
	}{
		"inactivity": {"trigger \"inactivity\" {\n event = \"login\"\n after = \"3 business days\"\n}", "2026-03-06 17:00", "2026-03-09 17:00"},
		"becomes":    {"trigger \"becomes\" {\n when = \"account.seats > 3\"\n after = \"3 business days\"\n}", "2026-03-06 17:00", "2026-03-09 17:00"},
		"coverage":   {"trigger \"coverage\" {\n metric = \"met_this_week\"\n every = \"week\"\n lead = \"2 business days\"\n}", "2026-03-05 09:00", "2026-03-04 09:00"},
		"date":       {"trigger \"date\" {\n date = \"account.renewal\"\n before = \"2 business days\"\n}", "2026-03-05 09:00", "2026-03-04 09:00"},
		"stall":      {"trigger \"onboarding_stall\" {\n success_plan = \"onboarding\"\n milestone = \"kickoff\"\n overdue = \"1 business day\"\n}", "2026-03-06 17:00", "2026-03-09 17:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			open := []string{german(inBerlin), met("week"), play("p", test.trigger)}
			closed := slices.Clone(open)
			closed[0] = strings.Replace(open[0], `["2026-04-08"]`, `["2026-03-05", "2026-04-08"]`, 1)
			begin := func(src []string) *scenario {
				st := newScenario(t, src...)
				st.update(start, map[string]any{"status": "customer", "seats": 4.0, "renewal": "2026-03-07"})
				st.event(start, "contract_signed")
				return st
			}
			once := func(at time.Time, before, after []string) {
				st := begin(before)
				st.advance(at.Add(-time.Second))
				require.Empty(t, st.all)
				st.advance(at)
				require.Len(t, st.all, 1)
				st.edited(at.Add(time.Minute), after...)
				st.finish(at.Add(2*time.Minute), "p")
				st.advance(clock(t, inBerlin, "2026-03-09 18:00"))
				require.Len(t, st.all, 1, "once")
			}
			before, after := clock(t, inBerlin, test.before), clock(t, inBerlin, test.after)
			once(before, open, closed)
			once(after, closed, open)

			st := begin(open)
			st.edited(start.Add(time.Hour), closed...)
			st.advance(after.Add(-time.Second))
			require.Empty(t, st.all)
			st.advance(after)
			require.Len(t, st.all, 1)
		})
	}
}

func TestASilenceThatAnEditMakesLongerIsStillTheSame(t *testing.T) {
	t.Parallel()
	open := []string{german(inBerlin), play("p", "trigger \"inactivity\" {\n event = \"login\"\n after = \"3 business days\"\n}")}
	closed := slices.Clone(open)
	closed[0] = strings.Replace(open[0], `["2026-04-08"]`, `["2026-03-05", "2026-04-08"]`, 1)
	st := newScenario(t, open...)
	st.update(start, map[string]any{"status": "customer"})
	st.advance(at("4d"))
	require.Len(t, st.all, 1)
	st.edited(at("4d"), closed...)
	st.finish(at("4d1h"), "p")
	st.login(at("5d"), "kim") // Now it is another one: of Sunday, until Wednesday at five.
	st.advance(clock(t, inBerlin, "2026-03-11 16:59"))
	require.Len(t, st.all, 1)
	st.advance(clock(t, inBerlin, "2026-03-11 17:00"))
	require.Len(t, st.all, 2)
}
