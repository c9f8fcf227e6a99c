package dsl

import (
	"slices"

	"github.com/tendhq/tend/dsl/expression"
)

// BranchStep takes the first case that matches.
type BranchStep struct {
	On      string  `json:"on,omitempty"` // expression whose value the cases name
	Cases   []Case  `json:"cases,omitempty"`
	Default []*Step `json:"default,omitempty"`
}

// Case is one way of a branch.
type Case struct {
	// Name is the value compared with On; only a name when On is empty.
	Name  string  `json:"name"`
	When  string  `json:"when,omitempty"`
	Steps []*Step `json:"steps"`
}

var branchSchema = &schema{
	word: "branch", doc: "Takes the first case that matches, else the default.",
	labels: []string{"NAME"},
	attrs:  stepAttrs(attr{name: "on", takes: takesExpression, example: `"steps.review.cause"`, doc: "The expression whose value the cases name; without it, a case is taken by its `when`."}),
	blocks: []string{"case", "default"},
	example: `branch "by_tier" {
  on = "tier"

  case "high" {
    wait "a_moment" { for = "1h" }
  }
  default {
    wait "a_while" { for = "1d" }
  }
}`,
}

var caseSchema = &schema{
	word: "case", doc: "A way of the branch: taken when `on` has this value and `when`, if any, is satisfied.",
	labels: []string{"VALUE"},
	attrs:  []attr{{name: "when", takes: takesCondition, example: `"tier == 'high'"`, doc: "A condition of the case."}},
	blocks: stepWords,
	example: `case "high" {
  wait "a_moment" { for = "1h" }
}`,
}

var defaultSchema = &schema{
	word: "default", doc: "The way that is taken when no case matches.",
	blocks: stepWords,
	example: `default {
  wait "a_while" { for = "1d" }
}`,
}

// branch decodes the ways. Each sees what came before the branch; after it all their steps can be
// looked at, though a run has reached those of one way only.
func (p *planner) branch(b *block, s sight, result map[string]expression.Type) *BranchStep {
	at := p.place(s)
	on := b.program("on", at, expression.Any)
	step := &BranchStep{On: p.source(on)}
	taken := []string{"default"}
	after := s.clone()
	seen := map[string]*block{}
	for _, child := range b.children("case") {
		c := p.l.open(child, caseSchema)
		if c == nil {
			continue
		}
		p.checkCase(b, c, on, seen)
		way := s.clone()
		step.Cases = append(step.Cases, Case{
			Name: c.name(), When: p.source(c.program("when", at, expression.Bool)),
			Steps: p.steps(c.children(stepWords...), way),
		})
		taken = append(taken, c.name())
		join(after, way, s)
	}
	if child := b.single("default"); child != nil {
		if d := p.l.open(child, defaultSchema); d != nil {
			way := s.clone()
			step.Default = p.steps(d.children(stepWords...), way)
			join(after, way, s)
		}
	}
	if len(step.Cases) == 0 {
		p.l.errorf(CodeMissing, b.head(), "Branch without cases", "A branch needs at least one case.")
	}
	for name, t := range after.results {
		s.results[name], s.unsure[name] = t, after.unsure[name]
	}
	result["taken"] = expression.Type{Kind: expression.KindString, Values: taken}
	return step
}

// join adds the steps of a way to what is in sight after the branch.
func join(after, way, before sight) {
	for name, t := range way.results {
		if _, known := before.results[name]; !known {
			after.results[name], after.unsure[name] = t, true
		}
	}
}

// checkCase reports a case that can't be taken.
func (p *planner) checkCase(b, c *block, on *expression.Program, seen map[string]*block) {
	if !b.has("on") {
		if !c.has("when") {
			p.l.errorf(CodeCase, c.head(), "Case without a condition",
				"The branch has no \"on\", so a case is taken by its \"when\". The way for all others is `default { … }`.")
		}
		p.l.first("case of branch "+b.name()+" of playbook "+p.plan.Playbook, c.name(), c.nameRange())
		return
	}
	if on != nil {
		p.checkValue(c, on.Type())
	}
	if earlier := seen[c.name()]; earlier != nil && !earlier.has("when") {
		p.l.errorf(CodeCase, c.nameRange(), "Case that is never reached", "The case at %s takes every %q.", earlier.head(), c.name())
		return
	}
	seen[c.name()] = c
}

// checkValue reports a case that the branch's expression can't give.
func (p *planner) checkValue(c *block, t expression.Type) {
	allowed := t.Values
	switch t.Kind {
	case expression.KindBool:
		allowed = []string{"true", "false"}
	case expression.KindList, expression.KindObject:
		p.l.errorf(CodeCase, c.nameRange(), "Case of a value that isn't simple", "\"on\" gives a %s, which can't equal %q.", t.Kind, c.name())
		return
	}
	if len(allowed) > 0 && !slices.Contains(allowed, c.name()) {
		p.l.errorf(CodeCase, c.nameRange(), "Value that never comes", "\"on\" is never %q. %s", c.name(), suggest(c.name(), allowed))
	}
}
