package customer

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/dsl/calendar"
)

func TestTheNextDayIsLaterInEveryZone(t *testing.T) {
	t.Parallel()
	// São Paulo and Beirut skip midnight where clocks are put forward; Apia skipped a whole day.
	names := []string{"UTC", "Europe/Berlin", "America/Sao_Paulo", "Asia/Beirut", "Pacific/Apia", "Asia/Kathmandu"}
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(names).Draw(t, "zone"))
		require.NoError(t, err)
		now := time.Unix(rapid.Int64Range(1.0e9, 2.0e9).Draw(t, "now"), 0)
		next := nextDay(now, zone)
		require.True(t, next.After(now))
		require.False(t, next.After(now.Add(49*time.Hour)))
		before, after := next.Add(-time.Second).In(zone), next.In(zone)
		require.NotEqual(t, before.Day(), after.Day(), "%s to %s", before, after)
		require.Equal(t, now.In(zone).Format(time.DateOnly), before.Format(time.DateOnly))
	})
}

func TestDaysOfTheTrendAreFew(t *testing.T) {
	t.Parallel()
	var days []DayScore
	now := start
	for i := range 400 {
		now = now.Add(7 * time.Hour)
		score := float64(i % 50)
		days = record(days, &score, now, time.UTC)
		require.LessOrEqual(t, len(days), trendDays+3)
	}
	h := &Health{Score: &days[len(days)-1].Score, Days: days}
	require.NotNil(t, h.trend(now, time.UTC))
	require.Equal(t, days, record(days, nil, now, time.UTC), "no score is no score of the day")
}

// startOfDay is the first instant of the day of t in the zone.
func startOfDay(t time.Time, zone *time.Location) time.Time {
	y, m, d := t.In(zone).Date()
	return calendar.StartOfDay(y, m, d, zone).UTC()
}

const falling = `segment "falling" { when = "health.trend < 0" }`

func TestWhatReadsTheTrendIsAskedWhenItLooksBackToAnotherDay(t *testing.T) {
	t.Parallel()
	st := newScenario(t, graded, falling)
	st.grade(at("0d"), 80)
	st.grade(at("1d"), 60)
	week := startOfDay(at("7d"), time.UTC) // a week after the day that ended with 80
	require.Equal(t, week, st.s.NextDue)
	require.Equal(t, false, st.fact(week.Add(-time.Second), "segment", "falling"))
	require.Equal(t, true, st.fact(week, "segment", "falling"))
	nextWeek := startOfDay(at("8d"), time.UTC) // a week after the day that ended with 60
	require.Equal(t, nextWeek, st.s.NextDue)
	require.Equal(t, true, st.fact(nextWeek.Add(-time.Second), "segment", "falling"))
	require.Equal(t, false, st.fact(nextWeek, "segment", "falling"))
	require.Zero(t, st.s.NextDue, "until the score changes the trend stays")
}

func TestANewBaselineHasNoTrendAtOnce(t *testing.T) {
	t.Parallel()
	st := newScenario(t, graded, falling)
	st.grade(at("0d"), 80)
	st.grade(at("1d"), 60)
	require.Equal(t, true, st.fact(at("7d"), "segment", "falling"))
	st.update(at("7d1h"), map[string]any{"p": 50.0, "q": 60.0, "vip": true})
	require.Nil(t, st.fact(at("7d1h"), "health", "trend"), "another tier")
	require.Equal(t, false, st.fact(at("7d1h"), "segment", "falling"))
}
