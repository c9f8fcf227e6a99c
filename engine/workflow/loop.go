package workflow

import (
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/tendhq/tend/engine/run"
)

// loop is the state of one run's workflow: the newest outstanding set, and what of it is in flight.
type loop struct {
	in       Input
	set      run.Outstanding
	selector workflow.Selector
	nudges   workflow.ReceiveChannel

	// inFlight is the paths whose activity hasn't ended, at most one each.
	inFlight map[string]bool
	// blocked is the paths that failed permanently under this set; the next answer of a settle unblocks them.
	blocked map[string]bool
	// settling reports whether a settle is in flight, due whether another must follow.
	settling, due bool
	// timer is the pending timer's number, 0 when none; timers counts them.
	timer, timers int
	stopTimer     workflow.CancelFunc
}

// runLoop is the workflow. It returns the run's outcome.
func runLoop(ctx workflow.Context, in Input) (string, error) {
	// This is the loop's first version, which workflow.GetVersion calls DefaultVersion. One that does things
	// in another order asks GetVersion(ctx, "loop", DefaultVersion, 1) here, so that runs which started
	// under this one replay as they were. Asking before there is a second version would cost every run a
	// marker, and a write to the visibility store.
	// A run is cancelled in the store. A cancellation from Temporal's own tools would leave the run's row
	// waiting for nobody, so it changes nothing.
	ctx, _ = workflow.NewDisconnectedContext(ctx)
	l := newLoop(ctx, in)
	for !l.finished() {
		if l.mustContinue(ctx) {
			return "", workflow.NewContinueAsNewError(ctx, TypeName, l.successor())
		}
		l.advance(ctx)
		l.selector.Select(ctx)
	}
	l.drain()
	return l.set.Outcome, l.recordOutcome(ctx)
}

func newLoop(ctx workflow.Context, in Input) *loop {
	l := &loop{
		in: in, set: in.Set, due: in.Settle,
		selector: workflow.NewSelector(ctx),
		nudges:   workflow.GetSignalChannel(ctx, nudgeName),
		inFlight: map[string]bool{},
		blocked:  map[string]bool{},
	}
	l.selector.AddReceive(l.nudges, func(workflow.ReceiveChannel, bool) {
		l.drain()
		l.due = true
	})
	return l
}

// finished reports whether the run has ended and nothing that it started is still in flight: an action that was in
// flight when the run ended is recorded too.
func (l *loop) finished() bool {
	return l.set.Done && len(l.inFlight) == 0 && !l.settling
}

// advance puts in flight what of the newest set isn't yet.
func (l *loop) advance(ctx workflow.Context) {
	if l.due && !l.settling {
		l.settle(ctx)
	}
	if l.set.Done || tooLong(ctx) {
		return
	}
	for _, action := range l.set.Actions {
		if !l.inFlight[action.Path] && !l.blocked[action.Path] {
			l.act(ctx, action)
		}
	}
	if l.set.WakeIn > 0 && l.timer == 0 {
		l.sleep(ctx)
	}
}

// settle gets the newest set from the engine. It is a local activity: one event, no task of its own.
func (l *loop) settle(ctx workflow.Context) {
	l.due, l.settling = false, true
	future := workflow.ExecuteLocalActivity(workflow.WithLocalActivityOptions(ctx, settleOptions()), settleName, l.in.Run)
	l.selector.AddFuture(future, func(f workflow.Future) {
		l.settling = false
		var set run.Outstanding
		if err := f.Get(ctx, &set); err != nil {
			l.due = true
			return
		}
		clear(l.blocked)
		l.adopt(set)
	})
}

// act performs one action of the set.
func (l *loop) act(ctx workflow.Context, action run.Action) {
	l.inFlight[action.Path] = true
	in := actInput{Run: l.in.Run, Path: action.Path, Kind: action.Kind, Revision: l.set.Revision}
	future := workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, actOptions(action)), actName, in)
	l.selector.AddFuture(future, func(f workflow.Future) {
		delete(l.inFlight, action.Path)
		var set run.Outstanding
		if err := f.Get(ctx, &set); err != nil {
			l.blocked[action.Path] = true
			return
		}
		l.adopt(set)
	})
}

// sleep sets the timer of the set. When it fires, the run is settled.
func (l *loop) sleep(ctx workflow.Context) {
	ctx, stop := workflow.WithCancel(ctx)
	l.timers++
	number := l.timers
	l.timer, l.stopTimer = number, stop
	l.selector.AddFuture(workflow.NewTimer(ctx, l.set.WakeIn), func(workflow.Future) {
		if l.timer != number {
			return
		}
		// The set's time to wake has come; only an answer says when the next one is.
		l.timer, l.set.WakeIn, l.due = 0, 0, true
	})
}

// adopt makes an answer the newest set unless a newer one is known: answers of parallel actions arrive in any order.
// An answer of the same revision is the same set with a more recent time to wake.
func (l *loop) adopt(answer run.Outstanding) {
	if answer.Revision < l.set.Revision {
		return
	}
	if answer.Revision > l.set.Revision {
		clear(l.blocked)
		if l.timer != 0 {
			l.timer = 0
			l.stopTimer()
		}
	}
	l.set = answer
}

// tooLong reports whether Temporal finds the history long: nothing new is started in it.
func tooLong(ctx workflow.Context) bool {
	return workflow.GetInfo(ctx).GetContinueAsNewSuggested()
}

// mustContinue reports whether to continue in a new history: only when nothing is in flight that would be lost.
func (l *loop) mustContinue(ctx workflow.Context) bool {
	return tooLong(ctx) && len(l.inFlight) == 0 && !l.settling
}

// successor returns the input of the workflow that continues this one. It settles first, which covers the nudges that
// were drained and the timer that was pending.
func (l *loop) successor() Input {
	l.drain()
	next := l.in
	next.Set, next.Settle = l.set, true
	return next
}

// drain empties the channel of nudges: one settle answers them all.
func (l *loop) drain() {
	for l.nudges.ReceiveAsync(nil) {
	}
}

// recordOutcome makes the outcome searchable where the namespace permits it.
func (l *loop) recordOutcome(ctx workflow.Context) error {
	// A run that completed is told by its status already: writing it once more would cost the visibility
	// store as much as ending the run does.
	if !l.in.Attributes || l.set.Outcome == "" || l.set.Outcome == string(run.Completed) {
		return nil
	}
	return workflow.UpsertTypedSearchAttributes(ctx, outcomeKey.ValueSet(l.set.Outcome))
}

// retries returns the policy for failing activities: retry for ever, at most five minutes apart.
func retries() *temporal.RetryPolicy {
	return &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: 5 * time.Minute}
}

// defaultTimeout is an attempt's timeout when its action has none.
const defaultTimeout = time.Minute

func actOptions(action run.Action) workflow.ActivityOptions {
	timeout := action.Timeout
	if timeout <= 0 {
		timeout = defaultTimeout
	}
	return workflow.ActivityOptions{StartToCloseTimeout: timeout, RetryPolicy: retries()}
}

// settleOptions returns options that give up after ten years only, as without a limit it would be that of one attempt.
func settleOptions() workflow.LocalActivityOptions {
	return workflow.LocalActivityOptions{
		StartToCloseTimeout:    defaultTimeout,
		ScheduleToCloseTimeout: 10 * 365 * 24 * time.Hour,
		RetryPolicy:            retries(),
	}
}
