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
	attrs:      []attr{{name: "cooldown", doc: "How long after the end of a run no other starts, or \"never\" for once in a customer's life."}},
	laterAttrs: []string{"exclusive", "hold", "control_group", "key", "max_running", "per_day"},
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
