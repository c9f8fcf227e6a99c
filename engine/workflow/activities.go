package workflow

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"

	"github.com/tendhq/tend/engine/run"
)

// activities calls the engine for the loop. The engine's errors may name people, and Temporal keeps the errors that it
// gets, so they are replaced by sentences of ours.
type activities struct {
	engine Engine
	log    *slog.Logger
}

// settle processes what is due for a run.
func (a *activities) settle(ctx context.Context, runID string) (run.Outstanding, error) {
	set, err := a.safely(func() (run.Outstanding, error) { return a.engine.Settle(ctx, runID) })
	if err != nil {
		a.log.Warn("a run can't be settled; it is tried again", "run", runID, "error_type", errorType(err))
		return run.Outstanding{}, failure("the run can't be settled", false)
	}
	return set, nil
}

// act performs one action.
func (a *activities) act(ctx context.Context, in actInput) (run.Outstanding, error) {
	return a.attempt(ctx, in, int(activity.GetInfo(ctx).Attempt))
}

// attempt performs the nth attempt of an action, counted from 1.
func (a *activities) attempt(ctx context.Context, in actInput, attempt int) (run.Outstanding, error) {
	set, err := a.safely(func() (run.Outstanding, error) { return a.engine.Act(ctx, in.Run, in.Path, attempt) })
	if err != nil {
		return run.Outstanding{}, failure(fmt.Sprintf("action %s failed; the run's timeline says why", in.Kind), permanent(err))
	}
	if unchanged(set, in) {
		// Without an error the loop would start it again at once, and again.
		return run.Outstanding{}, failure(fmt.Sprintf("action %s is still outstanding", in.Kind), false)
	}
	return set, nil
}

// unchanged reports whether the answer still requests the action as it was requested before.
func unchanged(set run.Outstanding, in actInput) bool {
	if set.Revision > in.Revision {
		return false
	}
	for _, action := range set.Actions {
		if action.Path == in.Path {
			return true
		}
	}
	return false
}

// safely turns a panic into an error before Temporal's SDK puts its value into the history.
func (a *activities) safely(call func() (run.Outstanding, error)) (set run.Outstanding, err error) {
	defer func() {
		if value := recover(); value != nil {
			a.log.Error("the engine panicked", "type", fmt.Sprintf("%T", value), "stack", string(debug.Stack()))
			err = errPanicked
		}
	}()
	return call()
}

var errPanicked = errors.New("panicked")

// permanent reports whether trying again is pointless.
func permanent(err error) bool {
	var p interface{ Permanent() bool }
	return errors.As(err, &p) && p.Permanent()
}

// failure returns an error that Temporal may keep.
func failure(message string, permanent bool) error {
	return temporal.NewApplicationErrorWithOptions(message, "tend", temporal.ApplicationErrorOptions{NonRetryable: permanent})
}

// errorType returns the type of the innermost error: its text must not be logged.
func errorType(err error) string {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return fmt.Sprintf("%T", err)
		}
		err = inner
	}
}
