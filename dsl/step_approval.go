package dsl

import (
	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// StepApproval asks a person.
const StepApproval StepKind = "approval"

// ApprovalStep asks a person whether the run may go on.
type ApprovalStep struct {
	// Approver and Question are templates; without an approver the team's lead is asked.
	Approver string `json:"approver,omitempty"`
	Question string `json:"question"`
	Timeout  string `json:"timeout,omitempty"` // calendar.Duration; empty: for ever
	// OnTimeout is the answer that is taken when none comes: "reject" or "approve".
	OnTimeout string `json:"on_timeout"`
	// OnReject is what a refusal does: "stop" or "continue".
	OnReject string `json:"on_reject"`
}

var approvalSchema = &schema{
	word: "approval", labels: []string{"NAME"}, unsupported: true,
	doc: "Asks a person whether the run may go on. `approved` is the answer, `by` who gave it, `comment` what they said.",
	attrs: append([]attr{
		{name: "approver", kind: kindTemplate, example: `"{{ account.csm }}"`, doc: "Who is asked; without it, or where it is missing, the team's lead."},
		{name: "question", required: true, kind: kindTemplate, example: `"Send the offer to {{ account.name }}?"`, doc: "What they are asked."},
		{name: "timeout", kind: kindDuration, example: `"2 business days"`, doc: "How long it waits for an answer at most; without it, for as long as it takes."},
		{name: "on_timeout", kind: kindWord, words: []string{"reject", "approve"}, def: `"reject"`, example: `"approve"`, doc: "What counts as the answer when none came in time."},
		{name: "on_reject", kind: kindWord, words: []string{"stop", "continue"}, def: `"stop"`, example: `"continue"`, doc: "What a refusal does: it ends the run with the outcome `rejected`, or the steps go on and can look at `approved`."},
	}, stepAttrs()...),
	example: `approval "offer" {
  approver   = "{{ account.csm }}"
  question   = "Send the offer to {{ account.name }}?"
  timeout    = "2 business days"
  on_timeout = "reject"
}`,
}

func (d *stepDecoder) approval() {
	a := &ApprovalStep{
		Approver: d.textArgument("approver", actions.KindMember), Question: d.textArgument("question", actions.KindString),
		Timeout: d.b.durationText("timeout"), OnTimeout: d.b.word("on_timeout"), OnReject: d.b.word("on_reject"),
	}
	d.step.Approval = a
	if d.b.has("on_timeout") && !d.b.has("timeout") {
		d.l.Errorf(diag.CodeOneOf, d.b.nameAt("on_timeout"), "Answer to a timeout that never comes", "\"on_timeout\" needs \"timeout\": how long it waits for an answer.")
	}
	d.result["approved"], d.result["timed_out"] = expression.Bool, expression.Bool
	d.result["by"], d.result["comment"] = expression.Member, expression.String
}

// textArgument reads an attribute that is a text with {{ … }}, as an action's argument of a kind.
func (d *stepDecoder) textArgument(name string, kind actions.Kind) string {
	t := d.b.text(name)
	if t == nil {
		return ""
	}
	a := &argument{planner: d.planner, field: actions.Field{Name: name, Kind: kind}, scope: d.at, where: t.Whole}
	value, _ := a.decode(t).(string)
	return value
}
