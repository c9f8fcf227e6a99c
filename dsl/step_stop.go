package dsl

import (
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// StepStop ends the run.
const StepStop StepKind = "stop"

// StopStep ends the run.
type StopStep struct {
	Outcome string `json:"outcome"`
}

// Stopped is the outcome of a stop that names none.
const Stopped = "stopped"

// Outcomes that runs have without an exit or a stop.
const (
	outcomeCompleted = "completed"
	outcomeFailed    = "failed"
	outcomeCancelled = "cancelled"
	outcomeRejected  = "rejected"
)

var stopSchema = &schema{
	word: "stop", labels: []string{"NAME"}, unsupported: true,
	doc:   "Ends the run here, with an outcome of its own.",
	attrs: stepAttrs(attr{name: "outcome", kind: kindName, def: `"stopped"`, example: `"not_interested"`, doc: "The run's outcome: a name, by which `trigger \"playbook\"` and `run_playbook` tell it from others."}),
	example: `stop "enough" {
  when    = "steps.offer.replied"
  outcome = "answered"
}`,
}

func (d *stepDecoder) stop() {
	d.step.Stop = &StopStep{Outcome: Stopped}
	if outcome := d.b.plainName("outcome"); outcome != "" {
		d.step.Stop.Outcome = outcome
	}
}

// outcomes is every way in which a run of a playbook can end, read off its source, as other playbooks
// may be decoded before it.
func (l *loader) outcomes(b *block) []string {
	all := []string{outcomeCompleted, outcomeFailed, outcomeCancelled}
	for _, exit := range b.children("exit") {
		if len(exit.Labels) > 0 {
			all = append(all, exit.Labels[0])
		}
	}
	all = append(all, l.stops(b.Body.Blocks)...)
	slices.Sort(all)
	return slices.Compact(all)
}

// stops is the outcomes of steps, however deep.
func (l *loader) stops(blocks []*hclsyntax.Block) []string {
	var all []string
	for _, b := range blocks {
		switch b.Type {
		case "approval":
			all = append(all, outcomeRejected)
		case "stop":
			all = append(all, l.stopOutcome(b))
		}
		all = append(all, l.stops(b.Body.Blocks)...)
	}
	return all
}

func (l *loader) stopOutcome(b *hclsyntax.Block) string {
	if a := b.Body.Attributes["outcome"]; a != nil {
		if v, ok := l.values.eval(a.Expr); ok && !v.IsNull() && v.Type() == cty.String {
			return v.AsString()
		}
	}
	return Stopped
}
