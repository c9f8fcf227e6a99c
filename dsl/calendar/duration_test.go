package calendar_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/dsl/calendar"
)

func TestParseReadsEveryUnit(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		d        calendar.Duration
		written  string
		plain    time.Duration
		business bool
	}{
		"90s":                 {calendar.Duration{N: 90, Unit: calendar.Second}, "90s", 90 * time.Second, false},
		"15m":                 {calendar.Duration{N: 15, Unit: calendar.Minute}, "15m", 15 * time.Minute, false},
		"12h":                 {calendar.Duration{N: 12, Unit: calendar.Hour}, "12h", 12 * time.Hour, false},
		"3d":                  {calendar.Duration{N: 3, Unit: calendar.Day}, "3d", 72 * time.Hour, false},
		" 2w ":                {calendar.Duration{N: 2, Unit: calendar.Week}, "2w", 14 * 24 * time.Hour, false},
		"0d":                  {calendar.Duration{N: 0, Unit: calendar.Day}, "0d", 0, false},
		"1 business day":      {calendar.Duration{N: 1, Unit: calendar.BusinessDay}, "1 business day", 24 * time.Hour, true},
		"2  business   days":  {calendar.Duration{N: 2, Unit: calendar.BusinessDay}, "2 business days", 48 * time.Hour, true},
		"1 business hours":    {calendar.Duration{N: 1, Unit: calendar.BusinessHour}, "1 business hour", time.Hour, true},
		"004 business hours ": {calendar.Duration{N: 4, Unit: calendar.BusinessHour}, "4 business hours", 4 * time.Hour, true},
	} {
		d, err := calendar.Parse(text)
		require.NoError(t, err, text)
		require.Equal(t, want.d, d, text)
		require.Equal(t, want.written, d.String(), text)
		require.Equal(t, want.plain, d.Plain(), text)
		require.Equal(t, want.business, d.Business(), text)
		require.Equal(t, want.d.N == 0, d.IsZero(), text)
	}
}

func TestParseRefusesWithExamples(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "d", "3", "-3d", "1.5h", "3 d", "3 days", "2businessdays", "2 business weeks", "３d", "1h30m"} {
		_, err := calendar.Parse(text)
		require.ErrorContains(t, err, `such as "90s"`, text)
	}
	for _, text := range []string{"36501d", "99999999999999999999s", "9223372036854775807w", "5215w", "36501 business days"} {
		_, err := calendar.Parse(text)
		require.ErrorContains(t, err, "a hundred years at most", text)
	}
}

func TestTheZeroDurationIsWritten(t *testing.T) {
	t.Parallel()
	require.Equal(t, "0s", calendar.Duration{}.String())
	require.True(t, calendar.Duration{}.IsZero())
}

func TestPlainSaturates(t *testing.T) {
	t.Parallel()
	require.Equal(t, time.Duration(math.MaxInt64), calendar.Duration{N: math.MaxInt, Unit: calendar.Week}.Plain())
	require.Zero(t, calendar.Duration{N: -5, Unit: calendar.Hour}.Plain())
}

func TestDurationsAreTextInJSON(t *testing.T) {
	t.Parallel()
	type holder struct {
		Due *calendar.Duration `json:"due,omitempty"`
	}
	b, err := json.Marshal(holder{&calendar.Duration{N: 2, Unit: calendar.BusinessDay}})
	require.NoError(t, err)
	require.JSONEq(t, `{"due":"2 business days"}`, string(b))
	var h holder
	require.NoError(t, json.Unmarshal(b, &h))
	require.Equal(t, calendar.Duration{N: 2, Unit: calendar.BusinessDay}, *h.Due)
	require.ErrorContains(t, json.Unmarshal([]byte(`{"due":"soon"}`), &h), `"soon" is not a duration`)
}

var units = []calendar.Unit{
	calendar.Second, calendar.Minute, calendar.Hour, calendar.Day, calendar.Week, calendar.BusinessDay, calendar.BusinessHour,
}

func durations(most int) *rapid.Generator[calendar.Duration] {
	return rapid.Custom(func(t *rapid.T) calendar.Duration {
		return calendar.Duration{N: rapid.IntRange(0, most).Draw(t, "n"), Unit: rapid.SampledFrom(units).Draw(t, "unit")}
	})
}

func TestStringAndParseAreInverse(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := durations(5000).Draw(t, "duration")
		parsed, err := calendar.Parse(d.String())
		require.NoError(t, err)
		require.Equal(t, d, parsed)
	})
}

func TestParseNeverPanics(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d, err := calendar.Parse(rapid.StringMatching(`[0-9]{0,21} ?(s|m|h|d|w|business days?|.*)`).Draw(t, "text"))
		if err == nil {
			require.GreaterOrEqual(t, d.N, 0)
		}
	})
}
