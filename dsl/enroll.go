package dsl

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/calendar"
)

// Enroll is the rules of enrolment.
type Enroll struct {
	// Cooldown counts from the end of the last run; nil: none. Never: once in a lifetime.
	Cooldown *calendar.Duration
	Never    bool
}

var enrollSchema = &schema{
	word: "enroll", doc: "The rules of enrolment.",
	attrs: []attr{
		{name: "cooldown", takes: takesDuration, example: `"30d"`, doc: "How long after the end of a run no other starts, or \"never\" for once in a customer's life."},
		{name: "exclusive", takes: takesString, example: `"outreach"`, pending: true, doc: "A group of playbooks of which an account is in one at a time."},
		{name: "hold", takes: takesDuration, example: `"14d"`, pending: true, doc: "How long an occurrence is kept that is refused only for now."},
		{name: "control_group", takes: takesNumber, example: "10", pending: true, doc: "The percentage that is watched and left alone, to measure the effect."},
		{name: "key", takes: takesExpression, example: `"event.meeting_id"`, pending: true, doc: "What tells runs of one account apart: one run for each value."},
		{name: "max_running", takes: takesWhole, example: "100", pending: true, doc: "How many runs there are at a time."},
		{name: "per_day", takes: takesWhole, example: "20", pending: true, doc: "How many runs start in a day."},
	},
	example: `enroll { cooldown = "30d" }`,
}

func (l *loader) enroll(src *hclsyntax.Block) Enroll {
	b := l.open(src, enrollSchema)
	if b == nil || !b.has("cooldown") {
		return Enroll{}
	}
	if a := src.Body.Attributes["cooldown"]; literal(a.Expr) && b.str("cooldown") == "never" {
		return Enroll{Never: true}
	}
	return Enroll{Cooldown: b.duration("cooldown")}
}
