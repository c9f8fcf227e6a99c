package importer_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/engine/importer"
)

func TestAPatternReadsWhatItSays(t *testing.T) {
	t.Parallel()
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	require.NoError(t, err)
	for _, test := range []struct {
		pattern, text, want string // want in UTC; empty: refused
	}{
		{"YYYY-MM-DD", "2026-07-01", "2026-06-30T15:00:00Z"},
		{"YYYY-MM-DD", "2026-7-1", ""},
		{"YYYY-MM-DD", "2026-02-30", ""},
		{"YYYY-MM-DD", "2024-02-29", "2024-02-28T15:00:00Z"},
		{"YYYY-MM-DD", "2026-07-01 ", ""},
		{"YYYY-MM-DD h:mm", "2023-07-28 3:00", "2023-07-27T18:00:00Z"},
		{"YYYY-MM-DD h:mm", "2023-07-28 13:00", "2023-07-28T04:00:00Z"},
		{"YYYY-MM-DD hh:mm", "2023-07-28 3:00", ""},
		{"YYYY-MM-DD h:mm", "2023-07-28 24:00", ""},
		{"D.M.YYYY", "1.12.2026", "2026-11-30T15:00:00Z"},
		{"D MMM YYYY", "3 Feb 2026", "2026-02-02T15:00:00Z"},
		{"D MMM YYYY", "3 feb 2026", ""},
		{"YYYY年M月D日", "2026年7月1日", "2026-06-30T15:00:00Z"},
		{"YYYY-MM-DDThh:mm:ss.SSSZ", "2026-07-01T09:00:00.250+02:00", "2026-07-01T07:00:00.25Z"},
		{"YYYY-MM-DDThh:mm:ssZ", "2026-07-01T09:00:00Z", "2026-07-01T09:00:00Z"},
		{"YYYY-MM-DDThh:mm:ssZ", "2026-07-01T09:00:00-0130", "2026-07-01T10:30:00Z"},
		{"YYYY-MM-DDThh:mm:ssZ", "2026-07-01T09:00:00", ""},
		{"M/D/YYYY h:mm AM", "7/1/2026 12:05 AM", "2026-06-30T15:05:00Z"},
		{"M/D/YYYY h:mm AM", "7/1/2026 12:05 pm", "2026-07-01T03:05:00Z"},
		{"M/D/YYYY h:mm AM", "7/1/2026 13:05 PM", ""},
		{"unix", "1782896400", "2026-07-01T09:00:00Z"},
		{"unix_ms", "1782896400500", "2026-07-01T09:00:00.5Z"},
		{"unix", "soon", ""},
		{"rfc3339", "2026-07-01T09:00:00+09:00", "2026-07-01T00:00:00Z"},
		{"rfc3339", "2026-07-01", ""},
		{"rfc3339", "2026-07-01T9:00:00Z", ""},
		{"rfc3339", "2026-07-01T09:00:00,5Z", ""},
	} {
		p, err := importer.NewPattern(test.pattern)
		require.NoError(t, err, test.pattern)
		got, err := p.Parse(test.text, tokyo)
		if test.want == "" {
			require.Error(t, err, "%s reads %q", test.pattern, test.text)
			continue
		}
		require.NoError(t, err, "%s reads %q", test.pattern, test.text)
		require.Equal(t, test.want, got.UTC().Format(time.RFC3339Nano), "%s reads %q", test.pattern, test.text)
	}
}

func TestAPatternThatSaysTooLittleIsRefused(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]string{
		"":                      "needs a year, a month and a day",
		"YYYY-MM":               "needs a year, a month and a day",
		"YYYY-MM-DD YYYY":       "stands twice",
		"YYYY-MM-DD hh:MM":      "stands twice",
		"YYYY-MM-MMM-DD":        "the month stands twice",
		"YYYY-MM-DD mm":         "minutes needs hours",
		"YYYY-MM-DD AM":         "AM needs an hour",
		"2006-01-02":            "means nothing in a pattern",
		"yyyy-mm-dd":            "means nothing in a pattern",
		"YYYY-MM-DD SSSSSSSSSS": "means nothing in a pattern",
	} {
		_, err := importer.NewPattern(pattern)
		require.ErrorContains(t, err, want, pattern)
	}
}

func TestATimeThatTheClocksSkippedIsRefused(t *testing.T) {
	t.Parallel()
	london, err := time.LoadLocation("Europe/London")
	require.NoError(t, err)
	saoPaulo, err := time.LoadLocation("America/Sao_Paulo")
	require.NoError(t, err)
	minutes, err := importer.NewPattern("YYYY-MM-DD hh:mm")
	require.NoError(t, err)
	_, err = minutes.Parse("2026-03-29 01:30", london)
	require.ErrorContains(t, err, "doesn't exist")

	// A day that begins at one o'clock is a day all the same.
	days, err := importer.NewPattern("YYYY-MM-DD")
	require.NoError(t, err)
	got, err := days.Parse("2018-11-04", saoPaulo)
	require.NoError(t, err)
	require.Equal(t, "2018-11-04T01:00:00-02:00", got.Format(time.RFC3339))
}

func TestEveryTimeThatAPatternWritesItReads(t *testing.T) {
	t.Parallel()
	p, err := importer.NewPattern("YYYY-MM-DDThh:mm:ss.SSSZ")
	require.NoError(t, err)
	rapid.Check(t, func(rt *rapid.T) {
		want := time.UnixMilli(rapid.Int64Range(0, 4_000_000_000_000).Draw(rt, "ms")).UTC()
		got, err := p.Parse(want.Format("2006-01-02T15:04:05.000Z07:00"), time.UTC)
		require.NoError(rt, err)
		require.True(rt, want.Equal(got))
	})
}

func FuzzPatternNeverPanics(f *testing.F) {
	f.Add("YYYY-MM-DD h:mm", "2023-07-28 3:00")
	f.Add("D MMM YYYY AM hZ", "1 Jan 2026 PM 1+09:00")
	f.Fuzz(func(_ *testing.T, pattern, text string) {
		if p, err := importer.NewPattern(pattern); err == nil {
			_, _ = p.Parse(text, time.UTC)
		}
	})
}
