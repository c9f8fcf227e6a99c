package dsl

import (
	"slices"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/dsl/expression"
)

// ActionStep does something in the world.
type ActionStep struct {
	// Kind is the action's, such as "email".
	Kind string `json:"kind"`
	// Args are JSON values; strings are templates ({{ … }}), also inside lists and objects.
	Args map[string]any `json:"args,omitempty"`
	// ArgKinds is the schema at the time of loading: argument name → actions.Kind.
	ArgKinds map[string]string `json:"arg_kinds,omitempty"`
	// Recipients names the argument over which the step fans out; empty: one call.
	Recipients string `json:"recipients,omitempty"`
	// Wait is for how long the step waits for its answer, as a calendar.Duration; empty: not at all.
	Wait string `json:"wait,omitempty"`
	// AnswerEvent and AnswerAs are the action's Answer.
	AnswerEvent string `json:"answer_event,omitempty"`
	AnswerAs    string `json:"answer_as,omitempty"`
}

var actionSchema = &schema{
	word: "action", doc: "Does something in the world. Its other attributes are the arguments of its kind.",
	labels: []string{"KIND", "NAME"},
	attrs:  stepAttrs(attr{name: "wait", takes: takesDuration, example: `"2 business days"`, doc: "How long to wait for the answer; without it, not at all."}),
	open:   true,
	example: `action "task" "call" {
  title    = "Call {{ account.name }}"
  assignee = "{{ account.csm }}"
  due      = "2 business days"
}`,
}

func (p *planner) action(b *block, at place, result map[string]expression.Type) *ActionStep {
	kind := b.Labels[0]
	step := &ActionStep{Kind: kind, Args: map[string]any{}, ArgKinds: map[string]string{}}
	def, ok := p.l.actions[kind]
	if !ok {
		p.l.errorf(CodeUnknownAction, rangeOf(b.LabelRanges[0]), "Unknown action", "There is no action %q. %s", kind, suggest(kind, names(p.l.actions)))
		return step
	}
	if def.Announced {
		p.l.pending(rangeOf(b.LabelRanges[0]), "The action %q", kind)
	}
	step.Recipients = def.Recipients
	for _, f := range def.Args.Fields {
		step.ArgKinds[f.Name] = string(f.Kind)
	}
	for _, f := range def.Result.Fields {
		result[f.Name] = resultType(f.Kind)
	}
	p.wantAnswer(b, def, step, result)
	p.checkArgNames(b, def)
	a := &arguments{planner: p, block: b, def: def, step: step, outer: at, inner: at, result: result}
	if def.Recipients != "" {
		a.inner = p.l.withContact(at)
	}
	a.decode()
	return step
}

// wantAnswer reads `wait`, and what the answer adds to the step's results.
func (p *planner) wantAnswer(b *block, def actions.Definition, step *ActionStep, result map[string]expression.Type) {
	if !b.has("wait") {
		return
	}
	if def.Answer == nil {
		p.l.errorf(CodeNoWait, b.nameAt("wait"), "Nothing to wait for", "An action %q is never answered, so its step can't wait. Use a wait step.", def.Kind)
		return
	}
	step.Wait = b.durationText("wait")
	step.AnswerEvent, step.AnswerAs = def.Answer.Event, def.Answer.As
	result["matched"], result["timed_out"] = expression.Bool, expression.Bool
	result[def.Answer.As] = expression.Bool
}

func (p *planner) checkArgNames(b *block, def actions.Definition) {
	known := b.schema.attrNames()
	for _, f := range def.Args.Fields {
		known = append(known, f.Name)
	}
	for _, a := range sortedAttributes(b.Body) {
		if !slices.Contains(known, a.Name) {
			p.l.errorf(CodeUnknownArg, rangeOf(a.NameRange), "Unknown argument", "An action %q has no %q. %s", def.Kind, a.Name, suggest(a.Name, known))
		}
	}
	for _, f := range def.Args.Fields {
		if f.Required && !b.has(f.Name) {
			p.l.errorf(CodeMissingArg, b.head(), "Missing argument", "An action %q needs %q: %s", def.Kind, f.Name, f.Doc)
		}
	}
}

// resultType is the type of an action's result for expressions.
func resultType(kind actions.Kind) expression.Type {
	switch kind {
	case actions.KindString, actions.KindText, actions.KindDuration, actions.KindTemplate:
		return expression.String
	case actions.KindNumber:
		return expression.Number
	case actions.KindBool:
		return expression.Bool
	case actions.KindMember:
		return expression.Member
	case actions.KindTime, actions.KindDue:
		return expression.Time
	case actions.KindStrings:
		return expression.List(expression.String)
	}
	return expression.Any
}
