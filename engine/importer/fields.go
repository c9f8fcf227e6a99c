package importer

import (
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/expression"
	"github.com/tendhq/tend/engine/customer"
)

// ownEvents are entries that would change what the engine knows of its own runs.
var ownEvents = map[string]bool{customer.TypeAccountUpdated: true, customer.TypeRunFinished: true}

// topLevelType returns the type of what stands directly in a block.
func topLevelType(name string) expression.Type {
	if name == "time" || name == "since" {
		return expression.Time
	}
	return expression.String
}

// fields decodes the attributes or properties of a block against what the workspace declares.
func (m *Mapping) fields(b *Block, attrs hcl.Attributes) hcl.Diagnostics {
	name, declared := "attributes", attributeFields(m.workspace.AccountAttributes)
	switch b.Kind {
	case Contacts:
		declared = attributeFields(m.workspace.ContactAttributes)
	case Events:
		name, declared = "properties", propertyFields(b.Event)
	case Accounts:
	}
	var diags hcl.Diagnostics
	if attr, ok := attrs[name]; ok {
		diags = m.fieldValues(b, attr, declared)
	}
	return append(diags, b.unmapped(declared)...)
}

func (m *Mapping) fieldValues(b *Block, attr *hcl.Attribute, declared map[string]Field) hcl.Diagnostics {
	list, ok, diags := m.locals.pairs(attr.Expr)
	if diags.HasErrors() {
		return diags
	}
	if !ok {
		return hcl.Diagnostics{fault(attr.Expr.Range(), "Wrong type",
			`%s is written { name = "column" }.`, attr.Name)}
	}
	for _, p := range list {
		field, ok := declared[p.name]
		if !ok {
			diags = append(diags, fault(p.at, "Unknown name",
				"The workspace declares no %s %q.%s", b.fieldWord(), p.name, suggest(p.name, names(declared))))
			continue
		}
		if !readable(field.Type) {
			diags = append(diags, fault(p.at, "Type without a text",
				"%s is of the type %s, which a column of a CSV file can't hold.", p.name, field.Type.Kind))
			continue
		}
		v, more := m.value(p.value)
		diags = append(diags, more...)
		if v == nil {
			continue
		}
		diags = append(diags, v.suits(p.name, field.Type)...)
		field.Value = v
		b.Fields = append(b.Fields, field)
	}
	return diags
}

// unmapped finds what an event must have and the mapping doesn't give.
func (b *Block) unmapped(declared map[string]Field) (diags hcl.Diagnostics) {
	if b.Kind == Events && b.Event.NeedsContact() && b.Contact == nil {
		diags = append(diags, fault(b.Range, "Missing contact",
			"The event %q is about a contact: say which column holds it with contact = \"…\".", b.Event.Name))
	}
	for _, name := range names(declared) {
		mapped := slices.ContainsFunc(b.Fields, func(f Field) bool { return f.Name == name })
		if declared[name].Required && !mapped {
			diags = append(diags, fault(b.Range, "Missing property",
				"The event %q requires the property %q, which the mapping doesn't give.", b.Event.Name, name))
		}
	}
	return diags
}

func (b *Block) fieldWord() string {
	switch b.Kind {
	case Accounts:
		return "account attribute"
	case Contacts:
		return "contact attribute"
	default:
		return "property of " + b.Event.Name
	}
}

func attributeFields(declared map[string]*dsl.Attribute) map[string]Field {
	fields := map[string]Field{}
	for name, a := range declared {
		fields[name] = Field{Name: name, Type: a.Type, Values: slices.Concat(a.Values, a.Type.Values)}
	}
	return fields
}

func propertyFields(event *dsl.Event) map[string]Field {
	fields := map[string]Field{}
	for name, p := range event.Properties {
		fields[name] = Field{Name: name, Type: p.Type, Values: p.Type.Values, Required: !p.Optional}
	}
	return fields
}

// readable reports whether a text can become a value of the type.
func readable(t expression.Type) bool {
	switch t.Kind {
	case expression.KindString, expression.KindNumber, expression.KindBool,
		expression.KindDate, expression.KindTime, expression.KindMember:
		return true
	default:
		return false
	}
}
