package calendar_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/dsl/calendar"
)

var zones = []string{"UTC", "Asia/Tokyo", "Europe/Berlin", "America/New_York", "Africa/Cairo", "Australia/Lord_Howe", "Pacific/Apia"}

func calendars(tb testing.TB) *rapid.Generator[*calendar.Calendar] {
	return rapid.Custom(func(t *rapid.T) *calendar.Calendar {
		days := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}), 1, 7, rapid.ID).Draw(t, "weekdays")
		c, err := calendar.New(calendar.Config{
			Zone: zone(tb, rapid.SampledFrom(zones).Draw(t, "zone")), Weekdays: days,
			Hours:  rapid.SampledFrom([]string{"09:00-18:00", "00:00-24:00", "02:00-03:00", "22:30-23:59"}).Draw(t, "hours"),
			Closed: rapid.SampledFrom([][]string{nil, {"2026-12-29..2027-01-03"}, {"2024-01-01..2033-12-31"}}).Draw(t, "closed"),
		})
		require.NoError(t, err)
		return c
	})
}

func instants() *rapid.Generator[time.Time] {
	return rapid.Map(rapid.Int64Range(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).Unix(), time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC).Unix()),
		func(s int64) time.Time { return time.Unix(s, 0).UTC() })
}

func TestAddGoesForwardAndBeforeGoesBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		c, at, d := calendars(t).Draw(r, "calendar"), instants().Draw(r, "at"), durations(400).Draw(r, "duration")
		after, before := c.Add(at, d), c.Before(at, d)
		if d.IsZero() {
			require.Equal(r, at, after)
			require.Equal(r, at, before)
			return
		}
		require.True(r, after.After(at), "%v + %v = %v", at, d, after)
		require.True(r, before.Before(at), "%v - %v = %v", at, d, before)
	})
}

func TestMoreTimeLeadsFurther(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		c, at, d := calendars(t).Draw(r, "calendar"), instants().Draw(r, "at"), durations(400).Draw(r, "duration")
		more := calendar.Duration{N: d.N + 1, Unit: d.Unit}
		require.False(r, c.Add(at, more).Before(c.Add(at, d)))
		require.False(r, c.Before(at, more).After(c.Before(at, d)))
	})
}

func TestDaysThereAndBackIsTheSameTimeOfDay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		c, at := calendars(t).Draw(r, "calendar"), instants().Draw(r, "at")
		d := calendar.Duration{N: rapid.IntRange(0, 400).Draw(r, "n"), Unit: calendar.Day}
		back := c.Before(c.Add(at, d), d)
		require.LessOrEqual(r, back.Sub(at).Abs(), 25*time.Hour, "only a skipped time of day, or a skipped day, moves it")
		if c.Zone().String() == "UTC" || c.Zone().String() == "Asia/Tokyo" {
			require.Equal(r, at, back)
		}
	})
}

func TestASlotLiesInBusinessHours(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		c, at := calendars(t).Draw(r, "calendar"), instants().Draw(r, "at")
		d := time.Duration(rapid.IntRange(0, 59).Draw(r, "minutes")) * time.Minute
		slot := c.NextSlot(at, d)
		require.False(r, slot.Before(at))
		require.Equal(r, slot, c.NextSlot(slot, d), "a slot is its own next slot")
	})
}

// Whatever the duration, the answer comes; the test would hang otherwise.
func TestSearchesEnd(t *testing.T) {
	t.Parallel()
	c, err := calendar.New(calendar.Config{Weekdays: []string{"mon"}, Hours: "09:00-09:01", Closed: []string{"2026-01-01..2035-12-31"}})
	require.NoError(t, err)
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, unit := range units {
		d := calendar.Duration{N: math.MaxInt, Unit: unit}
		require.True(t, c.Add(at, d).After(at), unit)
		require.True(t, c.Before(at, d).Before(at), unit)
	}
	require.Equal(t, 2036, c.NextSlot(at, time.Hour).Year(), "nothing fits an hour: the first minute of business")
	require.Positive(t, c.BusinessDays(at, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)))
}
