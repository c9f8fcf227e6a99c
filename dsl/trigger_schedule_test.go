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

func TestSchedulesKeepToTheClockWhenItChanges(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		zone, cron, from string
		want             []string
	}{
		"skipped in spring":        {"Europe/Berlin", "30 2 * * *", "2026-03-28T00:00:00Z", []string{"28 02:30 +0100", "29 03:30 +0200", "30 02:30 +0200"}},
		"skipped, but not yet":     {"Europe/Berlin", "30 2 * * *", "2026-03-29T01:10:00Z", []string{"29 03:30 +0200", "30 02:30 +0200"}},
		"twice in autumn":          {"Europe/Berlin", "30 2 * * *", "2026-10-24T12:00:00Z", []string{"25 02:30 +0200", "26 02:30 +0100"}},
		"between the two":          {"Europe/Berlin", "30 2 * * *", "2026-10-25T01:10:00Z", []string{"26 02:30 +0100"}},
		"twice in another zone":    {"America/New_York", "30 1 * * *", "2026-11-01T00:00:00Z", []string{"01 01:30 -0400", "02 01:30 -0500"}},
		"skipped in another zone":  {"America/New_York", "0,30 2 * * *", "2026-03-08T00:00:00Z", []string{"08 03:00 -0400", "08 03:30 -0400", "09 02:00 -0400"}},
		"midnight that is skipped": {"America/Sao_Paulo", "0 0 * * *", "2018-11-03T12:00:00Z", []string{"04 01:00 -0200", "05 00:00 -0200"}},
		"half an hour":             {"Australia/Lord_Howe", "15 2 * * *", "2026-10-02T20:00:00Z", []string{"04 02:45 +1100", "05 02:15 +1100"}},
		"every hour":               {"Europe/Berlin", "0 * * * *", "2026-10-25T00:00:00Z", []string{"25 02:00 +0100", "25 03:00 +0100"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			zone, err := time.LoadLocation(test.zone)
			require.NoError(t, err)
			schedule, err := parseCron(test.cron)
			require.NoError(t, err)
			at, err := time.Parse(time.RFC3339, test.from)
			require.NoError(t, err)
			for _, want := range test.want {
				at = (&ScheduleTrigger{cron: schedule}).Next(at, zone)
				require.Equal(t, want, at.In(zone).Format("02 15:04 -0700"))
			}
		})
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
