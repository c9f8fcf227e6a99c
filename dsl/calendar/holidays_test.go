package calendar_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/calendar"
)

func closedIn(t *testing.T, country string) *calendar.Calendar {
	t.Helper()
	c, err := calendar.New(calendar.Config{Weekdays: []string{"mon", "tue", "wed", "thu", "fri"}, Hours: "09:00-18:00", Holidays: country})
	require.NoError(t, err)
	return c
}

// The days are those that the governments announced.
func TestNationalHolidays(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ country, day, why string }{
		{"jp", "2026-01-12", "Coming of Age Day, a second Monday"},
		{"jp", "2026-03-20", "the vernal equinox"},
		{"jp", "2026-04-29", "Showa Day"},
		{"jp", "2026-05-06", "3 May is a Sunday: made up for after 4 and 5 May"},
		{"jp", "2026-09-22", "a day between two holidays"},
		{"jp", "2026-09-23", "the autumnal equinox"},
		{"jp", "2027-03-22", "the equinox is a Sunday"},
		{"us", "2026-07-03", "4 July is a Saturday"},
		{"us", "2026-11-26", "Thanksgiving"},
		{"gb", "2026-12-28", "Boxing Day is a Saturday"},
		{"de", "2026-05-14", "Ascension"},
		{"fr", "2026-07-14", "14 July"},
	} {
		at, err := time.Parse(time.DateOnly, test.day)
		require.NoError(t, err)
		open, closed := calendar.Default(nil), closedIn(t, test.country)
		require.Equal(t, 1, open.BusinessDays(at.AddDate(0, 0, -1), at), "%s is a weekday", test.day)
		require.Zero(t, closed.BusinessDays(at.AddDate(0, 0, -1), at), "%s %s: %s", test.country, test.day, test.why)
	}
}

func TestDaysBesideHolidaysAreOpen(t *testing.T) {
	t.Parallel()
	c := closedIn(t, "jp")
	for _, text := range []string{"2026-05-01", "2026-05-07", "2026-12-25", "2020-12-23", "2026-01-02"} {
		at, err := time.Parse(time.DateOnly, text)
		require.NoError(t, err)
		require.Equal(t, 1, c.BusinessDays(at.AddDate(0, 0, -1), at), text)
	}
}

// A country that is listed has holidays in every year, on fewer days than a month has.
func TestEveryCountryHasHolidays(t *testing.T) {
	t.Parallel()
	require.True(t, slices.Contains(calendar.Countries(), "jp"))
	for _, country := range calendar.Countries() {
		c := closedIn(t, country)
		for year := 2000; year < 2100; year++ {
			from, to := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(year+1, 1, 1, 0, 0, 0, 0, time.UTC)
			lost := calendar.Default(nil).BusinessDays(from, to) - c.BusinessDays(from, to)
			require.True(t, lost > 3 && lost < 31, "%s %d: %d days", country, year, lost)
		}
	}
}

func TestUnknownCountry(t *testing.T) {
	t.Parallel()
	_, err := calendar.New(calendar.Config{Weekdays: []string{"mon"}, Hours: "09:00-18:00", Holidays: "jpn"})
	var mistake *calendar.Mistake
	require.ErrorAs(t, err, &mistake)
	require.Equal(t, "holidays", mistake.Field)
	require.Contains(t, mistake.Detail, `"jpn"`)
}
