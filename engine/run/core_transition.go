package run

import (
	"fmt"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/calendar"
)

// transition is one transition of the state machine: an input at an instant.
type transition struct {
	core  *Core
	state *State
	env   Env
	lines []Line
	err   error // of the environment: the log couldn't be read
	facts map[string]any
}

func (t *transition) ended() bool { return t.state.Outcome != "" }

// finish returns the lines of the transition, or the environment's error: then the state must be thrown away. A
// transition that changed nothing leaves the state as it was, its time included.
func (t *transition) finish() ([]Line, error) {
	if len(t.lines) > 0 {
		t.state.Now = t.env.Now
	}
	return t.lines, t.err
}

func (t *transition) line(step, code, text string, data map[string]any) {
	t.lines = append(t.lines, Line{At: t.env.Now, Step: step, Code: code, Text: text, Data: data})
}

// proceed walks the plan as far as it goes now.
func (t *transition) proceed() {
	if t.ended() {
		return
	}
	if t.state.Exiting != "" {
		if !t.inFlight() {
			t.end(Exited, t.state.Exiting)
		}
		return
	}
	if t.walk(t.core.plan.Steps) && !t.ended() {
		t.end(Completed, "")
	}
}

// walk advances the steps of a list in order and reports whether all are over.
func (t *transition) walk(steps []*dsl.Step) bool {
	for _, step := range steps {
		if !t.advance(step) || t.ended() {
			return false
		}
	}
	return true
}

// advance brings one step as far as it goes and reports whether it is over.
func (t *transition) advance(step *dsl.Step) bool {
	st := t.state.Steps[step.Name]
	if st == nil {
		st = t.reach(step)
	}
	t.core.kinds[step.Kind].advance(t, step, st)
	return st.Phase == Done || st.Phase == Skipped
}

// reach enters a step for the first time.
func (t *transition) reach(step *dsl.Step) *Step {
	st := &Step{ReachedAt: t.env.Now}
	t.state.Steps[step.Name] = st
	if step.When != "" {
		ok, err := t.test(step.When, nil)
		switch {
		case err != nil:
			t.fail(step, st, "its `when` could not be evaluated: "+err.Error())
			return st
		case !ok:
			st.Phase = Skipped
			t.line(step.Name, "skipped", fmt.Sprintf("Step %q was skipped: its `when` is not satisfied (%s).", step.Name, step.When), nil)
			return st
		}
	}
	t.core.kinds[step.Kind].enter(t, step, st)
	return st
}

// fail ends a step by an error, and the run with it unless the step says to continue.
func (t *transition) fail(step *dsl.Step, st *Step, why string) {
	st.Phase, st.Due = Done, time.Time{}
	st.set("error", why)
	t.line(step.Name, "failed", fmt.Sprintf("Step %q failed: %s", step.Name, why), nil)
	if step.OnError != "continue" {
		t.end(Failed, fmt.Sprintf("step %q: %s", step.Name, why))
	}
}

// inFlight reports whether an attempt of an action has begun whose end isn't recorded.
func (t *transition) inFlight() bool {
	for _, st := range t.state.Steps {
		if st.Phase != Acting {
			continue
		}
		for _, call := range st.Calls {
			if call.Open {
				return true
			}
		}
	}
	return false
}

// end ends the run.
func (t *transition) end(outcome Outcome, detail string) {
	s := t.state
	s.Outcome, s.Detail, s.EndedAt = outcome, detail, t.env.Now
	s.Revision++
	texts := map[Outcome]string{
		Completed: "The run completed.",
		Exited:    fmt.Sprintf("The run left by exit %q.", detail),
		Failed:    "The run failed: " + detail,
	}
	t.line("", "finished", texts[outcome], nil)
}

// after is the instant a duration from now, by the business calendar.
func (t *transition) after(duration string) (time.Time, error) {
	d, err := calendar.Parse(duration)
	if err != nil {
		return time.Time{}, err
	}
	return t.env.Hours.Add(t.env.Now, d), nil
}
