package dsl

import (
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// named is the playbook's blocks of one kind, of which each has a name of its own.
func (p *planner) named(b *block, s *schema) []*block {
	var all []*block
	for _, child := range b.children(s.word) {
		c := p.l.open(child, s)
		if c != nil && p.l.declare(s.word+" of playbook "+b.name(), c.name(), c.nameRange()) {
			all = append(all, c)
		}
	}
	return all
}

// eventOrCondition reads when an exit or a goal occurs: with an event of a type, on a condition about it, or when an
// expression becomes true. Nothing is the summary for a block that has neither.
func (p *planner) eventOrCondition(b *block, nothing string) (eventType string, when *expression.Program) {
	word := b.schema.word
	if !b.has("event") && !b.has("when") {
		b.reportMissing(diag.CodeOneOf, []string{"when", "event"}, nothing, "%s needs \"when\", an expression that turns true, or \"event\", a type of event.", diag.Capital(diag.Article(word)))
		return "", nil
	}
	at := p.base
	if b.has("event") {
		event := p.l.eventRef(b, "event")
		if event == nil {
			return "", nil
		}
		eventType, at = event.Name, p.l.eventScope(at, event)
	}
	when = b.program("when", at, expression.Bool)
	if !b.has("event") {
		p.checkBecomesTrue(b, when, word)
	}
	return eventType, when
}

// checkBecomesTrue warns of an exit or goal whose expression can't turn true after the start, as it is true
// then already or never.
func (p *planner) checkBecomesTrue(b *block, program *expression.Program, word string) {
	if program == nil {
		return
	}
	at := b.at("when")
	if value, known := p.l.constant(program); known {
		p.l.Warnf(diag.CodeNeverBecomesTrue, at, "Expression that never turns true", "It is always %v, and the %s waits for it to turn true after the start.", value, word)
		return
	}
	if p.playbook.When != nil && p.playbook.When.Implies(program) {
		p.l.Warnf(diag.CodeNeverBecomesTrue, at, "Expression that is true from the start",
			"The playbook's \"when\" at %s asks for it already, and the %s waits for it to turn true after the start.", p.playbook.When.Range, word)
	}
}
