package dsl

import (
	"slices"

	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// Param is an argument that a playbook takes from whoever runs it.
type Param struct {
	Name, Description string
	Type              expression.Type
	Default           any  // a JSON value; nil when Required
	Required          bool // it has no default
	Range             diag.Range
}

var paramSchema = &schema{
	word: "param", labels: []string{"NAME"}, unsupported: true,
	doc: "An argument of the playbook, read as `param.NAME`: `run_playbook` gives it, or whoever enrols by hand.",
	attrs: []attr{
		{name: "type", required: true, kind: kindType, example: "string", doc: "What it is: string, number, bool, date, time or member, or list(…) of one of these."},
		{name: "values", kind: kindStrings, example: `["price", "product"]`, doc: "The strings that it can be."},
		{name: "default", kind: kindValue, example: `"price"`, doc: "Its value when it isn't given; without a default, it has to be."},
		{name: "description", kind: kindString, example: `"Why they hesitate."`, doc: "What it is, for people."},
	},
	example: `param "reason" {
  type    = string
  values  = ["price", "product"]
  default = "price"
}`,
}

func (l *loader) params(b *block) []*Param {
	var all []*Param
	for _, child := range b.children("param") {
		c := l.open(child, paramSchema)
		if c == nil || !l.declare("param of playbook "+b.name(), c.name(), c.nameRange()) {
			continue
		}
		p := &Param{Name: c.name(), Description: c.description(), Type: c.attributeType(), Required: !c.has("default"), Range: c.head()}
		p.Type, _ = c.allowed(p.Type)
		if v, ok := c.value("default"); ok {
			p.Default = plain(v)
			c.checkDefault(p)
		}
		all = append(all, p)
	}
	return all
}

func (b *block) checkDefault(p *Param) {
	switch s, isString := p.Default.(string); {
	case typeOf(p.Default).Kind != jsonType(p.Type).Kind && p.Type.Kind != expression.KindAny:
		b.l.Errorf(diag.CodeWrongType, b.at("default"), "Wrong type", "The default of %q has to be a %s.", p.Name, p.Type)
	case isString && len(p.Type.Values) > 0 && !slices.Contains(p.Type.Values, s):
		b.l.Errorf(diag.CodeValue, b.at("default"), "Value that isn't allowed", "%q isn't among the values. %s", s, diag.Suggest(s, p.Type.Values))
	default:
		if _, err := Normalise(p.Type, p.Default); err != nil {
			b.l.Errorf(diag.CodeValue, b.at("default"), "Value that isn't allowed", "The default of %q %s.", p.Name, err)
		}
	}
}

// jsonType is the type of the JSON value by which a value of a type is written.
func jsonType(t expression.Type) expression.Type {
	switch t.Kind {
	case expression.KindDate, expression.KindTime, expression.KindMember:
		return expression.String
	}
	return t
}

// paramsType is what expressions read as param.*.
func paramsType(params []*Param) expression.Type {
	fields := map[string]expression.Type{}
	for _, p := range params {
		fields[p.Name] = p.Type
	}
	return expression.Object(fields)
}

// defaults is the values of arguments that aren't given.
func defaults(params []*Param) map[string]any {
	var values map[string]any
	for _, p := range params {
		if !p.Required {
			if values == nil {
				values = map[string]any{}
			}
			values[p.Name] = p.Default
		}
	}
	return values
}
