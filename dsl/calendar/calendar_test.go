package calendar_test

import (
	"testing"
	"time"
	_ "time/tzdata" // The zones must be there on machines without them.

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/calendar"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	require.NoError(t, err)
	return z
}

func parse(t testing.TB, text string) calendar.Duration {
	t.Helper()
	d, err := calendar.Parse(text)
	require.NoError(t, err)
	return d
}

const layout = "Mon 2006-01-02 15:04 -0700"

func moment(t testing.TB, z *time.Location, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, z)
	require.NoError(t, err)
	return at
}

// office is closed around the new year of 2027 and on 29 April 2026, a Wednesday.
func office(t testing.TB, z *time.Location) *calendar.Calendar {
	t.Helper()
	c, err := calendar.New(calendar.Config{
		Zone: z, Weekdays: []string{"mon", "tue", "wed", "thu", "fri"}, Hours: "09:00-18:00",
		Closed: []string{"2026-12-29..2027-01-03", "2026-04-29"},
	})
	require.NoError(t, err)
	return c
}

func TestAddAndBefore(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, zone, from, d, after, before string }{
		{"hours are physical", "Europe/Berlin", "2026-03-29 00:30", "3h", "Sun 2026-03-29 04:30 +0200", "Sat 2026-03-28 21:30 +0100"},
		{"days keep the time of day into summer", "Europe/Berlin", "2026-03-28 09:00", "1d", "Sun 2026-03-29 09:00 +0200", "Fri 2026-03-27 09:00 +0100"},
		{"days keep the time of day into winter", "Europe/Berlin", "2026-10-24 09:00", "1d", "Sun 2026-10-25 09:00 +0100", "Fri 2026-10-23 09:00 +0200"},
		{"weeks are seven days", "America/New_York", "2026-03-05 23:59", "1w", "Thu 2026-03-12 23:59 -0400", "Thu 2026-02-26 23:59 -0500"},
		{"a business day ends with its hours", "Asia/Tokyo", "2026-04-06 10:00", "1 business day", "Tue 2026-04-07 18:00 +0900", "Fri 2026-04-03 09:00 +0900"},
		{"also before the office opens", "Asia/Tokyo", "2026-04-06 07:00", "1 business day", "Tue 2026-04-07 18:00 +0900", "Fri 2026-04-03 09:00 +0900"},
		{"over the weekend", "Asia/Tokyo", "2026-04-04 10:00", "1 business day", "Mon 2026-04-06 18:00 +0900", "Fri 2026-04-03 09:00 +0900"},
		{"over a holiday", "Asia/Tokyo", "2026-04-28 10:00", "2 business days", "Fri 2026-05-01 18:00 +0900", "Fri 2026-04-24 09:00 +0900"},
		{"over the closed days of the new year", "Asia/Tokyo", "2026-12-28 20:00", "1 business day", "Mon 2027-01-04 18:00 +0900", "Fri 2026-12-25 09:00 +0900"},
		{"business hours within a day", "Asia/Tokyo", "2026-04-06 10:15", "4 business hours", "Mon 2026-04-06 14:15 +0900", "Fri 2026-04-03 15:15 +0900"},
		{"business hours to the very end", "Asia/Tokyo", "2026-04-06 14:00", "4 business hours", "Mon 2026-04-06 18:00 +0900", "Mon 2026-04-06 10:00 +0900"},
		{"business hours begin when the office opens", "Asia/Tokyo", "2026-04-05 03:00", "10 business hours", "Tue 2026-04-07 10:00 +0900", "Thu 2026-04-02 17:00 +0900"},
		{"no length, no move", "Asia/Tokyo", "2026-04-05 03:00", "0 business days", "Sun 2026-04-05 03:00 +0900", "Sun 2026-04-05 03:00 +0900"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			z := zone(t, test.zone)
			from, c := moment(t, z, test.from), office(t, z)
			require.Equal(t, test.after, c.Add(from, parse(t, test.d)).Format(layout))
			require.Equal(t, test.before, c.Before(from, parse(t, test.d)).Format(layout))
		})
	}
}

func TestDaysAreThoseOfTheCalendarsZone(t *testing.T) {
	t.Parallel()
	c := office(t, zone(t, "Europe/Berlin"))
	from := time.Date(2026, 3, 28, 8, 0, 0, 0, time.UTC) // 09:00 in Berlin, the day before summer time
	to := c.Add(from, parse(t, "1d"))
	require.Equal(t, time.Date(2026, 3, 29, 7, 0, 0, 0, time.UTC), to, "and the result is in the location of the start")
}

func TestNextSlot(t *testing.T) {
	t.Parallel()
	z := zone(t, "Asia/Tokyo")
	c := office(t, z)
	for _, test := range []struct {
		name, from string
		d          time.Duration
		want       string
	}{
		{"now, when it fits", "2026-04-06 10:07", 30 * time.Minute, "Mon 2026-04-06 10:07 +0900"},
		{"up to the last minute", "2026-04-06 17:30", 30 * time.Minute, "Mon 2026-04-06 17:30 +0900"},
		{"else the next morning", "2026-04-06 17:31", 30 * time.Minute, "Tue 2026-04-07 09:00 +0900"},
		{"not before the office opens", "2026-04-06 01:00", time.Hour, "Mon 2026-04-06 09:00 +0900"},
		{"not on a closed day", "2026-12-28 17:45", time.Hour, "Mon 2027-01-04 09:00 +0900"},
		{"a whole day", "2026-04-06 09:01", 9 * time.Hour, "Tue 2026-04-07 09:00 +0900"},
		{"longer than any day: when business is open", "2026-04-04 09:01", 10 * time.Hour, "Mon 2026-04-06 09:00 +0900"},
		{"longer than a week", "2026-04-06 11:00", 200 * time.Hour, "Mon 2026-04-06 11:00 +0900"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, c.NextSlot(moment(t, z, test.from), test.d).Format(layout))
		})
	}
}

func TestBusinessDays(t *testing.T) {
	t.Parallel()
	z := zone(t, "Asia/Tokyo")
	c := office(t, z)
	for _, test := range []struct {
		from, to string
		want     int
	}{
		{"2026-04-03 10:00", "2026-04-06 09:00", 1},
		{"2026-04-06 09:00", "2026-04-03 10:00", -1},
		{"2026-04-06 00:00", "2026-04-06 23:59", 0},
		{"2026-04-28 10:00", "2026-05-01 10:00", 2},
		{"2026-12-28 10:00", "2027-01-05 10:00", 2},
	} {
		require.Equal(t, test.want, c.BusinessDays(moment(t, z, test.from), moment(t, z, test.to)), "%s to %s", test.from, test.to)
	}
}

func TestStartOfDayWhereMidnightIsSkipped(t *testing.T) {
	t.Parallel()
	cairo := zone(t, "Africa/Cairo") // Clocks go from 00:00 to 01:00 on 24 April 2026.
	require.Equal(t, "Fri 2026-04-24 01:00 +0300", calendar.StartOfDay(2026, 4, 24, cairo).Format(layout))
	require.Equal(t, "Thu 2026-04-23 00:00 +0200", calendar.StartOfDay(2026, 4, 23, cairo).Format(layout))
}

func TestDaysBetweenCountsCivilDays(t *testing.T) {
	t.Parallel()
	berlin := zone(t, "Europe/Berlin")
	a, b := moment(t, berlin, "2026-03-28 23:59"), moment(t, berlin, "2026-03-30 00:00")
	require.Equal(t, 2, calendar.DaysBetween(a, b, berlin), "although less than 24 hours have passed")
	require.Equal(t, -2, calendar.DaysBetween(b, a, berlin))
	require.Equal(t, 1, calendar.DaysBetween(a, b, time.UTC), "in another zone it is another day")
}

func TestDefaultIsAnOffice(t *testing.T) {
	t.Parallel()
	require.Equal(t, time.UTC, calendar.Default(nil).Zone())
	z := zone(t, "Asia/Tokyo")
	c := calendar.Default(z)
	require.Equal(t, z, c.Zone())
	require.Equal(t, "Mon 2026-04-06 09:00 +0900", c.NextSlot(moment(t, z, "2026-04-04 12:00"), time.Hour).Format(layout))
}

func TestNewNamesEveryMistake(t *testing.T) {
	t.Parallel()
	good := calendar.Config{Weekdays: []string{"mon"}, Hours: "09:00-18:00"}
	for name, test := range map[string]struct {
		change func(*calendar.Config)
		want   string
	}{
		"no day":           {func(c *calendar.Config) { c.Weekdays = nil }, "weekdays: name at least one"},
		"unknown day":      {func(c *calendar.Config) { c.Weekdays = []string{"monday"} }, `"monday" is not a day`},
		"no hours":         {func(c *calendar.Config) { c.Hours = "" }, "not a time span"},
		"odd hours":        {func(c *calendar.Config) { c.Hours = "9-18" }, "not a time span"},
		"hours over night": {func(c *calendar.Config) { c.Hours = "18:00-09:00" }, "ends before it begins"},
		"not a closed day": {func(c *calendar.Config) { c.Closed = []string{"1 May"} }, `"1 May" is not a day`},
		"backward range":   {func(c *calendar.Config) { c.Closed = []string{"2026-05-02..2026-05-01"} }, "ends before it begins"},
		"endless range":    {func(c *calendar.Config) { c.Closed = []string{"0026-01-01..2026-01-01"} }, "longer than ten years"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := good
			test.change(&c)
			_, err := calendar.New(c)
			require.ErrorContains(t, err, test.want)
		})
	}
	_, err := calendar.New(calendar.Config{})
	require.ErrorContains(t, err, "weekdays")
	require.ErrorContains(t, err, "hours")
}

func TestADayCanBeWhole(t *testing.T) {
	t.Parallel()
	c, err := calendar.New(calendar.Config{Weekdays: []string{"sun"}, Hours: "00:00-24:00"})
	require.NoError(t, err)
	from := time.Date(2026, 4, 3, 0, 0, 0, 0, time.UTC)
	require.Equal(t, "Mon 2026-04-06 00:00 +0000", c.Add(from, parse(t, "1 business day")).Format(layout), "the end of Sunday")
}
