package window

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
		p := Period{c.every, zone}
		instant, err := time.Parse(time.RFC3339, c.at)
		require.NoError(t, err)
		require.Equal(t, c.begin, p.Begins(p.Bucket(instant)).Format(time.RFC3339), "%+v", c)
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
		p := Period{every, rapid.SampledFrom(zones).Draw(t, "zone")}
		happened := time.Unix(rapid.Int64Range(-4e9, 4e9).Draw(t, "time"), 0)
		b := p.Bucket(happened)
		require.False(t, happened.Before(p.Begins(b)))
		require.True(t, happened.Before(p.Begins(b+1)))
		require.Equal(t, b, p.Bucket(p.Begins(b)))
		require.Equal(t, b-1, p.Bucket(p.Begins(b).Add(-time.Second)))
		require.Equal(t, b, p.Gone(p.Leaves(b)))
		require.Less(t, p.Gone(p.Leaves(b).Add(-time.Second)), b)
		require.Equal(t, b, p.Forgotten(p.LeavesPrevious(b)))
		require.False(t, p.Full(happened).Before(p.Begins(b+1)), "the whole period before was lived through")
		require.False(t, p.Full(happened).After(p.Begins(b+2)))
	})
}
