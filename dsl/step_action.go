package dsl

import (
	"slices"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
	"github.com/tendhq/tend/dsl/source"
)

// StepAction does something in the world.
const StepAction StepKind = "action"

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
	// Fallback is what arguments are that give nobody, where no team has a lead: messages come from the
	// playbook's owner.
	Fallback map[string]string `json:"fallback,omitempty"`
	// Tags are what policies know the action by.
	Tags []string `json:"tags,omitempty"`
	// Wait is for how long the step waits for its answer, as a calendar.Duration; empty: not at all.
	Wait string `json:"wait,omitempty"`
	// AnswerEvent and AnswerAs are the action's Answer.
	AnswerEvent string `json:"answer_event,omitempty"`
	AnswerAs    string `json:"answer_as,omitempty"`
}

var actionSchema = &schema{
	word: "action", doc: "Does something in the world. Its other attributes are the arguments of its kind.",
	labels: []string{"KIND", "NAME"},
	attrs: append([]attr{
		{name: "wait", kind: kindDuration, example: `"2 business days"`, doc: "How long to wait for the answer; without it, not at all. With it the step has the results `matched` and `timed_out`."},
		{name: "tags", kind: kindStrings, example: `["reminder"]`, doc: "Words that policies know it by, such as the exceptions of communication limits."},
		retryAttr,
	}, stepAttrs()...),
	open: true,
	example: `action "task" "call" {
  title    = "Call {{ account.name }}"
  assignee = "{{ account.csm }}"
  due      = "2 business days"
}`,
}

func (d *stepDecoder) action() {
	kind := d.b.Labels[0]
	step := &ActionStep{Kind: kind, Args: map[string]any{}, ArgKinds: map[string]string{}}
	d.step.Action = step
	d.retry()
	def, ok := d.l.actions[kind]
	if !ok {
		d.l.Errorf(diag.CodeUnknownAction, diag.RangeOf(d.b.LabelRanges[0]), "Unknown action", "There is no action %q. %s", kind, diag.Suggest(kind, names(d.l.actions)))
		return
	}
	if def.Announced {
		d.l.noteUnsupported(diag.RangeOf(d.b.LabelRanges[0]), "The action %q", kind)
	}
	step.Recipients = def.Recipients
	step.Tags = d.b.tags("tags")
	d.l.tag(step.Tags)
	for _, f := range def.Args.Fields {
		step.ArgKinds[f.Name] = string(f.Kind)
	}
	for _, f := range def.Result.Fields {
		d.result[f.Name] = resultType(f.Kind)
	}
	d.wantAnswer(def)
	d.checkArgNames(def)
	a := &arguments{stepDecoder: d, def: def, step: step, outer: d.at, inner: d.at}
	if def.Recipients != "" {
		a.inner = d.l.withContact(d.at)
	}
	a.decode()
	a.sender()
}

// wantAnswer reads `wait`, and what the answer adds to the step's results.
func (d *stepDecoder) wantAnswer(def actions.Definition) {
	if !d.b.has("wait") {
		if def.Answer != nil {
			d.unanswered("matched", "timed_out", def.Answer.As)
		}
		return
	}
	if def.Answer == nil {
		d.l.Errorf(diag.CodeNoWait, d.b.nameAt("wait"), "Nothing to wait for", "An action %q is never answered, so its step can't wait. Use a wait step.", def.Kind)
		return
	}
	step := d.step.Action
	step.Wait = d.b.durationText("wait")
	step.AnswerEvent, step.AnswerAs = def.Answer.Event, def.Answer.As
	d.result["matched"], d.result["timed_out"] = expression.Bool, expression.Bool
	d.result[def.Answer.As] = expression.Bool
}

// unanswered notes results that the step doesn't have, as it doesn't wait for its answer.
func (d *stepDecoder) unanswered(results ...string) {
	for _, name := range results {
		d.unwaited[d.b.name()+"."+name] = true
	}
}

func (d *stepDecoder) checkArgNames(def actions.Definition) {
	known := d.b.schema.attrNames()
	for _, f := range def.Args.Fields {
		known = append(known, f.Name)
	}
	for _, a := range source.Attributes(d.b.Body) {
		if !slices.Contains(known, a.Name) {
			near := diag.Suggest(a.Name, known)
			d.b.noteUnknown(near)
			d.l.Errorf(diag.CodeUnknownArg, diag.RangeOf(a.NameRange), "Unknown argument", "An action %q has no %q. %s", def.Kind, a.Name, near)
		}
	}
	for _, f := range def.Args.Fields {
		if f.Required && !d.b.has(f.Name) {
			d.b.reportMissing(diag.CodeMissingArg, []string{f.Name}, "Missing argument", "An action %q needs %q: %s", def.Kind, f.Name, f.Doc)
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
