package dsl

import (
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// Objective is what a customer wants to reach with a success plan, and how far it is.
type Objective struct {
	Name, Description string
	Target, Current   *expression.Program
	Lower             bool // a lower value is better
	Range             diag.Range
}

var objectiveSchema = &schema{
	word: "objective", doc: "What the customer wants to reach, and how far it is, read as `success_plan.PLAN.objectives.NAME`: its target, current, gap (what is still missing, 0 when it is reached) and reached.",
	labels: []string{"NAME"},
	attrs: []attr{
		{name: "target", required: true, kind: kindFormula, example: `"account.reach_goal"`, doc: "The number that is wanted."},
		{name: "current", required: true, kind: kindFormula, example: `"metric.reach_30d"`, doc: "The number that there is now."},
		{name: "better", kind: kindWord, words: []string{"higher", "lower"}, def: `"higher"`, example: `"lower"`, doc: "Which way is better: a target such as fewer complaints is lower."},
		{name: "description", kind: kindString, example: `"People whom the campaigns reach."`, doc: "What it is, for people."},
	},
	example: `objective "reach" {
  target  = "account.reach_goal"
  current = "metric.reach_30d"
}`,
}

func (l *loader) objective(b *block) *Objective {
	o := &Objective{Name: b.name(), Description: b.description(), Lower: b.word("better") == "lower", Range: b.head()}
	l.addCheck(func() {
		p := l.milestoneScope()
		o.Target = b.program("target", p, expression.Number)
		o.Current = b.program("current", p, expression.Number)
	})
	return o
}

// objectivesType is what expressions read of the objectives.
func (p *SuccessPlan) objectivesType() expression.Type {
	fields := map[string]expression.Type{}
	for _, o := range p.Objectives {
		fields[o.Name] = expression.Object(map[string]expression.Type{
			"target": expression.Number, "current": expression.Number, "gap": expression.Number, "reached": expression.Bool,
		})
	}
	return expression.Object(fields)
}
