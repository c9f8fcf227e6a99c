package dsl

import (
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// StepKind is the word that begins a step's block.
type StepKind string

// Step is one step; exactly the field of its kind is set.
type Step struct {
	Kind        StepKind         `json:"kind"`
	Name        string           `json:"name"` // unique in the playbook
	Description string           `json:"description,omitempty"`
	When        string           `json:"when,omitempty"`     // expression; else the step is skipped
	OnError     string           `json:"on_error,omitempty"` // "stop" (default) or "continue"
	Retry       *int             `json:"retry,omitempty"`    // how often it is tried again; nil: until it succeeds
	Action      *ActionStep      `json:"action,omitempty"`
	Wait        *WaitStep        `json:"wait,omitempty"`
	Branch      *BranchStep      `json:"branch,omitempty"`
	Parallel    *ParallelStep    `json:"parallel,omitempty"`
	Each        *EachStep        `json:"each,omitempty"`
	Repeat      *RepeatStep      `json:"repeat,omitempty"`
	Timeline    *TimelineStep    `json:"timeline,omitempty"`
	Split       *SplitStep       `json:"split,omitempty"`
	Approval    *ApprovalStep    `json:"approval,omitempty"`
	RunPlaybook *RunPlaybookStep `json:"run_playbook,omitempty"`
	Stop        *StopStep        `json:"stop,omitempty"`
	// Line is where the step stands, for timelines; it isn't part of the plan's hash.
	Line int `json:"-"`
}

// stepKind is how steps of one kind are written and decoded.
type stepKind struct {
	schema *schema
	decode func(*stepDecoder)
}

// stepKinds is every kind, in the order of the reference.
func stepKinds() []stepKind {
	return []stepKind{
		{actionSchema, (*stepDecoder).action},
		{waitSchema, (*stepDecoder).wait},
		{branchSchema, (*stepDecoder).branch},
		{parallelSchema, (*stepDecoder).parallel},
		{eachSchema, (*stepDecoder).each},
		{repeatSchema, (*stepDecoder).repeat},
		{timelineSchema, (*stepDecoder).timeline},
		{splitSchema, (*stepDecoder).split},
		{approvalSchema, (*stepDecoder).approval},
		{runPlaybookSchema, (*stepDecoder).runPlaybook},
		{stopSchema, (*stepDecoder).stop},
	}
}

// stepWords is the words of the blocks that are steps, in the order of the reference.
func stepWords() []string {
	var all []string
	for _, kind := range stepKinds() {
		all = append(all, kind.schema.word)
	}
	return all
}

// stepKindOf is the kind of a word that is one of stepWords.
func stepKindOf(word string) stepKind {
	kinds := stepKinds()
	return kinds[slices.IndexFunc(kinds, func(k stepKind) bool { return k.schema.word == word })]
}

// stepAttrs is what every step takes besides its own.
func stepAttrs(own ...attr) []attr {
	return append(own,
		attr{name: "when", kind: kindCondition, example: `"tier == 'high'"`, doc: "Whether to do it, asked when the step is reached; else it is skipped, and the timeline says so."},
		attr{name: "description", kind: kindString, example: `"Somebody may still do it."`, doc: "What it is for, for people."},
		attr{name: "on_error", kind: kindWord, words: []string{"stop", "continue"}, def: `"stop"`, example: `"continue"`, doc: "What happens to the run when the step fails."},
	)
}

// retryAttr is taken by steps that can fail for a reason outside, so that trying again can help.
var retryAttr = attr{
	name: "retry", kind: kindWhole, example: "5", unsupported: true,
	doc: "How often a failed attempt is made again before the step fails; without it, until it succeeds.",
}

// stepDecoder decodes one step.
type stepDecoder struct {
	*planner
	b    *block
	step *Step
	// scope is what was in sight before the step; what the step leaves to be seen is added to it.
	scope stepScope
	// at is what the step's own expressions read.
	at scope
	// result is what later expressions read as steps.NAME.*.
	result map[string]expression.Type
}

// steps decodes a sequence of steps, each of which sees those before it.
func (p *planner) steps(blocks []*hclsyntax.Block, s stepScope) []*Step {
	steps := []*Step{}
	var stopped *Step
	for _, src := range blocks {
		step := p.stepOf(src, s)
		if step == nil {
			continue
		}
		if stopped != nil {
			p.l.Errorf(diag.CodeUnreachableStep, diag.RangeOf(src.DefRange()), "Step that is never reached", "The stop %q before it ends every run. Give the stop a \"when\", or take out what follows it.", stopped.Name)
		}
		stopped = nil
		if step.Kind == StepStop && step.When == "" {
			stopped = step
		}
		steps = append(steps, step)
	}
	return steps
}

func (p *planner) stepOf(src *hclsyntax.Block, s stepScope) *Step {
	kind := stepKindOf(src.Type)
	b := p.l.open(src, kind.schema)
	if b == nil {
		return nil
	}
	d := &stepDecoder{
		planner: p, b: b, scope: s, at: p.scopeAfter(s),
		step:   &Step{Kind: StepKind(src.Type), Name: b.name(), Description: b.description(), Line: b.head().Line},
		result: map[string]expression.Type{"reached": expression.Bool, "error": expression.String},
	}
	if b.word("on_error") == "continue" {
		d.step.OnError = "continue"
	}
	d.at.hidden[b.name()] = "is this one: its results are known after it"
	own := d.ownWhen()
	kind.decode(d)
	p.l.declare("step of playbook "+p.plan.Playbook, b.name(), b.nameRange())
	s.results[b.name()] = expression.Object(d.result)
	s.uncertain[b.name()] = own
	return d.step
}

// ownWhen reads the step's condition, unless it is that of the event that a wait waits for.
func (d *stepDecoder) ownWhen() bool {
	if !d.b.has("when") || d.step.Kind == StepWait && d.b.has("event") {
		return false
	}
	d.step.When = d.source(d.b.program("when", d.at, expression.Bool))
	return true
}

// retry reads how often a failed attempt is made again.
func (d *stepDecoder) retry() {
	if d.b.has("retry") {
		n := d.b.whole("retry", 0, 1000)
		d.step.Retry = &n
	}
}
