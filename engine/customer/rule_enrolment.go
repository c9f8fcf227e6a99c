package customer

import (
	"fmt"

	"github.com/tendhq/tend/dsl"
)

// playbook is a playbook's definition with what is computed once.
type playbook struct {
	*dsl.Playbook
	when     *test
	triggers []*triggerDef
	guards   guards
	goals    []*goalDef
	// keyNeeds is what its `enroll.key` reads.
	keyNeeds needs
	// orderNeeds is what its `enroll.order_by` reads.
	orderNeeds needs
	// refusing is the facts at whose change a refusal for now may end, metrics the metrics among them.
	refusing needs
	metrics  metricUses
}

// refuse asks the rules in their order. The answer of the first that refuses; one without a reason means
// that the account is enrolled.
func (t *evaluation) refuse(o occurrence) ruleResult {
	for _, rule := range t.core.rules {
		if a := rule.ask(t, o); a.reason != "" {
			return a
		}
	}
	return ruleResult{}
}

func (t *evaluation) askMode(o occurrence) ruleResult {
	switch o.trigger.playbook.Mode {
	case dsl.Draft:
		return refused(ReasonDraft, "The playbook is a draft.")
	case dsl.Paused:
		return refused(ReasonPaused, "The playbook is paused.").forNowOnly()
	}
	if pause, ok := t.core.paused[o.trigger.playbook.Name]; ok {
		return refused(ReasonPaused, "%s", pause.sentence(t.core)).forNowOnly()
	}
	return ruleResult{}
}

// names is what an expression of the playbook knows besides the facts.
func (t *evaluation) names(o occurrence, n *needs) map[string]any {
	names := map[string]any{"trigger": o.Values}
	if o.trigger.Kind == dsl.OnEvent {
		names["event"] = o.Values["event"]
	}
	if o.Contact != "" && n.aboutContact() {
		names["contact"] = contactValue(t.s, o.Contact)
	}
	return names
}

func (t *evaluation) askRunning(o occurrence) ruleResult {
	if o.keyError != nil {
		return refused(ReasonError, "The playbook's key could not be evaluated: %v.", o.keyError)
	}
	switch slot, slots := t.slot(&o.Decision), t.s.Enrolled[o.Playbook]; {
	case slot.running():
		return refused(ReasonAlreadyRunning, "Run %s of the playbook%s is still in progress.", slot.Running, o.ofSlot()).forNowOnly()
	case slot == nil && slots.full():
		return refused(ReasonAlreadyRunning, "%d runs of the playbook are in progress, as many as one account can have.", MaxSlots).forNowOnly()
	}
	if which := o.ofSlot(); which != "" {
		return ruleResult{detail: fmt.Sprintf("No run of the playbook%s is in progress.", which)}
	}
	return ruleResult{}
}

func (t *evaluation) askCooldown(o occurrence) ruleResult {
	slot, rules := t.slot(&o.Decision), o.trigger.playbook.Enroll
	if !t.core.cooling(o.trigger.playbook, slot, t.now) {
		return ruleResult{}
	}
	ended, last, once := t.forPeople(slot.Ended), "The last run%s ended on %s", "The playbook runs once%s, and its run ended on %s."
	if slot.Control {
		last, once = "The last enrolment%s, in the control group, was on %s", "The playbook enrols once%s, and it did, in the control group, on %s."
	}
	if rules.Never {
		return refused(ReasonCooldown, once, o.ofSlot(), ended)
	}
	until := t.core.hours.Add(slot.Ended, *rules.Cooldown)
	a := refused(ReasonCooldown, last+", and the cooldown of %s lasts until %s.", o.ofSlot(), ended, rules.Cooldown, t.forPeople(until))
	a.until = until
	return a.forNowOnly()
}

func (t *evaluation) askExclusive(o occurrence) ruleResult {
	group := o.trigger.playbook.Enroll.Exclusive
	if group == "" {
		return ruleResult{detail: "The playbook is in no exclusive group."}
	}
	for _, p := range t.core.exclusive[group] {
		if t.s.Enrolled[p.Name].running() {
			return refused(ReasonExclusive, "The playbook %q is running, and of the group %q an account is in one playbook at a time.",
				p.Name, group).forNowOnly()
		}
	}
	return ruleResult{}
}

func (t *evaluation) askDryRun(o occurrence) ruleResult {
	if o.trigger.playbook.Mode == dsl.DryRun {
		return refused(ReasonDryRun, "The playbook is a dry run; live, it would have started.")
	}
	return ruleResult{}
}
