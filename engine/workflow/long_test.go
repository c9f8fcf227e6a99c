package workflow

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"

	"github.com/tendhq/tend/engine/run"
)

// successor returns the input of the workflow that continues the environment's.
func (e *environment) successor(t *testing.T) Input {
	t.Helper()
	var again *workflow.ContinueAsNewError
	require.ErrorAs(t, e.GetWorkflowError(), &again)
	var next Input
	require.NoError(t, converter.GetDefaultDataConverter().FromPayloads(again.Input, &next))
	return next
}

// growLongAfterAnAction calls then once the first action has ended and the history is found long.
func (e *environment) growLongAfterAnAction(then func()) {
	first := true
	e.SetOnActivityCompletedListener(func(*activity.Info, converter.EncodedValue, error) {
		e.SetContinueAsNewSuggested(true)
		if first {
			first = false
			then()
		}
	})
}

func TestALongHistoryGoesOnInANewOne(t *testing.T) {
	t.Parallel()
	engine := newScripted(time.Now)
	first := engine.add(testRun, append(chain("a", "b"), stage{release: true})...)
	env := newEnvironment(engine)
	env.growLongAfterAnAction(func() {})
	env.ExecuteWorkflow(TypeName, Input{Run: testRun, Set: first, Attributes: true})

	next := env.successor(t)
	require.Equal(t, []string{"a"}, engine.acts(testRun), "what was in flight has ended, nothing new was started")
	require.Equal(t, Input{Run: testRun, Settle: true, Attributes: true, Set: run.Outstanding{Revision: 3, Actions: []run.Action{{Path: "b", Kind: "noop"}}}}, next)

	engine.release(testRun)
	second := newEnvironment(engine)
	second.ExecuteWorkflow(TypeName, next)
	require.NoError(t, second.GetWorkflowError())
	require.Equal(t, []string{"a", "b"}, engine.acts(testRun))
	require.GreaterOrEqual(t, engine.settled(testRun), 1, "nudges that the first history drained are answered")
}

func TestALongHistoryWaitsForWhatIsInFlight(t *testing.T) {
	t.Parallel()
	long := make(chan struct{})
	env := newEnvironment(functions{act: func(_ context.Context, _, path string, _ int) (run.Outstanding, error) {
		switch path {
		case "a":
			return run.Outstanding{Revision: 2, Actions: actions("b", "c")}, nil
		case "b":
			<-long
			return run.Outstanding{Revision: 3, Actions: actions("c")}, nil
		default:
			return run.Outstanding{Revision: 4, Done: true}, nil
		}
	}})
	env.growLongAfterAnAction(func() { close(long) })
	env.ExecuteWorkflow(TypeName, Input{Run: testRun, Set: run.Outstanding{Revision: 1, Actions: actions("a", "b")}})
	require.Equal(t, run.Outstanding{Revision: 3, Actions: actions("c")}, env.successor(t).Set, "with b's answer, before c")
}

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

// execution returns Temporal's identifier of a run's newest history.
func (b *bundle) execution(t testing.TB, id string) string {
	t.Helper()
	described, err := b.client.sdk.DescribeWorkflowExecution(t.Context(), id, "")
	require.NoError(t, err)
	return described.GetWorkflowExecutionInfo().GetExecution().GetRunId()
}
