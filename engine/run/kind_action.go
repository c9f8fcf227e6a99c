package run

import (
	"fmt"
	"strings"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/customer"
)

// actionKind carries out an action: its effect, or one for each recipient, and after that waits for the answer where
// the step does.
type actionKind struct{}

func (actionKind) compile(c *Core, step *dsl.Step) (bool, error) {
	if step.Action == nil {
		return false, nil
	}
	return true, c.addValue(step.Action.Args)
}

// enter puts an action in flight: its arguments are rendered here, once, and the intent of its first
// attempt is part of the transaction that reaches it.
func (actionKind) enter(t *transition, step *dsl.Step, st *Step) {
	st.Since, t.state.Mark = t.env.Seq, t.env.Seq
	calls, err := t.render(step)
	switch {
	case err != nil:
		t.fail(step, st, "its arguments could not be rendered: "+err.Error())
	case len(calls) == 0:
		st.Phase = Done
		t.line(step.Name, "nobody", fmt.Sprintf("Step %q has nobody to go to.", step.Name), nil)
	default:
		st.Phase, st.Calls = Acting, calls
		t.open(step, &st.Calls[0], Attempt{})
		t.state.Revision++
	}
}

func (actionKind) advance(t *transition, step *dsl.Step, st *Step) { t.advanceWait(step, st) }

func (actionKind) awaited(step *dsl.Step) (event, as string) {
	if step.Action.Wait == "" {
		return "", ""
	}
	return step.Action.AnswerEvent, step.Action.AnswerAs
}

func (actionKind) accepts(_ *transition, step *dsl.Step, e customer.Entry) bool {
	return e.Data["step"] == step.Name
}

// matched keeps each answer as a result.
func (actionKind) matched(_ *transition, st *Step, e customer.Entry) {
	if answers, ok := e.Data["answers"].(map[string]any); ok {
		for question, answer := range answers {
			st.set(question, answer)
		}
	}
}

// Attempt is what is known of an action's attempt when it begins.
type Attempt struct {
	// Number counts from 1.
	Number int
	// Idempotent says that the receiver recognizes a repeated effect by its key.
	Idempotent bool
}

// First returns the calls of an action's first attempt, whose intent was recorded when the action was reached, so that
// nothing has to be written before it acts; false for a later attempt.
func (c *Core) First(s *State, path string) ([]Call, bool) {
	st := s.Steps[path]
	if s.Outcome != "" || s.Exiting != "" || st == nil || st.Phase != Acting || !st.untried() {
		return nil, false
	}
	return st.Calls, true
}

// untried reports whether no attempt was recorded after the intent of the first one.
func (s *Step) untried() bool {
	for i, call := range s.Calls {
		if begun := i == 0; call.Open != begun || call.Attempts > 1 || !call.live() || call.Error != "" {
			return false
		}
	}
	return true
}

// Begin begins an attempt for which First returns false. It returns the calls that are still to be done, none when the
// action isn't in flight any more.
func (c *Core) Begin(s *State, path string, a Attempt, env Env) ([]Call, []Line, error) {
	t := c.newTransition(s, env)
	step, st := c.steps[path], s.Steps[path]
	if t.ended() || step == nil || st == nil || st.Phase != Acting {
		return nil, nil, nil
	}
	if s.Exiting != "" && a.Number == 1 && st.untried() {
		// The exit came before the action began, which is dropped.
		t.end(Exited, s.Exiting)
		lines, err := t.finish()
		return nil, lines, err
	}
	live := t.begin(step, st, a)
	lines, err := t.finish()
	return live, lines, err
}

// begin returns the calls that are still to be done, and opens the first of them.
func (t *transition) begin(step *dsl.Step, st *Step, a Attempt) []Call {
	var live []Call
	for i := range st.Calls {
		if call := &st.Calls[i]; call.live() {
			if len(live) == 0 {
				t.open(step, call, a)
			}
			live = append(live, *call)
		}
	}
	return live
}

// open records that an attempt of a call begins now.
func (t *transition) open(step *dsl.Step, call *Call, a Attempt) {
	if call.Open && !a.Idempotent {
		t.line(step.Name, "possibly_twice", fmt.Sprintf("It isn't known how the last attempt of %s ended: the same again, so it may arrive twice.", t.callText(step, *call)), nil)
	}
	call.Attempts++
	call.Open = true
}

// Result is how an attempt of one call ended.
type Result struct {
	// Values is the action's result, nil when it failed.
	Values map[string]any
	// Error is one sentence, empty when the call went well.
	Error string
	// Permanent says that another attempt can't help; Unsure, that the effect may have happened.
	Permanent, Unsure bool
}

// Finish records how an attempt of a call ended, and advances the run when it was the action's last. The attempt goes on
// with the call of the key next; empty: none.
func (c *Core) Finish(s *State, path, key, next string, r Result, a Attempt, env Env) ([]Line, error) {
	t := c.newTransition(s, env)
	step, st := c.steps[path], s.Steps[path]
	if t.ended() || step == nil || st == nil || st.Phase != Acting {
		return nil, nil
	}
	for i := range st.Calls {
		if call := &st.Calls[i]; call.Key == key && call.live() {
			t.record(step, st, call, r)
		}
	}
	t.settle(step, st)
	t.proceed()
	if next != "" && !t.ended() && st.Phase == Acting {
		for i := range st.Calls {
			if call := &st.Calls[i]; call.Key == next {
				t.open(step, call, a)
			}
		}
	}
	return t.finish()
}

// toldAttempts is how many failed attempts of a call get a line each in the timeline. After that only every
// toldAttempts-th does, so that an action that is tried for months doesn't fill the store.
const toldAttempts = 20

// record records an attempt's end in its call.
func (t *transition) record(step *dsl.Step, st *Step, call *Call, r Result) {
	// An unsure attempt stays open, so that the next one says that it may arrive twice.
	call.Open = r.Unsure
	call.Error = r.Error
	switch {
	case r.Error == "":
		call.Done = true
		for name, value := range r.Values {
			st.set(name, value)
		}
		t.line(step.Name, "done", fmt.Sprintf("%s was carried out.", t.callText(step, *call)), r.Values)
	case r.Permanent:
		call.Failed = true
		t.line(step.Name, "refused", fmt.Sprintf("%s failed for good: %s.", t.callText(step, *call), strings.TrimSuffix(r.Error, ".")), nil)
	case call.Attempts <= toldAttempts || call.Attempts%toldAttempts == 0:
		t.line(step.Name, "retrying", fmt.Sprintf("Attempt %d of %s failed and will be tried again: %s.", call.Attempts, t.callText(step, *call), strings.TrimSuffix(r.Error, ".")), nil)
	}
}

// settle ends the action when no call is left to do.
func (t *transition) settle(step *dsl.Step, st *Step) {
	done, failure := 0, ""
	for _, call := range st.Calls {
		if call.live() {
			return
		}
		if call.Done {
			done++
		} else {
			failure = call.Error
		}
	}
	if done == 0 {
		t.fail(step, st, failure)
		return
	}
	t.complete(step, st)
}

// complete ends an action, or begins the wait for its answer.
func (t *transition) complete(step *dsl.Step, st *Step) {
	if step.Action.Wait != "" && t.state.Exiting == "" {
		t.await(step, st, step.Action.Wait)
		return
	}
	st.Phase = Done
	t.state.Revision++
}

// callText names a call for people: its kind, step and recipient.
func (t *transition) callText(step *dsl.Step, call Call) string {
	kind := strings.ToUpper(step.Action.Kind[:1]) + step.Action.Kind[1:]
	if call.Recipient == "" {
		return fmt.Sprintf("%s %q", kind, step.Name)
	}
	return fmt.Sprintf("%s %q to %s", kind, step.Name, call.Recipient)
}
