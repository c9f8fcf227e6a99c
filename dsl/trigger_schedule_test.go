package dsl

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestSchedulesAreOfTheCalendarAlone(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Asia/Tokyo")
	require.NoError(t, err)
	from := time.Date(2026, 2, 27, 12, 0, 0, 0, zone)
	tests := map[string]string{
		"0 9 1 * *":   "2026-03-01T09:00:00+09:00",
		"30 8 * * 1":  "2026-03-02T08:30:00+09:00",
		"@monthly":    "2026-03-01T00:00:00+09:00",
		"0 0 29 2 *":  "2028-02-29T00:00:00+09:00",
		"0 9 * * MON": "2026-03-02T09:00:00+09:00",
	}
	for written, want := range tests {
		s, err := parseCron(written)
		require.NoError(t, err, written)
		require.Equal(t, want, s.Next(from).Format(time.RFC3339), written)
	}
	for _, wrong := range []string{"@every 5m", "@every", "TZ=UTC 0 9 * * *", "CRON_TZ=", "TZ=", "0 0 9 1 * *", "9 o'clock", "@", "* * * *"} {
		_, err := parseCron(wrong)
		require.Error(t, err, wrong)
	}
}

func TestNoScheduleBringsTheReaderDown(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[@A-Z=/*,0-9 -]{0,20}`).Draw(t, "schedule")
		if schedule, err := parseCron(s); err == nil {
			schedule.Next(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC))
		}
	})
}
