package dsl

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
	"github.com/tendhq/tend/dsl/source"
	"github.com/zclconf/go-cty/cty"
)

var variableSchema = &schema{
	word: "variable", doc: "A value with a name, read as `var.NAME` by ${…} and by expressions. `TEND_VAR_NAME` in the environment in which Tend is started gives it another value than its default; of a library's variable, the name has the module's before it, as in `TEND_VAR_renewal_lead_time`. " +
		"What the module says comes first, then the environment, then the default. The text is read as the variable's type wants it: a string, a date or a time as it stands, a number, true or false, and a list or an object as HCL or JSON write it, such as `[\"a\", \"b\"]`. Without a type it is read as what the default is. " +
		"A mistake in it is reported at its name, `TEND_VAR_NAME:1:1`, and a name that no variable has is warned of. It isn't secret: it is stored and shown as any value of the files. What is secret is for `env`.",
	labels: []string{"NAME"},
	attrs: []attr{
		{name: "type", kind: kindType, example: "list(string)", doc: "What it is: string, number, bool, date, time, member, object or any, list(…) or map(…) of one of these, or one_of(…) with the strings that it can be. Its value is checked, also one that a module gives; without a type, it is what its value is."},
		{name: "default", kind: kindValue, example: "30", doc: "Its value. Without it, the environment has to give one, or the module whose library this is."},
		{name: "description", kind: kindString, example: `"Where the guide is."`, doc: "What it is, for people."},
	},
	example: `variable "help_url" {
  type        = string
  default     = "https://help.example.com"
  description = "Where the guide is."
}`,
}

// declareValues decodes variables and locals, evaluates them, and keeps them for the core.
func (l *loader) declareValues() {
	l.each("variable", l.variable)
	l.each("locals", l.locals)
	for _, name := range names(l.values.definitions) {
		at := diag.RangeOf(l.values.definitions[name].Range())
		if !l.values.value(name, l.values.definitions[name], at) {
			continue
		}
		root, attr := cutName(name)
		value, isOpen := l.typed(name, l.values.known[name], diag.RangeOf(l.values.definitions[name].Range()))
		switch {
		case !isOpen:
			continue
		case root == "var":
			l.ws.Vars[attr] = value
		default:
			l.ws.Locals[attr] = value
		}
	}
	l.checkEnvironment()
}

func (l *loader) variable(src *hclsyntax.Block) {
	b := l.open(src, variableSchema)
	if b == nil || !l.declare("variable", b.name(), b.nameRange()) {
		return
	}
	b.describe(b.name())
	if l.hasValue(b.name(), src.Body.Attributes["default"]) {
		return
	}
	b.reportMissing(diag.CodeMissing, []string{"default"}, "Missing attribute", "%s needs \"default\", its value, or %s%s in the environment.",
		variableSchema.title(b.Labels), VariablePrefix, b.name())
	l.values.failed["var."+b.name()] = true
}

// hasValue notes where the value of a variable is written. Nothing has to be where the environment gives it.
func (l *loader) hasValue(name string, def *hclsyntax.Attribute) bool {
	if def != nil {
		l.values.definitions["var."+name] = def.Expr
		return true
	}
	_, given := l.opts.Variables[name]
	if given {
		l.values.definitions["var."+name] = &hclsyntax.LiteralValueExpr{Val: cty.NullVal(cty.String)}
	}
	return given
}

// describe reads what a variable says of itself; name is the workspace's for it.
func (b *block) describe(name string) {
	b.description()
	if a := b.Body.Attributes["type"]; a != nil {
		if t, ok := b.l.readType(a.Expr); ok {
			b.l.values.types[name] = t
		}
	}
}

// typed is what isn't secret of a variable or local, in the form of its type; isOpen is false when all of it is
// secret. at is where the value is written.
func (l *loader) typed(name string, v cty.Value, at diag.Range) (value any, isOpen bool) {
	root, attr := cutName(name)
	value = plain(v)
	t, declared := l.values.types[attr]
	if root != "var" || !declared {
		return value, v.IsKnown()
	}
	if isSecret(v) {
		l.checkSecretType(name, t, v, at)
	}
	normal, err := Normalise(t, value)
	switch {
	case err == nil:
		return normal, v.IsKnown()
	case isSecret(v):
		return value, v.IsKnown()
	}
	why := diag.Hint{Sentence: err.Error()}
	if !strings.HasSuffix(why.Sentence, "?") {
		why.Sentence += "."
	}
	if given, isString := value.(string); isString {
		why.Given, why.Near = given, expression.Nearest(given, t.Values)
	}
	l.Errorf(diag.CodeWrongType, at, "Wrong type", "The value of %q isn't of its type: %s", l.authored(name, at), why)
	return value, true
}

// variablesType is what expressions read of the variables. One without a type is what its value is.
func (l *loader) variablesType() expression.Type {
	t := l.values.typeOf("var", l.ws.Vars)
	for name, declared := range l.values.types {
		if _, known := t.Fields[name]; known && declared.Kind != expression.KindAny {
			t.Fields[name] = declared
		}
	}
	return t
}

var localsSchema = &schema{
	word: "locals", doc: "Named values, read as `local.NAME`. Each attribute is one, and may use the others.",
	open: true,
	example: `locals {
  sender = "cs@example.com"
  footer = "Yours, ${local.sender}"
}`,
}

func (l *loader) locals(src *hclsyntax.Block) {
	b := l.open(src, localsSchema)
	if b == nil {
		return
	}
	for _, a := range source.Attributes(src.Body) {
		if !isName(a.Name) {
			l.Errorf(diag.CodeName, diag.RangeOf(a.NameRange), "Name that expressions can't use", "%q can't be written in an expression.", a.Name)
			continue
		}
		if l.declare("local", a.Name, diag.RangeOf(a.NameRange)) {
			l.values.definitions["local."+a.Name] = a.Expr
		}
	}
}

// plain is a value of HCL as a JSON value. Of an object it leaves the members out that are secret, and in the place of
// any other secret nothing stands.
func plain(v cty.Value) any {
	switch {
	case v.IsNull() || !v.IsKnown():
		return nil
	case v.Type() == cty.String:
		return v.AsString()
	case v.Type() == cty.Bool:
		return v.True()
	case v.Type() == cty.Number:
		n, _ := v.AsBigFloat().Float64()
		return n
	case v.Type().IsObjectType() || v.Type().IsMapType():
		object := make(map[string]any, v.LengthInt())
		for name, item := range v.AsValueMap() {
			if item.IsKnown() {
				object[name] = plain(item)
			}
		}
		return object
	case v.CanIterateElements():
		all := make([]any, 0, v.LengthInt())
		for _, item := range v.AsValueSlice() {
			all = append(all, plain(item))
		}
		return all
	}
	return nil
}

// typeOf is the type of a JSON value, for expressions that read it.
func typeOf(v any) expression.Type {
	switch v := v.(type) {
	case string:
		return expression.String
	case bool:
		return expression.Bool
	case float64:
		return expression.Number
	case map[string]any:
		fields := make(map[string]expression.Type, len(v))
		for name, item := range v {
			fields[name] = typeOf(item)
		}
		return expression.Object(fields)
	case []any:
		return expression.List(elementType(v))
	}
	return expression.Any
}

// elementType is the type of a list's items when they agree.
func elementType(items []any) expression.Type {
	if len(items) == 0 {
		return expression.Any
	}
	first := typeOf(items[0])
	for _, item := range items[1:] {
		if typeOf(item).Kind != first.Kind {
			return expression.Any
		}
	}
	return first
}
