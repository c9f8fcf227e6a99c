package dsl

import (
	"maps"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/expression"
)

// StepKind is the word that begins a step's block.
type StepKind string

// The kinds of step.
const (
	StepAction StepKind = "action"
	StepWait   StepKind = "wait"
	StepBranch StepKind = "branch"
)

// stepWords are the blocks that are steps.
var stepWords = []string{"action", "wait", "branch"}

// Step is one step; exactly the field of its kind is set.
type Step struct {
	Kind        StepKind    `json:"kind"`
	Name        string      `json:"name"` // unique in the playbook
	Description string      `json:"description,omitempty"`
	When        string      `json:"when,omitempty"`     // expression; else the step is skipped
	OnError     string      `json:"on_error,omitempty"` // "stop" (default) or "continue"
	Action      *ActionStep `json:"action,omitempty"`
	Wait        *WaitStep   `json:"wait,omitempty"`
	Branch      *BranchStep `json:"branch,omitempty"`
	// Line is where the step stands, for timelines; it isn't part of the plan's hash.
	Line int `json:"-"`
}

// stepAttrs is what every step takes besides its own.
func stepAttrs(own ...attr) []attr {
	return append(own,
		attr{name: "when", takes: takesCondition, example: `"tier == 'high'"`, doc: "Whether to do it, asked when the step is reached; else it is skipped."},
		attr{name: "description", takes: takesString, example: `"Somebody may still do it."`, doc: "What it is for, for people."},
		attr{name: "on_error", takes: takesWord, words: []string{"stop", "continue"}, def: `"stop"`, example: `"continue"`, doc: "What happens to the run when the step fails."},
		attr{name: "retry", takes: takesWhole, example: "5", pending: true, doc: "How often it is tried again when it fails."},
	)
}

// planner builds the plan of one playbook.
type planner struct {
	l    *loader
	plan *Plan
	// base is what every expression of the plan reads.
	base place
	// all is the names of all steps.
	all map[string]bool
	// reads is the names that the plan reads.
	reads map[string]bool
}

// sight is the steps that an expression can look back at.
type sight struct {
	results map[string]expression.Type
	// unsure is those that a run may not have reached.
	unsure map[string]bool
}

func (s sight) clone() sight {
	return sight{results: maps.Clone(s.results), unsure: maps.Clone(s.unsure)}
}

// place is what an expression sees that stands after the steps in sight.
func (p *planner) place(s sight) place {
	at := p.base.with("steps", expression.Object(maps.Clone(s.results)))
	at.unsure, at.later = s.unsure, map[string]bool{}
	for name := range p.all {
		if _, before := s.results[name]; !before {
			at.later[name] = true
		}
	}
	return at
}

// name collects the names of steps, however deep, so that one used too early is known.
func (p *planner) name(blocks []*hclsyntax.Block) {
	for _, b := range blocks {
		switch b.Type {
		case "action", "wait", "branch":
			if n := len(b.Labels); n > 0 {
				p.all[b.Labels[n-1]] = true
			}
		}
		p.name(b.Body.Blocks)
	}
}

// steps decodes a sequence of steps, each of which sees those before it.
func (p *planner) steps(blocks []*hclsyntax.Block, s sight) []*Step {
	steps := []*Step{}
	for _, src := range blocks {
		if step := p.step(src, s); step != nil {
			steps = append(steps, step)
		}
	}
	return steps
}

func (p *planner) step(src *hclsyntax.Block, s sight) *Step {
	schemas := map[string]*schema{"action": actionSchema, "wait": waitSchema, "branch": branchSchema}
	b := p.l.open(src, schemas[src.Type])
	if b == nil {
		return nil
	}
	step := &Step{
		Kind: StepKind(src.Type), Name: b.name(), Description: b.str("description"),
		OnError: b.word("on_error"), Line: b.head().Line,
	}
	if step.OnError == "stop" {
		step.OnError = ""
	}
	at := p.place(s)
	// The `when` of a wait for an event is about the event.
	own := b.has("when") && (step.Kind != StepWait || !b.has("event"))
	if own {
		step.When = p.source(b.program("when", at, expression.Bool))
	}
	result := map[string]expression.Type{"reached": expression.Bool, "error": expression.String}
	switch step.Kind {
	case StepAction:
		step.Action = p.action(b, at, result)
	case StepWait:
		step.Wait = p.wait(b, at, result)
	case StepBranch:
		step.Branch = p.branch(b, s, result)
	}
	p.l.first("step of playbook "+p.plan.Playbook, step.Name, b.nameRange())
	s.results[step.Name] = expression.Object(result)
	s.unsure[step.Name] = own
	return step
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
