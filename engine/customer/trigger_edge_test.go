package customer

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// german is the company with a business calendar and its holidays, in a zone.
func german(zone string) string {
	text := strings.Replace(company, "Europe/Berlin", zone, 1)
	return strings.Replace(text, "  customers =", "  calendar = \"office\"\n  customers =", 1) + `
calendar "office" {
  hours    = "09:00-17:00"
  holidays = "de"
  closed   = ["2026-04-08"]
}
attribute "account" "renewal" { type = date }
attribute "account" "review" { type = time }
`
}

// edgeCase is a trigger that time alone fires, and the instants at which it does, on the clock of the zone.
type edgeCase struct {
	zone, trigger string
	since         string // the account's start, on the clock
	facts         map[string]any
	want          []string
}

// check advances to one second before each instant, at it and one second after.
func (e edgeCase) check(t *testing.T) {
	t.Helper()
	zone, err := time.LoadLocation(e.zone)
	require.NoError(t, err)
	read := func(s string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
		require.NoError(t, err)
		return at
	}
	st := newScenario(t, german(e.zone), play("p", e.trigger))
	st.s = st.core.Fresh("acme", read(e.since))
	facts := map[string]any{"status": "customer", "ltv": 5.0, "seats": 4.0}
	for name, value := range e.facts {
		facts[name] = value
	}
	st.update(read(e.since), facts)
	for i, want := range e.want {
		at := read(want)
		st.advance(at.Add(-time.Second))
		require.Len(t, st.all, i, "nothing one second before %s, but %v", want, firings(st))
		st.s = stored(t, st.s) // a restart between
		st.advance(at)
		require.Len(t, st.all, i+1, "at %s", want)
		require.True(t, at.Equal(st.all[i].At))
		st.advance(at.Add(time.Second))
		require.Len(t, st.all, i+1, "once")
	}
	if len(e.want) == 0 {
		st.advance(read(e.since).AddDate(1, 0, 0))
		require.Empty(t, st.all)
	}
}

func silent(after string) string {
	return "trigger \"inactivity\" {\n event = \"login\"\n after = \"" + after + "\"\n}"
}

func trueFor(after string) string {
	return "trigger \"becomes\" {\n when = \"account.seats > 3\"\n after = \"" + after + "\"\n}"
}

func dateIn(body string) string {
	return "trigger \"date\" {\n date = \"account.renewal\"\n" + body + "\n}"
}

func cron(written string) string { return "trigger \"schedule\" { cron = \"" + written + "\" }" }

func TestSilenceAtItsEdges(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]edgeCase{
		"days over summer time":        {"Europe/Berlin", silent("2d"), "2026-03-28 12:00", nil, []string{"2026-03-30 12:00"}},
		"hours over summer time":       {"Europe/Berlin", silent("48h"), "2026-03-28 12:00", nil, []string{"2026-03-30 13:00"}},
		"days over winter time":        {"America/New_York", silent("1d"), "2026-10-31 12:00", nil, []string{"2026-11-01 12:00"}},
		"hours over winter time":       {"America/New_York", silent("24h"), "2026-10-31 12:00", nil, []string{"2026-11-01 11:00"}},
		"ends where clocks skip":       {"Europe/Berlin", silent("1d"), "2026-03-28 02:30", nil, []string{"2026-03-29 03:30"}},
		"into a leap day":              {"Europe/Berlin", silent("1d"), "2028-02-28 08:00", nil, []string{"2028-02-29 08:00"}},
		"over a month's end":           {"Europe/Berlin", silent("2w"), "2026-01-31 23:59", nil, []string{"2026-02-14 23:59"}},
		"business days over Easter":    {"Europe/Berlin", silent("2 business days"), "2026-04-02 10:00", nil, []string{"2026-04-09 17:00"}},
		"business hours over weekends": {"Europe/Berlin", silent("3 business hours"), "2026-03-06 16:00", nil, []string{"2026-03-09 11:00"}},
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); e.check(t) })
	}
}

func TestBecomesAtItsEdges(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]edgeCase{
		"days over summer time":  {"America/New_York", trueFor("1d"), "2026-03-07 12:00", nil, []string{"2026-03-08 12:00"}},
		"hours over summer time": {"America/New_York", trueFor("24h"), "2026-03-07 12:00", nil, []string{"2026-03-08 13:00"}},
		"business days, closed":  {"Europe/Berlin", trueFor("1 business day"), "2026-04-07 10:00", nil, []string{"2026-04-09 17:00"}},
		"never true":             {"Europe/Berlin", trueFor("1d"), "2026-04-07 10:00", map[string]any{"seats": 3.0}, nil},
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); e.check(t) })
	}
}

func TestDatesAtTheirEdges(t *testing.T) {
	t.Parallel()
	on := func(date string) map[string]any { return map[string]any{"renewal": date} }
	for name, e := range map[string]edgeCase{
		"on the day, in New York":         {"America/New_York", dateIn(""), "2026-03-01 00:00", on("2026-03-08"), []string{"2026-03-08 00:00"}},
		"before, over winter time":        {"America/New_York", dateIn(`before = "1d"`), "2026-10-01 00:00", on("2026-11-02"), []string{"2026-11-01 00:00"}},
		"hours before, over winter time":  {"America/New_York", dateIn(`before = "24h"`), "2026-10-01 00:00", on("2026-11-02"), []string{"2026-11-01 01:00"}},
		"a year before a leap day":        {"Europe/Berlin", dateIn(`before = "365d"`), "2027-01-01 00:00", on("2028-02-29"), []string{"2027-03-01 00:00"}},
		"after a leap day":                {"Europe/Berlin", dateIn(`after = "1d"`), "2028-01-01 00:00", on("2028-02-29"), []string{"2028-03-01 00:00"}},
		"before a month's end":            {"Europe/Berlin", dateIn(`before = "30d"`), "2026-01-01 00:00", on("2026-03-31"), []string{"2026-03-01 00:00"}},
		"a business day after a holiday":  {"Europe/Berlin", dateIn(`after = "1 business day"`), "2026-04-01 00:00", on("2026-04-03"), []string{"2026-04-07 17:00"}},
		"business days before, over them": {"Europe/Berlin", dateIn(`before = "2 business days"`), "2026-03-01 00:00", on("2026-04-09"), []string{"2026-04-02 09:00"}},
		"no such day":                     {"Europe/Berlin", dateIn(""), "2026-01-01 00:00", on("2026-02-29"), nil},
		"a time, to the minute": {
			"Europe/Berlin", "trigger \"date\" {\n date = \"account.review\"\n before = \"1h\"\n}", "2026-03-01 00:00",
			map[string]any{"review": "2026-03-29T03:30:00+02:00"},
			[]string{"2026-03-29 01:30"},
		},
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); e.check(t) })
	}
}

func TestSchedulesAtTheirEdges(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]edgeCase{
		"month ends":               {"Europe/Berlin", cron("0 9 31 * *"), "2026-01-31 09:00", nil, []string{"2026-03-31 09:00", "2026-05-31 09:00"}},
		"leap days":                {"America/New_York", cron("0 0 29 2 *"), "2026-01-01 00:00", nil, []string{"2028-02-29 00:00"}},
		"skipped in spring":        {"Europe/Berlin", cron("30 2 * * *"), "2026-03-28 12:00", nil, []string{"2026-03-29 03:30", "2026-03-30 02:30"}},
		"once in autumn":           {"America/New_York", cron("15 3 * * *"), "2026-10-31 12:00", nil, []string{"2026-11-01 03:15", "2026-11-02 03:15"}},
		"the hours of a short day": {"Europe/Berlin", cron("0 * * * *"), "2026-03-29 00:30", nil, []string{"2026-03-29 01:00", "2026-03-29 03:00", "2026-03-29 04:00"}},
		"once":                     {"America/New_York", `trigger "schedule" { at = "2026-11-01 12:00" }`, "2026-10-31 12:00", nil, []string{"2026-11-01 12:00"}},
		"once, at the start":       {"America/New_York", `trigger "schedule" { at = "2026-11-01 12:00" }`, "2026-11-01 12:00", nil, nil},
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); e.check(t) })
	}
}

func TestAScheduleComesOnceWhereClocksShowItTwice(t *testing.T) {
	t.Parallel()
	st := elsewhere(t, "Europe/Berlin", time.Date(2026, 10, 24, 12, 0, 0, 0, time.UTC), play("p", cron("30 2 * * *")))
	st.advance(time.Date(2026, 10, 26, 12, 0, 0, 0, time.UTC))
	require.Equal(t, []string{"10-25 02:30:00", "10-26 02:30:00"}, firings(st))
	require.Equal(t, time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC), st.all[0].At, "the first of the two")
}

func TestStallsAtTheirEdges(t *testing.T) {
	t.Parallel()
	stall := func(body string) string {
		return "trigger \"onboarding_stall\" {\n success_plan = \"onboarding\"\n" + body + "\n}"
	}
	for name, test := range map[string]struct {
		trigger, starts, fires string
	}{
		"due over Easter":          {stall(`milestone = "kickoff"`), "2026-04-02 10:00", "2026-04-09 17:00"},
		"overdue by business days": {stall("milestone = \"connected\"\n overdue = \"1 business day\""), "2026-03-27 12:00", "2026-04-07 17:00"},
		"due over summer time":     {stall(`milestone = "connected"`), "2026-03-25 12:00", "2026-04-01 12:00"},
		"idle into a leap day":     {stall(`idle = "1d"`), "2028-02-28 12:00", "2028-02-29 12:00"},
		"idle over summer time":    {stall(`idle = "24h"`), "2026-03-28 12:00", "2026-03-29 13:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			zone, err := time.LoadLocation("Europe/Berlin")
			require.NoError(t, err)
			starts, _ := time.ParseInLocation("2006-01-02 15:04", test.starts, zone)
			fires, _ := time.ParseInLocation("2006-01-02 15:04", test.fires, zone)
			st := newScenario(t, german("Europe/Berlin"), play("p", test.trigger))
			st.s = st.core.Fresh("acme", starts)
			st.update(starts, map[string]any{"status": "customer"})
			st.event(starts, "contract_signed")
			st.advance(fires.Add(-time.Second))
			require.Empty(t, st.all)
			st.s = stored(t, st.s)
			st.advance(fires)
			require.Len(t, st.all, 1)
			require.True(t, fires.Equal(st.all[0].At))
			st.advance(fires.Add(time.Second))
			require.Len(t, st.all, 1)
		})
	}
}
