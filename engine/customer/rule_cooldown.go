package customer

import "time"

// cooldownRule refuses until the cooldown after the last run of the slot is over, or for good where the playbook enrols
// once.
func cooldownRule() rule {
	return rule{name: "cooldown", passes: "No cooldown is on.", ask: (*evaluation).askCooldown, perSlot: true}
}

func (t *evaluation) askCooldown(o occurrence) ruleResult {
	slot, rules := t.slot(&o.Decision), o.trigger.playbook.Enroll
	if !t.core.cooling(o.trigger.playbook, slot, t.now) {
		return ruleResult{}
	}
	ended, last, once := t.formatTime(slot.Ended), "The last run%s ended on %s", "The playbook runs once%s, and its run ended on %s."
	if slot.Control {
		last, once = "The last enrolment%s, in the control group, was on %s", "The playbook enrols once%s, and it did, in the control group, on %s."
	}
	if rules.Never {
		return refused(ReasonCooldown, once, o.slotText(), ended)
	}
	until := t.core.hours.Add(slot.Ended, *rules.Cooldown)
	a := refused(ReasonCooldown, last+", and the cooldown of %s lasts until %s.", o.slotText(), ended, rules.Cooldown, t.formatTime(until))
	a.until = until
	return a.forNowOnly()
}

// cooling reports whether the cooldown after a slot's last run is on.
func (c *Core) cooling(p *playbook, slot *Slot, now time.Time) bool {
	switch {
	case slot == nil || slot.Ended.IsZero():
		return false
	case p.Enroll.Never:
		return true
	case p.Enroll.Cooldown == nil:
		return false
	}
	return now.Before(c.hours.Add(slot.Ended, *p.Enroll.Cooldown))
}
