package dsl

import (
	"slices"

	"github.com/tendhq/tend/dsl/diag"
)

// checkEffect warns of rules of enrolment that change nothing.
func (l *loader) checkEffect(pb *Playbook) {
	enroll := pb.Enroll
	switch cooldown := enroll.Cooldown != nil || enroll.Never; {
	case enroll.block == nil:
	case len(pb.block.children("trigger")) == 0:
		l.Warnf(diag.CodeNoEffect, enroll.block.head(), "Rules without effect", "No trigger enrols anybody in %q, and where another playbook runs it, the rules of enrolment aren't asked.", pb.Name)
	case cooldown && !slices.ContainsFunc(pb.Triggers, again):
		l.Warnf(diag.CodeNoEffect, enroll.block.nameAt("cooldown"), "Cooldown without effect", "Each trigger of %q fires once and never again, so there is nothing that a cooldown could hold back.", pb.Name)
	case cooldown && slices.Contains([]string{"event.id", "trigger.event.id"}, canonical(enroll.Key)):
		l.Warnf(diag.CodeNoEffect, enroll.block.nameAt("cooldown"), "Cooldown without effect", "The cooldown is that of each `key`, and %q is another one for every event.", canonical(enroll.Key))
	}
}

// again reports whether a trigger can fire more than once for the same customer.
func again(t *Trigger) bool {
	s, maybe := t.Settings.(onceTrigger)
	return !maybe || !s.once()
}
