package window

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestABucketSetIsASet(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		buckets := rapid.SliceOfN(rapid.Int64Range(-50, 150), 1, 40).Draw(t, "buckets")
		set := BucketSet{newest: buckets[0]}
		for _, b := range buckets[1:] {
			set = set.With(b)
		}
		after := rapid.Int64Range(-60, slices.Max(buckets)-1).Draw(t, "after")
		set = set.After(after)

		text, err := json.Marshal(set)
		require.NoError(t, err)
		var read BucketSet
		require.NoError(t, json.Unmarshal(text, &read))
		again, err := json.Marshal(read)
		require.NoError(t, err)
		require.Equal(t, string(text), string(again))

		slices.Sort(buckets)
		for bound := int64(-60); bound < 160; bound++ {
			i := slices.IndexFunc(buckets, func(b int64) bool { return b > max(bound, after) })
			oldest, ok := read.OldestAfter(bound)
			require.Equal(t, i >= 0, ok)
			if ok {
				require.Equal(t, buckets[i], oldest)
			}
		}
	})
}

func TestABucketSetRefusesWhatItDidNotWrite(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "x", "1:", "1:zz", "1:-3", "1:0", ":1"} {
		var m BucketSet
		require.Error(t, m.UnmarshalText([]byte(text)), text)
	}
}

func TestABucketSetIsSmall(t *testing.T) {
	t.Parallel()
	m := BucketSet{newest: 80_000}
	for b := int64(80_001); b < 80_365; b++ {
		m = m.With(b)
	}
	text, err := m.MarshalText()
	require.NoError(t, err)
	require.Less(t, len(text), 110, "a year of a daily visitor")
}
