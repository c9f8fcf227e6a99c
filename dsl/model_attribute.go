package dsl

import (
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// Attribute is a declared property of accounts or of contacts.
type Attribute struct {
	Name, Description string
	Type              expression.Type
	Values            []string // allowed strings; empty: any
	Range             diag.Range
}

var attributeSchema = &schema{
	word: "attribute", doc: "A property of accounts or of contacts, read as `account.NAME` or `contact.NAME`. The first label is \"account\" or \"contact\".",
	labels: []string{"OF", "NAME"},
	attrs: []attr{
		{name: "type", required: true, kind: kindType, example: "number", doc: "What it is: string, number, bool, date, time or member, or list(…) of one of these."},
		{name: "values", kind: kindStrings, example: `["trial", "customer", "churned"]`, doc: "The strings that it, or each item of a list, can be."},
		{name: "description", kind: kindString, example: `"Expected lifetime value, in yen."`, doc: "What it is, for people."},
	},
	example: `attribute "account" "status" {
  type   = string
  values = ["trial", "customer", "churned"]
}`,
}

// ownFields is what accounts and contacts have without a declaration.
var ownFields = map[string][]string{"account": {"id", "name"}, "contact": {"id", "name", "email"}}

func (l *loader) attribute(src *hclsyntax.Block) {
	b := l.open(src, attributeSchema)
	if b == nil {
		return
	}
	of, name := b.Labels[0], b.name()
	own, ok := ownFields[of]
	switch {
	case !ok:
		l.Errorf(diag.CodeValue, diag.RangeOf(b.LabelRanges[0]), "Neither account nor contact", "Attributes are of an \"account\" or a \"contact\", not of %q.", of)
		return
	case slices.Contains(own, name):
		l.Errorf(diag.CodeReserved, b.nameRange(), "Attribute that is there already", "Every %s has %q without a declaration.", of, of+"."+name)
		return
	case !l.declare(of+" attribute", name, b.nameRange()):
		return
	}
	a := &Attribute{Name: name, Description: b.description(), Type: b.attributeType(), Range: b.head()}
	a.Type, a.Values = b.allowed(a.Type)
	if of == "account" {
		l.ws.AccountAttributes[name] = a
	} else {
		l.ws.ContactAttributes[name] = a
	}
}

// allowed reads the strings that a value can be, and gives the type with them.
func (b *block) allowed(t expression.Type) (expression.Type, []string) {
	if !b.has("values") {
		return t, nil
	}
	values := b.strs("values")
	for i, v := range values {
		if slices.Contains(values[:i], v) {
			b.l.Errorf(diag.CodeDuplicate, b.itemAt("values", i), "Value listed twice", "%q is listed twice.", v)
		}
	}
	t, ok := limited(t, values)
	if !ok {
		b.l.Errorf(diag.CodeOneOf, b.nameAt("values"), "Values of a type that isn't string", "Only a string, or each of a list of strings, can be limited to values.")
	}
	return t, values
}
