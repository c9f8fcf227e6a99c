package customer

import (
	"fmt"
	"slices"
)

// summary is the answer of an explanation in a sentence or two.
func (t *turn) summary(p *playbook, w *Why) string {
	if i := slices.IndexFunc(w.Cases, func(c Case) bool { return c.Decision != nil }); i >= 0 {
		d := w.Cases[i].Decision
		if d.Outcome == Enrol {
			return fmt.Sprintf("The account was enrolled at this instant. %s", d.Detail)
		}
		return fmt.Sprintf("The trigger %s fired at this instant, and the account was not enrolled. %s", d.Trigger, d.Detail)
	}
	if slot := t.s.Enrolled[p.Name][ownSlot]; slot.running() && !p.slotOpen() {
		return fmt.Sprintf("The account is in the playbook: run %s is in progress.", slot.Running)
	}
	no := func(c Case) bool { return c.refusal() != nil }
	if len(w.Cases) > 0 && !slices.ContainsFunc(w.Cases, func(c Case) bool { return !no(c) }) {
		return "If a trigger fired now, the account would not be enrolled. " + w.Cases[0].refusal().Detail
	}
	open := func(c Case) bool {
		return slices.ContainsFunc(c.Rules, func(r Ruling) bool { return r.Verdict == Open })
	}
	if slices.ContainsFunc(w.Cases, func(c Case) bool { return !no(c) && !open(c) }) {
		return "If a trigger fired now, the account would be enrolled."
	}
	return "If a trigger fired now, whether the account would be enrolled depends on what it brings."
}

// refusal is the ruling that refuses, nil when none does.
func (c Case) refusal() *Ruling {
	for i := range c.Rules {
		if c.Rules[i].Verdict == Refused {
			return &c.Rules[i]
		}
	}
	return nil
}
