package run

import (
	"fmt"
	"strings"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/engine/customer"
)

// enterWait begins a wait: for a time, or for an event with an optional timeout.
func (t *transition) enterWait(step *dsl.Step, st *Step) {
	if step.Wait.Event == "" {
		t.enterPause(step, st)
		return
	}
	t.await(step, st, step.Wait.Timeout)
}

func (t *transition) enterPause(step *dsl.Step, st *Step) {
	due, err := t.after(step.Wait.For)
	if err != nil {
		t.fail(step, st, err.Error())
		return
	}
	st.Phase, st.Due = Waiting, due
	t.state.Revision++
	t.line(step.Name, "waiting", fmt.Sprintf("Waiting for %s, until %s.", step.Wait.For, t.clock(due)), nil)
}

// await waits for the step's event; one that came after the last action's intent counts.
func (t *transition) await(step *dsl.Step, st *Step, timeout string) {
	st.Phase, st.Since = Waiting, t.state.Mark
	st.set("matched", false)
	st.set("timed_out", false)
	event, as := t.core.awaited(step.Name)
	if as != "" {
		st.set(as, false)
	}
	until := "for as long as it takes"
	if timeout != "" {
		due, err := t.after(timeout)
		if err != nil {
			t.fail(step, st, err.Error())
			return
		}
		st.Due, until = due, "until "+t.clock(due)
	}
	t.state.Revision++
	if t.scan(step, st, t.env.Now) {
		return
	}
	t.line(step.Name, "waiting", fmt.Sprintf("Waiting for %s, %s.", event, until), nil)
}

// due ends a wait whose moment came. The log is asked first: a match up to that moment wins.
func (t *transition) due(step *dsl.Step, st *Step) {
	event, _ := t.core.awaited(step.Name)
	if event == "" {
		t.over(st, t.env.Seq)
		t.line(step.Name, "waited", fmt.Sprintf("The wait of %s is over.", step.Wait.For), nil)
		return
	}
	if t.scan(step, st, st.Due) {
		return
	}
	st.set("timed_out", true)
	t.over(st, t.env.Seq)
	t.line(step.Name, "timed_out", fmt.Sprintf("No event %s came in time.", event), nil)
}

// over ends a wait; what comes after mark counts for the next one.
func (t *transition) over(st *Step, mark int64) {
	st.Phase, st.Due = Done, time.Time{}
	t.state.Mark = mark
	t.state.Revision++
}

// scan looks through the log for a match that was received up to a moment.
func (t *transition) scan(step *dsl.Step, st *Step, until time.Time) bool {
	event, _ := t.core.awaited(step.Name)
	found := false
	err := t.env.Scan(st.Since, event, func(e customer.Entry) bool {
		if !e.Imported && !e.Received.After(until) && t.matches(step, e) {
			t.match(step, st, e)
			found = true
		}
		return !found
	})
	if err != nil && t.err == nil {
		t.err = fmt.Errorf("step %q: read the account's log: %w", step.Name, err)
	}
	return found
}

// offer gives a new entry to the exits, then to the waits.
func (t *transition) offer(e customer.Entry) {
	if t.ended() || t.state.Exiting != "" || e.Imported {
		return
	}
	for _, exit := range t.core.plan.Exits {
		if exit.Event != e.Type || t.core.aboutOther(t.state, &e) {
			continue
		}
		if exit.When == "" || t.truth(exit.When, &e) {
			t.exit(exit.Name)
			return
		}
	}
	for _, name := range t.core.inOrder(t.state) {
		st := t.state.Steps[name]
		if event, _ := t.core.awaited(name); st.Phase != Waiting || event != e.Type || e.Seq <= st.Since {
			continue
		}
		if step := t.core.steps[name]; t.matches(step, e) {
			t.match(step, st, e)
		}
	}
}

// matches says whether an entry is what the step waits for.
func (t *transition) matches(step *dsl.Step, e customer.Entry) bool {
	if own(e.Type) && e.Data["run"] != t.state.Run {
		return false
	}
	if step.Action != nil {
		return e.Data["step"] == step.Name
	}
	if t.core.aboutOther(t.state, &e) {
		return false
	}
	return step.Wait.When == "" || t.truth(step.Wait.When, &e)
}

// aboutOther says whether an entry is about another contact than the one whom the run is for.
func (c *Core) aboutOther(s *State, e *customer.Entry) bool {
	return c.plan.PerContact && e.Contact != "" && e.Contact != s.Contact && !own(e.Type)
}

// own says whether the engine and its actions write entries of the type: a run waits for its own only.
func own(eventType string) bool {
	for _, prefix := range []string{"task.", "email.", "meeting."} {
		if strings.HasPrefix(eventType, prefix) {
			return true
		}
	}
	return false
}

// match ends a wait by an entry. An answer's answers become results of the step, and so does the event that a
// wait step waited for.
func (t *transition) match(step *dsl.Step, st *Step, e customer.Entry) {
	st.set("matched", true)
	if step.Wait != nil {
		st.set("event", t.event(&e))
	}
	if _, as := t.core.awaited(step.Name); as != "" {
		st.set(as, true)
	}
	if answers, ok := e.Data["answers"].(map[string]any); ok && step.Action != nil {
		for question, answer := range answers {
			st.set(question, answer)
		}
	}
	t.over(st, e.Seq)
	t.line(step.Name, "matched", fmt.Sprintf("The event %s came.", e.Type), e.Data)
}

// awaited is the type of event that a step waits for, and the result that its coming sets.
func (c *Core) awaited(name string) (event, as string) {
	step := c.steps[name]
	switch {
	case step.Wait != nil:
		return step.Wait.Event, ""
	case step.Action != nil && step.Action.Wait != "":
		return step.Action.AnswerEvent, step.Action.AnswerAs
	}
	return "", ""
}

// clock writes an instant for people, in the workspace's zone.
func (t *transition) clock(at time.Time) string {
	return calendar.Show(at, t.env.Hours.Zone())
}
