package customer

import "fmt"

// runningRule refuses while a run is in progress in the slot that the occurrence would take.
func runningRule() rule {
	return rule{name: "running", passes: "No run of the playbook is in progress.", ask: (*evaluation).askRunning, perSlot: true}
}

func (t *evaluation) askRunning(o occurrence) ruleResult {
	if o.keyError != nil {
		return refused(ReasonError, "The playbook's key could not be evaluated: %v.", o.keyError)
	}
	switch slot, slots := t.slot(&o.Decision), t.s.Enrolled[o.Playbook]; {
	case slot.running():
		return refused(ReasonAlreadyRunning, "Run %s of the playbook%s is still in progress.", slot.Running, o.slotText()).forNowOnly()
	case slot == nil && slots.full():
		return refused(ReasonAlreadyRunning, "%d runs of the playbook are in progress, as many as one account can have.", MaxSlots).forNowOnly()
	}
	if which := o.slotText(); which != "" {
		return ruleResult{detail: fmt.Sprintf("No run of the playbook%s is in progress.", which)}
	}
	return ruleResult{}
}
