package actions

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Call is what an action knows about the call besides its arguments.
type Call struct {
	// Key is the idempotency key: the same for every attempt of one effect (run, step, iteration,
	// recipient), different for every other. Opaque; safe to hand to other systems.
	Key string
	// Run, Account and Step say where the call comes from.
	Run, Account, Step string
	// Now is the engine's time when the call was first made, which an accelerated clock may run ahead of
	// the wall's. Like the arguments it is the same for every attempt: mails are dated and meetings placed
	// by it, and a second attempt must have the same effect.
	Now time.Time
	// Deadline is the wall time by which the attempt must end; the context ends then too.
	Deadline time.Time
	// Attempt counts from 1.
	Attempt int
	// DryRun asks the action to check its arguments and act on nothing.
	DryRun bool
	// Hours finds business time in the workspace's calendar.
	Hours Hours
}

// Do makes one attempt: it checks the arguments strictly against the schema and calls the action's
// function. The attempt ends with the context, after the definition's timeout, or at call.Deadline,
// whichever comes first. Wrong arguments are a Permanent error; other errors are the function's, and
// IsPermanent and IsUnsure class them. What the result holds is written as the schema of results says.
func (d Definition) Do(ctx context.Context, call Call, args json.RawMessage) (json.RawMessage, error) {
	if d.do == nil {
		return nil, Permanent(errors.New("the action has no definition"))
	}
	ctx, cancel := context.WithTimeout(ctx, d.Timeout)
	defer cancel()
	if !call.Deadline.IsZero() {
		var stop context.CancelFunc
		ctx, stop = context.WithDeadline(ctx, call.Deadline)
		defer stop()
	}
	// An attempt that is over before it begins must not act: whoever gave up may have begun another.
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("the attempt was over before it began: %w", err)
	}
	return d.do(ctx, call, args)
}

// Replace returns the same description with another function behind it, which gets the arguments as they
// come: a text that was filled in as a Markdown's JSON. Recorders and simulators take an action's place with it.
func (d Definition) Replace(do func(context.Context, Call, json.RawMessage) (json.RawMessage, error)) Definition {
	d.do = do
	return d
}

// Check reports whether the arguments could be given to the action: nil, or what Do would answer. It
// never acts.
func (d Definition) Check(args json.RawMessage) error {
	if d.checkArgs == nil {
		return Permanent(errors.New("the action has no definition"))
	}
	return d.checkArgs(args)
}
