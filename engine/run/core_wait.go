package run

import (
	"fmt"
	"strings"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/engine/customer"
)

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

// isDue reports whether the instant has come until which a step waits.
func (t *transition) isDue(st *Step) bool {
	return st.Phase == Waiting && !st.Due.IsZero() && !t.env.Now.Before(st.Due)
}

// advanceWait ends a wait for an event that is due. The log is read first: a match up to the due instant wins.
func (t *transition) advanceWait(step *dsl.Step, st *Step) {
	if !t.isDue(st) || t.scan(step, st, st.Due) {
		return
	}
	event, _ := t.core.awaited(step.Name)
	st.set("timed_out", true)
	t.endWait(st, t.env.Seq)
	t.line(step.Name, "timed_out", fmt.Sprintf("No event %s came in time.", event), nil)
}

// endWait ends a wait; what comes after mark counts for the next one.
func (t *transition) endWait(st *Step, mark int64) {
	st.Phase, st.Due = Done, time.Time{}
	t.state.Mark = mark
	t.state.Revision++
}

// scan reads the log for a match that was received up to an instant, and reports whether there is one.
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

// offer gives a new entry to the exits, then to the steps that wait.
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

// matches reports whether an entry of the type that the step waits for is the one.
func (t *transition) matches(step *dsl.Step, e customer.Entry) bool {
	if own(e.Type) && e.Data["run"] != t.state.Run {
		return false
	}
	return t.core.kinds[step.Kind].(awaiter).accepts(t, step, e)
}

// aboutOther reports whether an entry is about another contact than the one whom the run is for.
func (c *Core) aboutOther(s *State, e *customer.Entry) bool {
	return c.plan.PerContact && e.Contact != "" && e.Contact != s.Contact && !own(e.Type)
}

// own reports whether the engine and its actions write entries of the type: a run waits for its own only.
func own(eventType string) bool {
	for _, prefix := range []string{"task.", "email.", "meeting."} {
		if strings.HasPrefix(eventType, prefix) {
			return true
		}
	}
	return false
}

// match ends a wait by an entry, of which the step keeps its results.
func (t *transition) match(step *dsl.Step, st *Step, e customer.Entry) {
	k := t.core.kinds[step.Kind].(awaiter)
	st.set("matched", true)
	if _, as := k.awaited(step); as != "" {
		st.set(as, true)
	}
	k.matched(t, st, e)
	t.endWait(st, e.Seq)
	t.line(step.Name, "matched", fmt.Sprintf("The event %s came.", e.Type), e.Data)
}

// clock writes an instant for people, in the workspace's zone.
func (t *transition) clock(at time.Time) string {
	return calendar.Show(at, t.env.Hours.Zone())
}
