package dsl

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/diag"
)

// Segment is a set of accounts, or of contacts. Segments may overlap.
type Segment struct {
	Name, Description string
	OfContact         bool // else of accounts
	When              *Condition
	Hold              *calendar.Duration // how long When holds before one enters; nil: at once
	Range             diag.Range
}

var segmentSchema = &schema{
	word: "segment", doc: "A set of accounts or of contacts, read as `segment.NAME`: true for those that are in it. Segments may overlap.",
	labels: []string{"NAME"},
	attrs: []attr{
		{name: "of", kind: kindWord, words: []string{"account", "contact"}, def: `"account"`, example: `"contact"`, doc: "Whose segment it is. One of contacts is read where there is a contact."},
		{name: "when", required: true, kind: kindCondition, example: `"metric.last_nps >= 9"`, doc: "Who is in it."},
		{name: "hold", kind: kindDuration, example: `"7d"`, doc: "How long one has to satisfy it before entering."},
		{name: "description", kind: kindString, example: `"Those who would recommend us."`, doc: "What it is, for people."},
	},
	example: `segment "promoters" {
  of   = "contact"
  when = "metric.last_nps >= 9"
}`,
}

func (l *loader) segment(src *hclsyntax.Block) {
	b := l.open(src, segmentSchema)
	if b == nil || !l.declare("segment", b.name(), b.nameRange()) {
		return
	}
	s := &Segment{
		Name: b.name(), Description: b.description(), OfContact: b.word("of") == "contact",
		Hold: b.duration("hold"), Range: b.head(),
	}
	l.ws.Segments[s.Name] = s
	l.addCheck(func() {
		p := l.segmentScope()
		if s.OfContact {
			p = l.withContact(p)
		}
		s.When = b.condition("when", p)
		if value, known := l.constant(program(s.When)); known && !value {
			l.Errorf(diag.CodeUnreachable, s.When.Range, "Segment that nobody is in", "This is never true, so nobody is ever in %q.", s.Name)
		}
	})
}
