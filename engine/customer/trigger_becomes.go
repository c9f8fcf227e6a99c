package customer

import (
	"fmt"
	"strconv"
	"time"
)

// becomesTrigger fires when an expression has been true for so long, once until it was false again.
type becomesTrigger struct {
	*triggerDef
	ofAccounts
	expression *condition
}

func newBecomesTrigger(c *Core, tr *triggerDef) triggerKind {
	k := &becomesTrigger{triggerDef: tr, expression: newCondition(tr.Becomes.Expression)}
	tr.needs.addCondition(k.expression)
	c.evaluateOnChange(tr, k)
	return k
}

// evaluate takes nothing for true before an account's first entry, so that an expression which comes true with it has
// become true. What an edit or imported history made true fires nothing, however long it stays true.
func (k *becomesTrigger) evaluate(t *evaluation, st *TriggerState) time.Time {
	if !t.holds(k.expression) {
		st.Fired, st.Unnoticed, st.Since = false, false, time.Time{}
		return time.Time{}
	}
	if st.Since.IsZero() {
		noted := t.onlyNotes(k.triggerDef, t.contact)
		st.Since, st.Fired, st.Unnoticed = latest(t.now, t.edited), noted, noted
	}
	if st.Fired {
		return time.Time{}
	}
	at := instant(t.core.hours.Add(st.Since, k.Becomes.After))
	if t.now.Before(at) {
		return at
	}
	st.Fired, st.Unnoticed = true, !t.edge(k.triggerDef, nil)
	return time.Time{}
}

func (k *becomesTrigger) reason(*occurrence) string {
	if k.Becomes.After.IsZero() {
		return fmt.Sprintf("%q became true.", k.Becomes.Expression.Source())
	}
	return fmt.Sprintf("%q has been true for %s.", k.Becomes.Expression.Source(), k.Becomes.After)
}

func (k *becomesTrigger) status(t *evaluation, s *TriggerStatus) {
	s.Waits = fmt.Sprintf("Fires when %s becomes true.", strconv.Quote(k.Becomes.Expression.Source()))
	if !k.Becomes.After.IsZero() {
		s.Waits = fmt.Sprintf("Fires when %s has been true for %s.", strconv.Quote(k.Becomes.Expression.Source()), k.Becomes.After)
	}
	t.view.need(&k.expression.needs)
	part := k.expression.program.Explain(t.view.env())
	s.Condition = t.core.part(&part)
	st := t.state(k.triggerDef)
	switch {
	case part.Problem != "":
		s.State = "It can't be evaluated."
	case !part.True:
		s.State = "It isn't true now."
	case st.Since.IsZero():
		s.State = "It is true."
	case st.Unnoticed:
		s.State = fmt.Sprintf("It was true already on %s, %s: that doesn't count. It fires when it was false and becomes true again.",
			t.formatTime(st.Since), unnoticedCauses)
	case st.Fired:
		s.State = fmt.Sprintf("It has been true since %s and has fired. It fires again when it was false and becomes true again.", t.formatTime(st.Since))
	default:
		s.State = fmt.Sprintf("It has been true since %s.", t.formatTime(st.Since))
	}
}

func (k *becomesTrigger) met(t *evaluation, _ *TriggerState) bool { return t.holds(k.expression) }

func (*becomesTrigger) metText(n int) string { return fmt.Sprintf("it is true of %d", n) }
