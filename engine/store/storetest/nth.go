package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/engine/store"
)

// spans are what lies between two instants of drawn runs: some are the same, some years apart.
var spans = []time.Duration{0, time.Microsecond, 700 * time.Microsecond, time.Second, 11 * time.Minute, 40 * time.Hour, 400 * 24 * time.Hour}

// nthOfManyTest compares the n-th last with what sorting gives, while runs start, end, move and are removed.
func nthOfManyTest(t *testing.T, s store.Store) {
	worlds := 0
	rapid.Check(t, func(rt *rapid.T) {
		worlds++
		playbook := fmt.Sprint("p", worlds)
		runs := map[string]store.Run{}
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			run := store.Run{
				ID: fmt.Sprint(playbook, "-", rapid.IntRange(0, 15).Draw(rt, "run")), Account: "a", Playbook: playbook,
				Status: "running", StartedAt: drawInstant(rt, "started"),
			}
			if rapid.Bool().Draw(rt, "ends") {
				run.Status, run.EndedAt = "finished", run.StartedAt.Add(rapid.SampledFrom(spans).Draw(rt, "took"))
			}
			require.NoError(rt, s.Update(context.Background(), on("a"), func(tx store.Tx) error { return tx.PutRun(run) }))
			runs[run.ID] = run
		}
		compareNth(rt, s, playbook, runs)
		if rapid.Bool().Draw(rt, "purge") {
			horizon := after(worlds) // Later for each world: what ended before is gone from all of them.
			require.NoError(rt, s.Update(context.Background(), on("a"), func(tx store.Tx) error {
				require.NoError(rt, tx.SetHorizon(horizon))
				_, _, err := tx.Purge(horizon, 0)
				return err
			}))
			for id, run := range runs {
				if !run.EndedAt.IsZero() && run.EndedAt.Before(horizon) {
					delete(runs, id)
				}
			}
			compareNth(rt, s, playbook, runs)
		}
	})
}

func drawInstant(rt *rapid.T, name string) time.Time {
	at := start
	for range rapid.IntRange(0, 4).Draw(rt, name) {
		at = at.Add(rapid.SampledFrom(spans).Draw(rt, "span"))
	}
	if rapid.Bool().Draw(rt, "earlier") {
		at = start.Add(-at.Sub(start))
	}
	return at
}

func compareNth(rt *rapid.T, s store.Store, playbook string, runs map[string]store.Run) {
	for _, before := range []time.Time{{}, start, drawInstant(rt, "before")} {
		var starts, ends []time.Time
		running := 0
		for _, run := range runs {
			switch {
			case !before.IsZero() && !run.StartedAt.Before(before):
				continue
			case run.EndedAt.IsZero():
				running++
			default:
				ends = append(ends, run.EndedAt)
			}
			starts = append(starts, run.StartedAt)
		}
		latest := func(a, b time.Time) int { return b.Compare(a) }
		slices.SortFunc(starts, latest)
		slices.SortFunc(ends, latest)
		require.NoError(rt, s.View(context.Background(), func(r store.Reader) error {
			for n := 1; n <= len(runs)+1; n++ {
				at, err := r.NthStart(playbook, n, before)
				require.NoError(rt, err)
				require.Equal(rt, nth(starts, n), at, "start %d before %s", n, before)
				at, going, err := r.NthEnd(playbook, n, before)
				require.NoError(rt, err)
				require.Equal(rt, n <= running, going, "end %d before %s", n, before)
				require.Equal(rt, nth(ends, n-running), at, "end %d before %s", n, before)
			}
			return nil
		}))
	}
}

func nth(all []time.Time, n int) time.Time {
	if n < 1 || n > len(all) {
		return time.Time{}
	}
	return all[n-1]
}
