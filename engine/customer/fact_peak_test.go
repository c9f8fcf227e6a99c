package customer

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/dsl/calendar"
)

// TestPeaksGiveTheMaximumOverEveryDuration compares the few peaks that are kept with the whole past.
func TestPeaksGiveTheMaximumOverEveryDuration(t *testing.T) {
	t.Parallel()
	hours := calendar.Default(time.UTC)
	withins := []calendar.Duration{duration(t, "3h"), duration(t, "2d"), duration(t, "1w")}
	rapid.Check(t, func(t *rapid.T) {
		var peaks, past []Peak
		now := start
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(1, 72).Draw(t, "hours")) * time.Hour)
			if n := len(past); n > 0 && past[n-1].Until.IsZero() {
				past[n-1].Until = now
			}
			var score *float64
			if rapid.IntRange(0, 5).Draw(t, "present") > 0 {
				n := float64(rapid.IntRange(0, 9).Draw(t, "score"))
				score, past = &n, append(past, Peak{Score: n})
			}
			peaks = keep(appendPeak(peaks, score, now), hours, withins, now)
			for _, within := range withins {
				highest, reached := -1.0, -1.0
				for _, p := range past {
					if p.Until.IsZero() || p.Until.Add(within.Plain()).After(now) {
						highest = max(highest, p.Score)
					}
				}
				if r := reachable(peaks, hours, within, now); len(r) > 0 {
					reached = r[0].Score
				}
				require.InDelta(t, highest, reached, 0, "over %s", within)
			}
		}
	})
}

func TestFollowLeavesThePastAlone(t *testing.T) {
	t.Parallel()
	high, low := 9.0, 5.0
	before := appendPeak(nil, &high, start)
	after := appendPeak(before, &low, at("1h"))
	require.Equal(t, []Peak{{Score: 9}}, before, "a state that was handed out doesn't change")
	require.Equal(t, []Peak{{Score: 9, Until: at("1h")}, {Score: 5}}, after)
	require.Equal(t, after, appendPeak(after, &low, at("2h")))
	require.Equal(t, []Peak{{Score: 9}}, appendPeak(after, &high, at("2h")), "what is no higher than now is no maximum")
}
