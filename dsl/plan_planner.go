package dsl

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// planner builds the plan of one playbook.
type planner struct {
	l        *loader
	playbook *Playbook
	plan     *Plan
	// base is what every expression of the plan reads.
	base scope
	// unwaited is the results that steps would have if they waited for their answers.
	unwaited map[string]bool
	// all is the names of all steps.
	all []string
	// reads is the names that the plan reads.
	reads map[string]bool
}

// whole is the steps of the whole playbook.
func (p *planner) whole(b *block) []*Step {
	blocks := b.children(stepWords()...)
	if len(blocks) == 0 {
		b.reportMissing(diag.CodeNoSteps, stepWords(), "Playbook without steps", "A playbook needs at least one step, such as an action or a wait.")
	}
	p.all = stepNames(blocks)
	return p.steps(blocks, newStepScope(p.base))
}

// scopeAfter is what an expression reads that stands after the steps of a scope.
func (p *planner) scopeAfter(s stepScope) scope {
	at := s.base.with("steps", expression.Object(maps.Clone(s.results)))
	at.uncertain, at.hidden, at.unwaited = s.uncertain, map[string]string{}, p.unwaited
	for _, name := range p.all {
		if _, seen := s.results[name]; seen {
			continue
		}
		at.hidden[name] = s.hidden[name]
	}
	return at
}

// stepNames is the names of steps, however deep.
func stepNames(blocks []*hclsyntax.Block) []string {
	var all []string
	for _, b := range blocks {
		if n := len(b.Labels); n > 0 && slices.Contains(stepWords(), b.Type) {
			all = append(all, b.Labels[n-1])
		}
		all = append(all, stepNames(b.Body.Blocks)...)
	}
	return all
}

// source notes what an expression reads and gives its canonical text for the plan.
func (p *planner) source(program *expression.Program) string {
	if program == nil {
		return ""
	}
	p.note(program.Reads())
	return expression.Canonical(program.Source())
}

func (p *planner) note(reads []string) {
	for _, name := range reads {
		p.reads[name] = true
	}
}
