package workflow

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"github.com/tendhq/tend/engine/run"
)

// secret stands for a customer's data in what an engine's errors say.
const secret = "anna@customer.example"

func TestFailingActionsAreTriedAgain(t *testing.T) {
	t.Parallel()
	engine := newScripted(time.Now)
	set := engine.add(testRun, stage{actions: []string{"a"}, fail: func(_ string, attempt int) error {
		if attempt < 5 {
			return errors.New("the receiver is down")
		}
		return nil
	}})
	require.Equal(t, "completed", newEnvironment(engine).outcome(t, set))
	require.Equal(t, 5, engine.runs[testRun].attempts["a"])
	require.Equal(t, []string{"a"}, engine.acts(testRun))
}

func TestAFailingSettleIsTriedAgainEverMoreSeldom(t *testing.T) {
	t.Parallel()
	var settles atomic.Int32
	env := newEnvironment(functions{settle: func(context.Context, string) (run.Outstanding, error) {
		if settles.Add(1) < 9 {
			return run.Outstanding{}, errors.New("the store is locked")
		}
		return run.Outstanding{Revision: 2, Done: true, Outcome: "completed"}, nil
	}})
	env.nudgeAt(time.Minute)
	began := env.Now()
	require.Equal(t, "completed", env.outcome(t, run.Outstanding{Revision: 1}))
	require.EqualValues(t, 9, settles.Load())
	require.GreaterOrEqual(t, env.Now().Sub(began), (1+2+4+8+16+32+64+128)*time.Second, "it never begins anew")
}

func TestAPermanentFailureWaitsForANudge(t *testing.T) {
	t.Parallel()
	var acts atomic.Int32
	set := run.Outstanding{Revision: 1, Actions: actions("a")}
	env := newEnvironment(functions{
		act: func(context.Context, string, string, int) (run.Outstanding, error) {
			if acts.Add(1) == 1 {
				return run.Outstanding{}, fmt.Errorf("act: %w", permanentError{"no such action"})
			}
			return run.Outstanding{Revision: 2, Done: true, Outcome: "completed"}, nil
		},
		settle: func(context.Context, string) (run.Outstanding, error) { return set, nil },
	})
	began := env.Now()
	env.nudgeAt(24 * time.Hour)
	require.Equal(t, "completed", env.outcome(t, set))
	require.EqualValues(t, 2, acts.Load())
	require.GreaterOrEqual(t, env.Now().Sub(began), 24*time.Hour)
}

// An engine that answers an action with the set that asked for it would make the loop spin.
func TestAnAnswerThatChangesNothingIsAFailure(t *testing.T) {
	t.Parallel()
	var acts atomic.Int32
	set := run.Outstanding{Revision: 1, Actions: actions("a")}
	env := newEnvironment(functions{act: func(context.Context, string, string, int) (run.Outstanding, error) {
		if acts.Add(1) < 3 {
			return set, nil
		}
		return run.Outstanding{Revision: 2, Done: true, Outcome: "completed"}, nil
	}})
	began := env.Now()
	require.Equal(t, "completed", env.outcome(t, set))
	require.EqualValues(t, 3, acts.Load())
	require.GreaterOrEqual(t, env.Now().Sub(began), 3*time.Second, "one second, then two")
}

func TestErrorsForTemporalSayNothingOfCustomers(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fail      func() error
		permanent bool
	}{
		"error":           {fail: func() error { return errors.New("550 no such user " + secret) }},
		"wrapped":         {fail: func() error { return fmt.Errorf("%s: %w", secret, context.DeadlineExceeded) }},
		"panic":           {fail: func() error { panic(secret) }},
		"permanent error": {fail: func() error { return permanentError{secret} }, permanent: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			a := &activities{log: slog.New(slog.NewTextHandler(&log, nil)), engine: functions{
				settle: func(context.Context, string) (run.Outstanding, error) { return run.Outstanding{}, test.fail() },
				act: func(context.Context, string, string, int) (run.Outstanding, error) {
					return run.Outstanding{}, test.fail()
				},
			}}
			_, err := a.settle(t.Context(), testRun)
			requireClean(t, err, "the run can't be settled", false)
			_, err = a.attempt(t.Context(), actInput{Run: testRun, Path: "a", Kind: "email"}, 1)
			requireClean(t, err, "action email failed; the run's timeline says why", test.permanent)
			require.NotContains(t, log.String(), secret)
		})
	}
}

func requireClean(t *testing.T, err error, message string, permanent bool) {
	t.Helper()
	var app *temporal.ApplicationError
	require.ErrorAs(t, err, &app)
	require.Equal(t, message, app.Message())
	require.Equal(t, permanent, app.NonRetryable())
	require.NotContains(t, err.Error(), secret)
	require.NoError(t, errors.Unwrap(app), "a cause would be kept too")
}
