package dsl

import (
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// StepRepeat does its steps again and again.
const StepRepeat StepKind = "repeat"

// RepeatStep does its steps again and again.
type RepeatStep struct {
	Every string  `json:"every"`           // calendar.Duration from the start of one round to that of the next
	Times int     `json:"times,omitempty"` // how many rounds at most; 0: any number
	Until string  `json:"until,omitempty"` // expression that ends it, asked after each round
	Steps []*Step `json:"steps"`
}

var repeatSchema = &schema{
	word: "repeat", labels: []string{"NAME"}, unsupported: true,
	doc: "Does its steps again and again: so many `times`, or `until` an expression is true. `rounds` is how many there were, `matched` whether `until` ended it.",
	attrs: append([]attr{
		{name: "every", required: true, kind: kindDuration, example: `"7d"`, doc: "The time from the start of one round to that of the next; a round that takes longer delays the next."},
		{name: "times", kind: kindWhole, example: "4", doc: "How many rounds there are at most."},
		{name: "until", kind: kindCondition, example: `"steps.remind.replied"`, doc: "Ends it: asked after each round, and whenever something changes between two; it can look at the steps of the round."},
	}, stepAttrs()...),
	steps: true,
	example: `repeat "remind" {
  every = "7d"
  times = 4
  until = "success_plan.onboarding.completed"

  action "task" "call" { title = "Call {{ account.name }}" }
}`,
}

// repeat decodes the steps of a round. What comes after sees those of the last one.
func (d *stepDecoder) repeat() {
	r := &RepeatStep{Every: d.b.durationText("every"), Times: d.b.whole("times", 1, 10_000)}
	d.step.Repeat = r
	s := d.scope.clone()
	r.Steps = d.steps(d.needsSteps(d.b), s)
	until := d.b.program("until", d.scopeAfter(s), expression.Bool)
	r.Until = d.source(until)
	if value, known := d.l.constant(until); known {
		d.l.Errorf(diag.CodeNeverBecomesTrue, d.b.at("until"), "Expression that never changes", "It is always %v, so it says nothing about when to end.", value)
	}
	if !d.b.has("times") && !d.b.has("until") {
		d.b.reportMissing(diag.CodeOneOf, []string{"times", "until"}, "Repeats without end", "A repeat needs \"times\", how often, or \"until\", an expression that ends it; or both.")
	}
	d.scope.join(s, true)
	d.result["rounds"], d.result["matched"] = expression.Number, expression.Bool
}
