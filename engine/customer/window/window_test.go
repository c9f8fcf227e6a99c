package window

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl/calendar"
	"pgregory.net/rapid"
)

func TestBucketIsTheLargestThatDividesTheWindowInto24(t *testing.T) {
	t.Parallel()
	for window, size := range map[string]time.Duration{
		"1s": time.Second, "23s": time.Second, "24s": time.Second, "60s": time.Second, "119s": time.Second,
		"2m": 5 * time.Second, "359s": 5 * time.Second, "6m": 15 * time.Second, "1439s": 15 * time.Second,
		"24m": time.Minute, "119m": time.Minute,
		"120m": 5 * time.Minute, "359m": 5 * time.Minute,
		"6h": 15 * time.Minute, "24h": time.Hour, "1d": time.Hour, "143h": time.Hour,
		"6d": 6 * time.Hour, "7d": 6 * time.Hour, "23d": 6 * time.Hour, "24d": 24 * time.Hour, "167d": 24 * time.Hour, "24w": 7 * 24 * time.Hour, "671d": 7 * 24 * time.Hour, "96w": 28 * 24 * time.Hour,
	} {
		w := Of("acme", duration(t, window))
		require.Equal(t, size, time.Duration(w.Size)*time.Second, window)
		require.Equal(t, size, Step(duration(t, window)), window)
	}
}

func TestPhaseDependsOnTheAccount(t *testing.T) {
	t.Parallel()
	phases := map[int64]bool{}
	for _, account := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		w := Of(account, duration(t, "30d"))
		require.Equal(t, w, Of(account, duration(t, "30d")))
		require.GreaterOrEqual(t, w.Phase, int64(0))
		require.Less(t, w.Phase, w.Size)
		phases[w.Phase] = true
	}
	require.Greater(t, len(phases), 6)
}

func TestBucketsLeaveExactly(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		length := duration(t, rapid.SampledFrom([]string{"7s", "60s", "10m", "90m", "1d", "7d", "30d", "35h"}).Draw(t, "window"))
		w := Of(rapid.StringN(1, 8, -1).Draw(t, "account"), length)
		// Before 1970, too: numbers of buckets are negative there.
		happened := time.Unix(rapid.Int64Range(-4e9, 4e9).Draw(t, "time"), 0)
		bucket := w.Bucket(happened)
		leaves, size := w.Leaves(bucket), time.Duration(w.Size)*time.Second

		require.True(t, leaves.After(happened.Add(length.Plain())), "an event counts for at least the window")
		require.False(t, leaves.After(happened.Add(length.Plain()+size)), "and for at most one bucket more")
		require.Less(t, w.Gone(leaves.Add(-time.Nanosecond)), bucket)
		require.Equal(t, bucket, w.Gone(leaves))
		require.Equal(t, bucket, w.Forgotten(leaves.Add(length.Plain())))
		require.Equal(t, leaves.Add(length.Plain()), w.LeavesPrevious(bucket))
	})
}

func duration(tb require.TestingT, text string) calendar.Duration {
	d, err := calendar.Parse(text)
	require.NoError(tb, err)
	return d
}
