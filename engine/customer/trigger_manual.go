package customer

import (
	"fmt"
	"time"

	"github.com/tendhq/tend/dsl"
)

// manualTrigger fires when somebody asks for the account, or a contact, to be enrolled in the playbook.
type manualTrigger struct{ *triggerDef }

func newManualTrigger(c *Core, tr *triggerDef) triggerKind {
	c.listen(tr, TypeEnrolment)
	return &manualTrigger{tr}
}

func (*manualTrigger) ofContact() bool { return true }

func (k *manualTrigger) entryArrived(t *evaluation, e *Entry, _ time.Time) {
	if e.Source == SourceTend && text(e.Data["playbook"]) == k.playbook.Name {
		values := map[string]any{"by": present(text(e.Data["by"])), "note": present(text(e.Data["note"]))}
		t.found = append(t.found, t.occurrence(k.triggerDef, eventKey(e), values, e))
	}
}

func (*manualTrigger) reason(o *occurrence) string {
	who, what := text(o.Values["by"]), "."
	if who == "" {
		who = "Somebody"
	}
	if note := text(o.Values["note"]); note != "" {
		what = fmt.Sprintf(": %q.", note)
	}
	return who + " asked for it" + what
}

func (*manualTrigger) status(_ *evaluation, s *TriggerStatus) {
	s.Waits = "Fires when an operator or a call of the API enrols the account."
}

// Matches reports whether a condition over facts holds for an account at now, which isn't before the state's own.
func (c *Core) Matches(s *State, x *dsl.Condition, now time.Time) (bool, error) {
	asked := newCondition(x)
	return asked.program.True(c.view(s, instant(now)).with(nil, &asked.needs))
}
