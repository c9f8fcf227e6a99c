package dsl

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/diag"
)

// Group is a named selection of an account's contacts (`contacts "champions"`).
type Group struct {
	Name  string
	When  *Condition
	Range diag.Range
}

var groupSchema = &schema{
	word: "contacts", doc: "A group of an account's contacts, read as `contacts.NAME`.",
	labels: []string{"NAME"},
	attrs: []attr{
		{name: "when", required: true, kind: kindCondition, example: `"contact.role == 'champion'"`, doc: "Who belongs to it: an expression over contact, account and metrics."},
	},
	example: `contacts "champions" { when = "contact.role == 'champion'" }`,
}

func (l *loader) group(src *hclsyntax.Block) {
	b := l.open(src, groupSchema)
	if b == nil || !l.declare("contacts", b.name(), b.nameRange()) {
		return
	}
	g := &Group{Name: b.name(), Range: b.head()}
	l.ws.Groups[g.Name] = g
	l.addCheck(func() { g.When = b.condition("when", l.withContact(l.metricScope())) })
}
