package actions

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestParseDuration(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"90s": 90 * time.Second, "15m": 15 * time.Minute, "12h": 12 * time.Hour,
		"3d": 72 * time.Hour, "2w": 14 * 24 * time.Hour, "0s": 0, "007m": 7 * time.Minute,
	} {
		got, err := ParseDuration(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got.Std(), text)
	}
}

func TestParseDurationRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "m", "5", "-5m", "+5m", "1.5h", "1h30m", " 5m", "5 m", "5M", "5y", "5µs", "9223372036854775807s", "99999999999999999999s", "3 business days"} {
		_, err := ParseDuration(text)
		require.Error(t, err, text)
	}
	_, err := ParseDuration("9999999w")
	require.ErrorContains(t, err, "292 years")
	_, err = ParseDuration("soon")
	require.ErrorContains(t, err, "90s, 15m, 12h, 3d or 2w")
}

func TestDurationStringIsReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := Duration(time.Duration(rapid.Int64Range(0, 1<<33).Draw(t, "seconds")) * time.Second)
		back, err := ParseDuration(d.String())
		require.NoError(t, err)
		require.Equal(t, d, back)
	})
	require.Equal(t, "1.5s", Duration(1500*time.Millisecond).String())
	require.Equal(t, "2w", Duration(14*24*time.Hour).String())
}

func TestParseDurationNeverPanics(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d, err := ParseDuration(rapid.String().Draw(t, "text"))
		require.True(t, err != nil || d >= 0)
	})
}

func TestDurationJSON(t *testing.T) {
	t.Parallel()
	var d Duration
	require.NoError(t, json.Unmarshal([]byte(`"30m"`), &d))
	require.Equal(t, 30*time.Minute, d.Std())
	raw, err := json.Marshal(d)
	require.NoError(t, err)
	require.JSONEq(t, `"30m"`, string(raw))
	require.ErrorContains(t, json.Unmarshal([]byte(`30`), &d), "such as \"30m\"")
	require.ErrorContains(t, json.Unmarshal([]byte(`"half an hour"`), &d), "isn't a duration")
}

func TestDueJSON(t *testing.T) {
	t.Parallel()
	var d Due
	require.NoError(t, json.Unmarshal([]byte(`"2026-07-01T18:00:00+09:00"`), &d))
	raw, err := json.Marshal(d)
	require.NoError(t, err)
	require.JSONEq(t, `"2026-07-01T09:00:00.000Z"`, string(raw), "a fixed width in UTC")
	require.NoError(t, json.Unmarshal([]byte(`null`), &d))
	require.True(t, d.IsZero())
	raw, err = json.Marshal(d)
	require.NoError(t, err)
	require.Equal(t, "null", string(raw))
	require.ErrorContains(t, json.Unmarshal([]byte(`"tomorrow"`), &d), "isn't an instant")
	require.ErrorContains(t, json.Unmarshal([]byte(`7`), &d), "is a string")
}

func TestAnswersJSON(t *testing.T) {
	t.Parallel()
	var a Answers
	require.NoError(t, json.Unmarshal([]byte(`{"why": [], "cause": ["price", "product"]}`), &a))
	require.Equal(t, []string{"cause", "why"}, a.Questions())
	require.Equal(t, []string{"price", "product"}, a["cause"])
	for raw, says := range map[string]string{
		`["cause"]`:            "object of lists",
		`{"cause": "price"}`:   "object of lists",
		`{" ": ["x"]}`:         "no name",
		`{"c": ["x", " "]}`:    `"c" offers a blank`,
		`{"c": ["x", "x"]}`:    `answer "x" twice`,
		`{"cause": [1, true]}`: "object of lists",
	} {
		require.ErrorContains(t, json.Unmarshal([]byte(raw), &a), says, raw)
	}
}
