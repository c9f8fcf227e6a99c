package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/run"
	"github.com/tendhq/tend/engine/store"
)

// ErrRetry is returned by an attempt that failed where another may help. The cause is in the run's timeline: the error
// itself goes to Temporal and holds no customer data.
var ErrRetry = errors.New("the attempt failed; the run's timeline says why")

// Act makes one attempt of an action and returns what is outstanding then: it records the intent, performs the action,
// and records the result. ErrRetry requests another attempt.
func (e *Engine) Act(ctx context.Context, runID, path string, attempt int) (run.Outstanding, error) {
	ctx, over := e.inflight.begin(ctx, runID)
	defer over()
	job, ok, err := e.first(ctx, runID, path, attempt)
	if err != nil {
		return run.Outstanding{}, err
	}
	var out run.Outstanding
	if !ok {
		out, err = e.settle(ctx, runID, func(c *accountTx, l *live) error {
			job, err = c.begin(l, path, attempt)
			return err
		})
	}
	if err != nil || len(job.calls) == 0 {
		return out, err
	}
	retry, goesOn := false, true
	for i, call := range job.calls {
		next := ""
		if i+1 < len(job.calls) {
			next = job.calls[i+1].Key
		}
		result := e.call(ctx, job, call, attempt)
		retry = retry || (result.Error != "" && !result.Permanent)
		if ctx.Err() != nil {
			next = "" // the attempt's time is up; the next one goes on
		}
		// The result is recorded even then.
		keep, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
		out, err = e.settleFor(keep, job.account, runID, func(c *accountTx, l *live) error {
			err := c.finishCall(l, path, call, next, job.definition, result)
			goesOn = l.core.Live(l.state, path, next)
			return err
		})
		cancel()
		if err != nil {
			return out, err
		}
		if out.Done {
			return out, nil
		}
		if i+1 < len(job.calls) && !goesOn {
			return out, ErrRetry
		}
	}
	if retry {
		return out, ErrRetry
	}
	return out, nil
}

// job is the calls of one attempt, with what they need.
type job struct {
	definition actions.Definition
	calls      []run.Call
	run        string
	account    string
	step       string
	hours      *calendar.Calendar
}

// first returns the calls of an action's first attempt, whose intent is recorded already.
func (e *Engine) first(ctx context.Context, runID, path string, attempt int) (j job, ok bool, err error) {
	if attempt != 1 {
		return j, false, nil
	}
	p := e.published.Load()
	err = e.store.View(ctx, func(r store.Reader) error {
		l, err := e.loadRun(r, runID)
		if l == nil || err != nil {
			return err
		}
		if j, err = e.job(l, path, p); err != nil {
			return err
		}
		j.calls, ok = l.core.First(l.state, path)
		return nil
	})
	return j, ok, err
}

// begin records the start of another attempt.
func (c *accountTx) begin(l *live, path string, attempt int) (job, error) {
	j, err := c.engine.job(l, path, c.pub)
	if err != nil {
		return j, err
	}
	return j, c.step(l, func() ([]run.Line, error) {
		calls, lines, err := l.core.Begin(l.state, path, run.Attempt{Number: attempt, Idempotent: j.definition.Idempotent}, c.env(c.now()))
		j.calls = calls
		return lines, err
	})
}

// job returns what an attempt needs besides its calls.
func (e *Engine) job(l *live, path string, p *publication) (job, error) {
	j := job{run: l.row.ID, account: l.row.Account, step: path, hours: p.workspace.Hours}
	kind := l.core.Kind(path)
	var ok bool
	if j.definition, ok = e.actions.Get(kind); kind != "" && !ok {
		return j, fmt.Errorf("action %q isn't known to this worker: register it, or deploy the worker that has it", kind)
	}
	return j, nil
}

// call makes one call of an action and returns its result.
func (e *Engine) call(ctx context.Context, j job, call run.Call, attempt int) run.Result {
	deadline, ok := ctx.Deadline()
	if !ok {
		deadline = time.Now().Add(j.definition.Timeout)
	}
	began := time.Now()
	raw, err := do(withCall(ctx, call), j.definition, actions.Call{
		Key: call.Key, Run: j.run, Account: j.account, Step: j.step, Now: call.At.In(j.hours.Zone()),
		Deadline: deadline, Attempt: attempt, Hours: j.hours,
	}, call.Args)
	result := run.Result{}
	if err == nil && len(raw) > 0 {
		err = json.Unmarshal(raw, &result.Values)
	}
	if err != nil {
		result = run.Result{Error: err.Error(), Permanent: actions.IsPermanent(err), Unsure: actions.IsUnsure(err)}
	}
	e.metrics.acted(j.definition.Kind, result, time.Since(began))
	return result
}

// callKey is the context key of an attempt's call.
type callKey struct{}

func withCall(ctx context.Context, call run.Call) context.Context {
	return context.WithValue(ctx, callKey{}, call)
}

// wants reports whether the run still has to make a call with the attempt's arguments: they may be about a contact who
// was forgotten since.
func (l *live) wants(ctx context.Context, path, key string) bool {
	if l.state.Outcome != "" || !l.core.Live(l.state, path, key) {
		return false
	}
	held, attempted := ctx.Value(callKey{}).(run.Call)
	return !attempted || l.holds(path, held)
}

// holds reports whether a call is as it was attempted.
func (l *live) holds(path string, attempted run.Call) bool {
	return slices.ContainsFunc(l.state.Steps[path].Calls, func(call run.Call) bool {
		return call.Key == attempted.Key && bytes.Equal(call.Args, attempted.Args)
	})
}

// do performs the action. A panic is a failed attempt like any other.
func do(ctx context.Context, d actions.Definition, call actions.Call, args json.RawMessage) (raw json.RawMessage, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = actions.Unsure(fmt.Errorf("the action %q panicked: %v", d.Kind, p))
		}
	}()
	return d.Do(ctx, call, args)
}

// meanwhileForgotten is what is recorded of an attempt that failed, and may have named somebody who was forgotten since.
const meanwhileForgotten = "It failed while somebody whom it named was forgotten."

// finishCall records the end of a call as it was attempted, and queues the event that a successful one emits. Where the
// call is another by now, as somebody whom it named was forgotten, nothing of what the attempt brought stays.
func (c *accountTx) finishCall(l *live, path string, attempted run.Call, next string, definition actions.Definition, r run.Result) error {
	key := attempted.Key
	recorded := l.core.Has(l.state, path, key)
	if recorded && !l.holds(path, attempted) {
		r.Values = nil
		if r.Error != "" {
			r.Error = meanwhileForgotten
		}
	}
	err := c.step(l, func() ([]run.Line, error) {
		return l.core.Finish(l.state, path, key, next, r, run.Attempt{Idempotent: definition.Idempotent}, c.env(c.now()))
	})
	if err != nil || r.Error != "" || definition.Emits == "" || !recorded {
		return err
	}
	data := map[string]any{"run": l.row.ID, "step": path}
	for name, value := range r.Values {
		if declared := c.pub.workspace.Events[definition.Emits]; declared != nil && declared.Properties[name].Type.Kind != "" {
			data[name] = value
		}
	}
	c.queue = append(c.queue, customer.Entry{
		Source: customer.SourceTend, ID: key + "/" + definition.Emits, Type: definition.Emits,
		Account: l.row.Account, Contact: l.core.Recipient(l.state, path, key),
		Time: c.now(), Received: c.now(), Data: data,
	})
	return nil
}
