package workflow

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/testsuite"

	"github.com/tendhq/tend/engine/run"
)

const testRun = "r-1"

var quiet = slog.New(slog.DiscardHandler)

// environment is a Temporal without a server: its clock jumps when nothing is in flight.
type environment struct {
	*testsuite.TestWorkflowEnvironment
	timers, cancelled atomic.Int32
}

func newEnvironment(engine Engine) *environment {
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(logger{quiet})
	env := &environment{TestWorkflowEnvironment: suite.NewTestWorkflowEnvironment()}
	env.SetTestTimeout(time.Minute)
	env.SetOnTimerScheduledListener(func(string, time.Duration) { env.timers.Add(1) })
	env.SetOnTimerCanceledListener(func(string) { env.cancelled.Add(1) })
	register(env, &activities{engine: engine, log: quiet})
	return env
}

// nudgeAt nudges when the environment's clock has advanced by that much.
func (e *environment) nudgeAt(after time.Duration) {
	e.RegisterDelayedCallback(func() { e.SignalWorkflow(nudgeName, nil) }, after)
}

// outcome runs the loop to its end.
func (e *environment) outcome(t require.TestingT, set run.Outstanding) string {
	e.ExecuteWorkflow(TypeName, Input{Run: testRun, Set: set})
	require.True(t, e.IsWorkflowCompleted())
	require.NoError(t, e.GetWorkflowError())
	var outcome string
	require.NoError(t, e.GetWorkflowResult(&outcome))
	return outcome
}

func TestActionsFollowEachOtherWithoutASettle(t *testing.T) {
	t.Parallel()
	engine := newScripted(time.Now)
	set := engine.add(testRun, chain("a", "b", "c")...)
	require.Equal(t, "completed", newEnvironment(engine).outcome(t, set))
	require.Equal(t, []string{"a", "b", "c"}, engine.acts(testRun))
	require.Zero(t, engine.settled(testRun))
}

func TestATimerSettles(t *testing.T) {
	t.Parallel()
	var env *environment
	engine := newScripted(func() time.Time { return env.Now() })
	env = newEnvironment(engine)
	set := engine.add(testRun, append([]stage{{sleep: 72 * time.Hour}}, chain("a")...)...)
	began := env.Now()
	require.Equal(t, "completed", env.outcome(t, set))
	require.Equal(t, []string{"a"}, engine.acts(testRun))
	require.GreaterOrEqual(t, env.Now().Sub(began), 72*time.Hour)
	require.Equal(t, 1, engine.settled(testRun))
}

func TestATimerThatCameTooEarlyIsSetAgain(t *testing.T) {
	t.Parallel()
	var settles atomic.Int32
	env := newEnvironment(functions{settle: func(context.Context, string) (run.Outstanding, error) {
		if settles.Add(1) == 1 {
			return run.Outstanding{Revision: 1, WakeIn: time.Second}, nil
		}
		return run.Outstanding{Revision: 2, Done: true, Outcome: "completed"}, nil
	}})
	require.Equal(t, "completed", env.outcome(t, run.Outstanding{Revision: 1, WakeIn: time.Hour}))
	require.EqualValues(t, 2, settles.Load())
	require.EqualValues(t, 2, env.timers.Load())
}

func TestANudgeThatChangesNothingKeepsTheTimer(t *testing.T) {
	t.Parallel()
	var env *environment
	engine := newScripted(func() time.Time { return env.Now() })
	env = newEnvironment(engine)
	set := engine.add(testRun, stage{sleep: time.Hour})
	env.nudgeAt(10 * time.Minute)
	env.nudgeAt(20 * time.Minute)
	require.Equal(t, "completed", env.outcome(t, set))
	require.Equal(t, 3, engine.settled(testRun))
	require.EqualValues(t, 1, env.timers.Load())
	require.Zero(t, env.cancelled.Load())
}

func TestANewSetCancelsTheTimerOfTheOld(t *testing.T) {
	t.Parallel()
	var settles atomic.Int32
	env := newEnvironment(functions{settle: func(context.Context, string) (run.Outstanding, error) {
		if settles.Add(1) == 1 {
			return run.Outstanding{Revision: 2, WakeIn: 3 * time.Hour}, nil
		}
		return run.Outstanding{Revision: 3, Done: true, Outcome: "completed"}, nil
	}})
	env.nudgeAt(time.Minute)
	began := env.Now()
	require.Equal(t, "completed", env.outcome(t, run.Outstanding{Revision: 1, WakeIn: time.Hour}))
	require.EqualValues(t, 1, env.cancelled.Load())
	require.EqualValues(t, 2, settles.Load())
	require.Equal(t, 3*time.Hour+time.Minute, env.Now().Sub(began).Round(time.Minute))
}

func TestNudgesAtTheSameTimeSettleOnce(t *testing.T) {
	t.Parallel()
	engine := newScripted(time.Now)
	env := newEnvironment(engine)
	set := engine.add(testRun, stage{release: true})
	env.RegisterDelayedCallback(func() {
		engine.release(testRun)
		for range 10 {
			env.SignalWorkflow(nudgeName, nil)
		}
	}, time.Minute)
	require.Equal(t, "completed", env.outcome(t, set))
	require.LessOrEqual(t, engine.settled(testRun), 2)
}

// An answer that was overtaken changes nothing: here b's answer, which knows that both are done, comes
// before a's, which still has b in it.
func TestOlderAnswersAreIgnored(t *testing.T) {
	t.Parallel()
	var acts atomic.Int32
	overtaken := make(chan struct{})
	env := newEnvironment(functions{act: func(_ context.Context, _, path string, _ int) (run.Outstanding, error) {
		acts.Add(1)
		switch path {
		case "a":
			<-overtaken
			return run.Outstanding{Revision: 2, Actions: actions("b")}, nil
		case "b":
			return run.Outstanding{Revision: 3, Actions: actions("c")}, nil
		default:
			close(overtaken)
			return run.Outstanding{Revision: 4, Done: true, Outcome: "completed"}, nil
		}
	}})
	require.Equal(t, "completed", env.outcome(t, run.Outstanding{Revision: 1, Actions: actions("a", "b")}))
	require.EqualValues(t, 3, acts.Load())
}

func TestAnActionIsInFlightOnceHoweverOftenTheSetChanges(t *testing.T) {
	t.Parallel()
	var inFlight, most, acts, settles atomic.Int32
	release := make(chan struct{})
	env := newEnvironment(functions{
		act: func(context.Context, string, string, int) (run.Outstanding, error) {
			acts.Add(1)
			most.Store(max(most.Load(), inFlight.Add(1)))
			defer inFlight.Add(-1)
			<-release
			return run.Outstanding{Revision: 100, Done: true, Outcome: "completed"}, nil
		},
		settle: func(context.Context, string) (run.Outstanding, error) {
			n := settles.Add(1)
			if n == 3 {
				close(release)
			}
			return run.Outstanding{Revision: 1 + int64(n), Actions: actions("a")}, nil
		},
	})
	env.nudgeWhileActing(3, &settles)
	require.Equal(t, "completed", env.outcome(t, run.Outstanding{Revision: 1, Actions: actions("a")}))
	require.EqualValues(t, 1, most.Load())
	require.EqualValues(t, 1, acts.Load())
}

// nudgeWhileActing nudges n times, each after the settle of the one before.
func (e *environment) nudgeWhileActing(n int32, settles *atomic.Int32) {
	e.RegisterDelayedCallback(func() {
		if settles.Load() < n {
			e.SignalWorkflow(nudgeName, nil)
			e.nudgeWhileActing(n, settles)
		}
	}, time.Millisecond)
}

func TestAnActionInFlightAtTheEndIsWaitedFor(t *testing.T) {
	t.Parallel()
	var done atomic.Bool
	ended := make(chan struct{})
	env := newEnvironment(functions{
		act: func(_ context.Context, _, _ string, attempt int) (run.Outstanding, error) {
			<-ended
			if attempt < 3 {
				return run.Outstanding{}, errors.New("not yet")
			}
			done.Store(true)
			return run.Outstanding{Revision: 2, Done: true, Outcome: "exited"}, nil
		},
		settle: func(context.Context, string) (run.Outstanding, error) {
			close(ended)
			return run.Outstanding{Revision: 2, Done: true, Outcome: "exited"}, nil
		},
	})
	env.nudgeAt(0)
	require.Equal(t, "exited", env.outcome(t, run.Outstanding{Revision: 1, Actions: actions("a")}))
	require.True(t, done.Load())
}

func TestACancellationFromTemporalChangesNothing(t *testing.T) {
	t.Parallel()
	var env *environment
	engine := newScripted(func() time.Time { return env.Now() })
	env = newEnvironment(engine)
	set := engine.add(testRun, append([]stage{{sleep: time.Hour}}, chain("a")...)...)
	env.RegisterDelayedCallback(env.CancelWorkflow, time.Minute)
	require.Equal(t, "completed", env.outcome(t, set))
	require.Equal(t, []string{"a"}, engine.acts(testRun))
}
