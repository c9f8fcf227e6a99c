package workflow

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"
)

// Many runs with parallel and failing actions are nudged at every moment of their lives, the last ones
// included, on a server that is killed among it: each action is done once.
func TestACrowdOfRunsUnderNudgesAndACrash(t *testing.T) {
	t.Parallel()
	const runs, nudges = 12, 10
	b := newBundle(t)
	b.work(t, b.engine)
	stages := append([]stage{{actions: []string{"a", "b", "c"}, fail: failing}, {sleep: 300 * time.Millisecond}}, chain("d")...)
	for i := range runs {
		b.begin(t, fmt.Sprintf("r-%d", i), stages...)
	}
	var group errgroup.Group
	for i := range runs {
		group.Go(func() error {
			for range nudges {
				if err := b.client.Nudge(t.Context(), fmt.Sprintf("r-%d", i)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	b.server.Kill()
	b.server.Restart()
	require.NoError(t, group.Wait(), "the client tries again while the server is away")
	for i := range runs {
		id := fmt.Sprintf("r-%d", i)
		require.Equal(t, "completed", b.outcome(t, id))
		requireActed(t, stages, b.engine.acts(id))
	}
}
