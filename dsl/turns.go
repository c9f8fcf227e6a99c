package dsl

import (
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// checkTurns warns of an exit or goal whose expression can't turn true after the start, as it is true
// then already or never.
func (p *planner) checkTurns(b *block, program *expression.Program, word string) {
	if program == nil {
		return
	}
	at := b.at("when")
	if value, known := p.l.constant(program); known {
		p.l.Warnf(diag.CodeNeverTurns, at, "Expression that never turns true", "It is always %v, and the %s waits for it to turn true after the start.", value, word)
		return
	}
	if p.playbook.When != nil && p.playbook.When.Implies(program) {
		p.l.Warnf(diag.CodeNeverTurns, at, "Expression that is true from the start",
			"The playbook's \"when\" at %s asks for it already, and the %s waits for it to turn true after the start.", p.playbook.When.Range, word)
	}
}
