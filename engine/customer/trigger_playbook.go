package customer

import (
	"fmt"
	"slices"
	"time"
)

// playbookTrigger fires when a run of another playbook ends.
type playbookTrigger struct {
	*triggerDef
	// contacts says that the other playbook enrols contacts.
	contacts bool
}

func newPlaybookTrigger(c *Core, tr *triggerDef) triggerKind {
	other := c.playbooksByName[tr.Playbook.Playbook]
	c.listen(tr, TypeRunFinished)
	return &playbookTrigger{triggerDef: tr, contacts: other != nil && other.PerContact}
}

func (k *playbookTrigger) ofContact() bool { return k.contacts }

func (k *playbookTrigger) entryArrived(t *evaluation, e *Entry, _ time.Time) {
	outcome := text(e.Data["outcome"])
	if outcome == "exited" {
		outcome = text(e.Data["detail"]) // The exit's name says more.
	}
	p := k.Playbook
	if e.Source != SourceTend || text(e.Data["playbook"]) != p.Playbook ||
		len(p.Outcomes) > 0 && !slices.Contains(p.Outcomes, outcome) {
		return
	}
	values := map[string]any{"playbook": p.Playbook, "outcome": outcome}
	t.found = append(t.found, t.occurrence(k.triggerDef, eventKey(e), values, e))
}

func (k *playbookTrigger) reason(o *occurrence) string {
	return fmt.Sprintf("A run of %s ended: %v.", k.Playbook.Playbook, o.Values["outcome"])
}

func (k *playbookTrigger) status(_ *evaluation, s *TriggerStatus) {
	with := ""
	if len(k.Playbook.Outcomes) > 0 {
		with = " with the outcome " + either(k.Playbook.Outcomes)
	}
	s.Waits = fmt.Sprintf("Fires when a run of the playbook %s ends%s.", k.Playbook.Playbook, with)
}
