package run

import (
	"fmt"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/customer"
)

// waitKind waits for a time, or for an event with an optional timeout.
type waitKind struct{}

func (waitKind) compile(c *Core, step *dsl.Step) (bool, error) {
	if step.Wait == nil {
		return false, nil
	}
	return true, c.addProgram(step.Wait.When)
}

func (waitKind) enter(t *transition, step *dsl.Step, st *Step) {
	if step.Wait.Event != "" {
		t.await(step, st, step.Wait.Timeout)
		return
	}
	due, err := t.after(step.Wait.For)
	if err != nil {
		t.fail(step, st, err.Error())
		return
	}
	st.Phase, st.Due = Waiting, due
	t.state.Revision++
	t.line(step.Name, "waiting", fmt.Sprintf("Waiting for %s, until %s.", step.Wait.For, t.clock(due)), nil)
}

func (waitKind) advance(t *transition, step *dsl.Step, st *Step) {
	if step.Wait.Event != "" {
		t.advanceWait(step, st)
		return
	}
	if t.isDue(st) {
		t.endWait(st, t.env.Seq)
		t.line(step.Name, "waited", fmt.Sprintf("The wait of %s is over.", step.Wait.For), nil)
	}
}

func (waitKind) awaited(step *dsl.Step) (event, as string) { return step.Wait.Event, "" }

func (waitKind) accepts(t *transition, step *dsl.Step, e customer.Entry) bool {
	return !t.core.aboutOther(t.state, &e) && (step.Wait.When == "" || t.truth(step.Wait.When, &e))
}

func (waitKind) matched(t *transition, st *Step, e customer.Entry) { st.set("event", t.event(&e)) }
