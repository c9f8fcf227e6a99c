package customer

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/dsl"
)

func TestPeriodsBeginWhereTheCalendarSays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		every           dsl.Period
		zone, at, begin string
	}{
		{dsl.Day, "UTC", "2026-03-03T08:00:00Z", "2026-03-03T00:00:00Z"},
		{dsl.Day, "Asia/Tokyo", "2026-03-02T15:00:00Z", "2026-03-02T15:00:00Z"},
		{dsl.Day, "Asia/Tokyo", "2026-03-02T14:59:59Z", "2026-03-01T15:00:00Z"},
		{dsl.Day, "America/Sao_Paulo", "2018-11-04T10:00:00Z", "2018-11-04T03:00:00Z"}, // midnight is skipped
		{dsl.Week, "UTC", "2026-03-01T23:59:59Z", "2026-02-23T00:00:00Z"},              // a Sunday
		{dsl.Week, "UTC", "2026-03-02T00:00:00Z", "2026-03-02T00:00:00Z"},              // a Monday
		{dsl.Week, "Europe/Berlin", "2026-03-30T10:00:00Z", "2026-03-29T22:00:00Z"},    // after the clocks went forward
		{dsl.Week, "UTC", "1969-12-30T00:00:00Z", "1969-12-29T00:00:00Z"},
		{dsl.Month, "UTC", "2028-02-29T23:59:59Z", "2028-02-01T00:00:00Z"}, // a leap day
		{dsl.Month, "UTC", "2028-03-01T00:00:00Z", "2028-03-01T00:00:00Z"},
		{dsl.Month, "UTC", "1969-12-31T00:00:00Z", "1969-12-01T00:00:00Z"},
		{dsl.Quarter, "UTC", "2026-03-31T23:59:59Z", "2026-01-01T00:00:00Z"},
		{dsl.Quarter, "UTC", "2026-04-01T00:00:00Z", "2026-04-01T00:00:00Z"},
		{dsl.Year, "Europe/Berlin", "2025-12-31T23:00:00Z", "2025-12-31T23:00:00Z"},
		{dsl.Year, "Europe/Berlin", "2025-12-31T22:59:59Z", "2024-12-31T23:00:00Z"},
	} {
		zone, err := time.LoadLocation(c.zone)
		require.NoError(t, err)
		p := period{c.every, zone}
		instant, err := time.Parse(time.RFC3339, c.at)
		require.NoError(t, err)
		require.Equal(t, c.begin, p.begins(p.bucket(instant)).Format(time.RFC3339), "%+v", c)
	}
}

func TestPeriodsFollowEachOtherWithoutGaps(t *testing.T) {
	t.Parallel()
	zones := []*time.Location{}
	for _, name := range []string{"UTC", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Kiritimati", "Asia/Kathmandu"} {
		zone, err := time.LoadLocation(name)
		require.NoError(t, err)
		zones = append(zones, zone)
	}
	rapid.Check(t, func(t *rapid.T) {
		every := rapid.SampledFrom([]dsl.Period{dsl.Day, dsl.Week, dsl.Month, dsl.Quarter, dsl.Year}).Draw(t, "every")
		p := period{every, rapid.SampledFrom(zones).Draw(t, "zone")}
		happened := time.Unix(rapid.Int64Range(-4e9, 4e9).Draw(t, "time"), 0)
		b := p.bucket(happened)
		require.False(t, happened.Before(p.begins(b)))
		require.True(t, happened.Before(p.begins(b+1)))
		require.Equal(t, b, p.bucket(p.begins(b)))
		require.Equal(t, b-1, p.bucket(p.begins(b).Add(-time.Second)))
		require.Equal(t, b, p.gone(p.leaves(b)))
		require.Less(t, p.gone(p.leaves(b).Add(-time.Second)), b)
		require.Equal(t, b, p.forgotten(p.leavesPrevious(b)))
		require.False(t, p.full(happened).Before(p.begins(b+1)), "the whole period before was lived through")
		require.False(t, p.full(happened).After(p.begins(b+2)))
	})
}

const visits = `
workspace { time_zone = "Europe/Berlin" }
event "visit" {}
metric "visits" {
  event  = "visit"
  window = "month"
}
tier "seen" { when = "metric.visits > 0" }
tier "unseen" {}`

func TestCalendarWindowsEndWithTheirPeriod(t *testing.T) {
	t.Parallel()
	st := tell(t, visits)
	st.event(at("1d"), "visit")
	st.event(at("2d"), "visit")
	april := time.Date(2026, 3, 31, 22, 0, 0, 0, time.UTC) // clocks went forward in between
	require.Equal(t, april, st.s.NextDue)
	require.InDelta(t, 2, st.fact(april.Add(-time.Second), "metric", "visits"), 0)
	require.Equal(t, "seen", st.s.Tier)
	require.InDelta(t, 0, st.fact(april, "metric", "visits"), 0)
	require.Equal(t, "unseen", st.s.Tier)
	require.Nil(t, st.fact(april, "previous", "visits"), "the account began in the middle of March")
	may := time.Date(2026, 4, 30, 22, 0, 0, 0, time.UTC)
	st.event(april, "visit")
	require.InDelta(t, 1, st.fact(may, "previous", "visits"), 0, "April is the first whole month")
	require.InDelta(t, -1, st.fact(may, "change", "visits"), 0)
}

func TestAnotherZoneIsAnotherCalendar(t *testing.T) {
	t.Parallel()
	st := tell(t, visits)
	night := time.Date(2026, 3, 31, 23, 30, 0, 0, time.UTC) // April in Berlin, March in New York
	st.event(night, "visit")
	later := time.Date(2026, 4, 2, 0, 0, 0, 0, time.UTC)
	require.InDelta(t, 1, st.fact(later, "metric", "visits"), 0)
	c := New(load(t, `workspace { time_zone = "America/New_York" }`, visits[len("\nworkspace { time_zone = \"Europe/Berlin\" }"):]), 2, everSeen)
	c.Rebase(st.s, func(yield func(Entry) bool) { yield(st.log[0]) }, later)
	st.core = c
	require.InDelta(t, 0, st.fact(later, "metric", "visits"), 0)
}
