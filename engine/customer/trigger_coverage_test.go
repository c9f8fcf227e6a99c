package customer

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// met is a metric that counts the meetings of a period.
func met(every string) string {
	return fmt.Sprintf("metric \"met_this_%[1]s\" {\n  event = \"met\"\n  window = %[1]q\n}\n", every)
}

// uncovered is a playbook for those who weren't met in a period.
func uncovered(every, lead string) string {
	return met(every) + play("p", fmt.Sprintf(`
  trigger "coverage" {
    metric = "met_this_%[1]s"
    every  = %[1]q
    lead   = %[2]q
  }`, every, lead))
}

// elsewhere is the company in another zone, with an account since an instant.
func elsewhere(tb testing.TB, zone string, since time.Time, more string) *scenario {
	tb.Helper()
	st := newScenario(tb, strings.Replace(company, "Europe/Berlin", zone, 1), more)
	st.s = st.core.Fresh("acme", since)
	st.update(since, map[string]any{"status": "customer", "ltv": 5000.0, "seats": 4.0})
	return st
}

func day(s string) time.Time {
	at, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return at
}

func TestCoverageAsksBeforeThePeriodEnds(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		zone, every, lead, from, until string
		want                           []string
	}{
		"quarter, over summer time": {"Europe/Berlin", "quarter", "3w", "2026-03-03", "2026-07-01", []string{"03-11 00:00:00", "06-10 00:00:00"}},
		"month of a leap year":      {"Europe/Berlin", "month", "1d", "2028-02-01", "2028-03-02", []string{"02-29 00:00:00"}},
		"month of another year":     {"Europe/Berlin", "month", "1d", "2026-02-01", "2026-03-02", []string{"02-28 00:00:00"}},
		"nearly a whole month":      {"Europe/Berlin", "month", "27d", "2026-02-01", "2026-03-01", []string{"02-02 00:00:00"}},
		"year":                      {"Europe/Berlin", "year", "2w", "2026-01-05", "2027-01-05", []string{"12-18 00:00:00"}},
		"week, in business days":    {"Europe/Berlin", "week", "2 business days", "2026-03-02", "2026-03-10", []string{"03-05 09:00:00"}},
		"day of 23 hours":           {"Europe/Berlin", "day", "23h", "2026-03-28", "2026-03-30", []string{"03-29 00:00:00", "03-30 01:00:00"}},
		"day of 25 hours":           {"America/New_York", "day", "23h", "2026-10-31", "2026-11-02", []string{"10-31 01:00:00", "11-01 01:00:00"}},
		"where midnight is missing": {"America/Sao_Paulo", "day", "2h", "2018-11-03", "2018-11-05", []string{"11-02 22:00:00", "11-03 22:00:00"}},
		"longer than the period":    {"Europe/Berlin", "week", "20 business days", "2026-03-01", "2026-03-12", []string{"03-02 00:00:00", "03-09 00:00:00"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := elsewhere(t, test.zone, day(test.from), uncovered(test.every, test.lead))
			st.s = stored(t, st.s)
			for st.s.NextDue.Before(day(test.until)) {
				st.advance(st.s.NextDue.Add(-time.Millisecond)) // nothing is due before
				st.advance(st.s.NextDue)
			}
			require.Equal(t, test.want, firings(st))
		})
	}
}

func TestWhoIsMetInTimeIsCovered(t *testing.T) {
	t.Parallel()
	asks := time.Date(2026, 3, 10, 23, 0, 0, 0, time.UTC) // three weeks before the end of March in Berlin
	ends := time.Date(2026, 3, 31, 22, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		received, happened time.Time
		fires              int
	}{
		"one second before":               {asks.Add(-time.Second), asks.Add(-time.Second), 0},
		"at the moment":                   {asks, asks, 1},
		"one second after":                {asks.Add(time.Second), asks.Add(time.Second), 1},
		"known too late":                  {asks.Add(time.Second), asks.Add(-time.Hour), 1},
		"in the quarter before":           {asks.Add(-time.Hour), time.Date(2025, 12, 31, 22, 59, 59, 0, time.UTC), 1},
		"at the beginning of the quarter": {asks.Add(-time.Hour), time.Date(2025, 12, 31, 23, 0, 0, 0, time.UTC), 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := customer(t, uncovered("quarter", "3w"))
			st.send(test.received, Entry{Type: "met", Time: test.happened, Data: data("purpose", "visit")})
			st.advance(ends)
			require.Len(t, st.all, test.fires)
			if test.fires > 0 {
				require.Equal(t, asks, st.all[0].At)
				require.Equal(t, "2026-03-31T22:00:00.000Z", st.all[0].Values["ends"])
				require.Equal(t, "The metric met_this_quarter was still 0, 3w before the end of the quarter.", st.all[0].Detail)
			}
		})
	}
}

func TestWhoComesInTheLeadIsAskedInTheNextPeriod(t *testing.T) {
	t.Parallel()
	st := elsewhere(t, "Europe/Berlin", day("2026-03-12"), uncovered("quarter", "3w"))
	st.advance(day("2026-04-02"))
	require.Empty(t, st.all)
	require.Contains(t, st.statusAt(day("2026-04-03")).State, "It is 0 this quarter. It is asked next on 2026-06-10 00:00.")

	st = customer(t)
	st.core = New(load(t, company, uncovered("quarter", "3w")), 2, everSeen)
	st.core.Rebase(st.s, func(func(Entry) bool) {}, day("2026-03-12"))
	st.advance(day("2026-06-09"))
	require.Empty(t, st.all, "nothing fires from a publication")
	st.advance(day("2026-06-11"))
	require.Len(t, st.all, 1)
}

func TestWhatNobodyEverSentIsNotZero(t *testing.T) {
	t.Parallel()
	st := customer(t)
	st.core = New(load(t, company, uncovered("quarter", "3w")), 1, func(string) bool { return false })
	st.s = st.core.Fresh("acme", start)
	st.update(start, map[string]any{"status": "customer"})
	st.advance(day("2026-04-02"))
	require.Empty(t, st.all)
	require.Contains(t, st.statusAt(day("2026-04-03")).State, "The metric is missing")
}

// statusAt is what is said of the first trigger of a playbook "p" at an instant.
func (st *scenario) statusAt(now time.Time) TriggerStatus {
	st.tb.Helper()
	w, err := st.core.Why(st.s, "p", now, func(string) *Entry { return nil })
	require.NoError(st.tb, err)
	return w.Cases[0].Trigger
}
