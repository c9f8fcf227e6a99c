package workflow

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/run"
)

// A real server suggests to continue once a history has four megabytes; here each answer has one.
func TestALongHistoryGoesOnInANewOneOnARealServer(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	var settles, acts atomic.Int32
	var released atomic.Bool
	waiting := run.Outstanding{Revision: 1, Outcome: strings.Repeat("x", 1<<20)}
	b.work(t, functions{
		settle: func(context.Context, string) (run.Outstanding, error) {
			settles.Add(1)
			if released.Load() {
				return run.Outstanding{Revision: 2, Actions: actions("a")}, nil
			}
			return waiting, nil
		},
		act: func(context.Context, string, string, int) (run.Outstanding, error) {
			acts.Add(1)
			return run.Outstanding{Revision: 3, Done: true, Outcome: "completed"}, nil
		},
	})
	require.NoError(t, b.client.Start(t.Context(), testRun, "rescue", run.Outstanding{Revision: 1}))
	first := b.execution(t, testRun)
	require.Eventually(t, func() bool {
		before := settles.Load()
		require.NoError(t, b.client.Nudge(t.Context(), testRun))
		require.Eventually(t, func() bool { return settles.Load() > before }, time.Minute, time.Millisecond)
		return b.execution(t, testRun) != first
	}, time.Minute, time.Millisecond)

	released.Store(true)
	require.NoError(t, b.client.Nudge(t.Context(), testRun))
	require.Equal(t, "completed", b.outcome(t, testRun))
	require.EqualValues(t, 1, acts.Load())
}

// execution is Temporal's identifier of a run's newest history.
func (b *bundle) execution(t testing.TB, id string) string {
	t.Helper()
	described, err := b.client.sdk.DescribeWorkflowExecution(t.Context(), id, "")
	require.NoError(t, err)
	return described.GetWorkflowExecutionInfo().GetExecution().GetRunId()
}
