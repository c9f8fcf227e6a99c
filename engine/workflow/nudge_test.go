package workflow

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Whatever a run does and whenever it is nudged, each action is done once, stage after stage, and the
// run ends. Nudges carry nothing, so more of them only settle more often.
func TestRunsEndTheSameUnderAnyNudges(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var env *environment
		engine := newScripted(func() time.Time { return env.Now() })
		env = newEnvironment(engine)
		stages := drawStages(t)
		set := engine.add(testRun, stages...)
		engine.release(testRun)
		nudges := rapid.SliceOfN(rapid.IntRange(0, 600), 0, 8).Draw(t, "nudges at minute")
		for _, minute := range nudges {
			env.nudgeAt(time.Duration(minute) * time.Minute)
		}
		require.Equal(t, "completed", env.outcome(t, set))
		requireActed(t, stages, engine.acts(testRun))
		require.LessOrEqual(t, engine.settled(testRun), len(stages)+len(nudges))
	})
}

// drawStages draws a run of actions, parallel actions, failing actions and waits.
func drawStages(t *rapid.T) []stage {
	var stages []stage
	for i := range rapid.IntRange(1, 4).Draw(t, "stages") {
		var s stage
		for j := range rapid.IntRange(0, 3).Draw(t, "parallel actions") {
			s.actions = append(s.actions, fmt.Sprintf("%d.%d", i, j))
		}
		s.sleep = time.Duration(rapid.IntRange(0, 120).Draw(t, "sleep minutes")) * time.Minute
		failures := rapid.IntRange(0, 2).Draw(t, "failures")
		s.fail = func(_ string, attempt int) error {
			if attempt <= failures {
				return fmt.Errorf("attempt %d", attempt)
			}
			return nil
		}
		stages = append(stages, s)
	}
	return stages
}

// requireActed checks that each stage's actions were done once each, before the next stage's.
func requireActed(t require.TestingT, stages []stage, acted []string) {
	for _, s := range stages {
		require.GreaterOrEqual(t, len(acted), len(s.actions))
		mine := slices.Sorted(slices.Values(acted[:len(s.actions)]))
		require.Equal(t, fmt.Sprint(s.actions), fmt.Sprint(mine))
		acted = acted[len(s.actions):]
	}
	require.Empty(t, acted)
}
