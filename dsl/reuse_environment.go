package dsl

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// The names of the environment's variables that are Tend's own.
const (
	ownPrefix = "TEND_"
	// VariablePrefix begins those that set a variable of the workspace: TEND_VAR_help_url sets var.help_url.
	VariablePrefix = diag.EnvironmentPrefix
)

// isOwn reports whether env(name) would read a setting of Tend's own, on a system that minds case or on another.
func isOwn(name string) bool { return strings.HasPrefix(strings.ToUpper(name), ownPrefix) }

// ownSetting is the name of a setting of Tend's own, as the error of env(…).
type ownSetting string

// Error says what to write instead.
func (s ownSetting) Error() string {
	if name, isVariable := strings.CutPrefix(string(s), VariablePrefix); isVariable {
		return fmt.Sprintf("%s isn't read by env, but sets the variable %q: write var.%s", string(s), name, name)
	}
	return fmt.Sprintf("what begins with %s is for Tend itself, and %q isn't told to playbooks: give what playbooks need a name of its own, or the variable x its value by %sx", ownPrefix, string(s), VariablePrefix)
}

// given is the value of a variable or local: what the environment gives a variable, else what is written.
func (e *evaluator) given(name string, written hclsyntax.Expression) (cty.Value, bool) {
	v, ok := e.evaluate(written)
	attr, isVariable := strings.CutPrefix(name, "var.")
	text, isSet := e.l.opts.Variables[attr]
	if !ok || !isVariable || !isSet || e.fixed[name] {
		return v, ok
	}
	expr, ok := e.fromEnvironment(attr, text, e.form(attr, v))
	if !ok {
		return cty.NilVal, false
	}
	e.definitions[name] = expr
	return e.evaluate(expr)
}

// form is the type by which the environment's text for a variable is read: its own, else that of its default.
func (e *evaluator) form(name string, def cty.Value) expression.Type {
	t, declared := e.types[name]
	switch {
	case declared && t.Kind != expression.KindAny:
		return t
	case isSecret(def):
		return typeOf(standIn(def)) // Where only a part is secret, the whole has its form all the same.
	}
	return typeOf(plain(def))
}

// fromEnvironment reads the environment's text for a variable as what the variable takes. For what is wrong in it,
// it is a file with the name of the environment's variable.
func (e *evaluator) fromEnvironment(name, text string, t expression.Type) (hclsyntax.Expression, bool) {
	g := &environmentText{l: e.l, name: name, file: VariablePrefix + name}
	if !utf8.ValidString(text) {
		e.l.Errorf(diag.CodeWrongType, diag.StartOf(g.file), "Not text in UTF-8", "What %s holds isn't text in UTF-8.", g.file)
		return nil, false
	}
	e.l.Sources[g.file] = []byte(text)
	g.whole = hcl.Range{Filename: g.file, Start: hcl.InitialPos, End: diag.NewRuler([]byte(text)).At(len(text))}
	switch t.Kind {
	case expression.KindNumber:
		return g.single(cty.Number, "a number", "5")
	case expression.KindBool:
		return g.single(cty.Bool, "true or false", "true")
	case expression.KindList:
		return g.parsed(t.Kind, "a list", `["a", "b"]`)
	case expression.KindObject:
		return g.parsed(t.Kind, "an object", `{ a = 1, b = 2 }`)
	}
	return &hclsyntax.LiteralValueExpr{Val: cty.StringVal(text), SrcRange: g.whole}, true
}

// environmentText is what the environment gives a variable.
type environmentText struct {
	l          *loader
	name, file string
	whole      hcl.Range
}

// single is a number or a bool.
func (g *environmentText) single(want cty.Type, takes, example string) (hclsyntax.Expression, bool) {
	v, err := convert.Convert(cty.StringVal(g.text()), want)
	if err == nil && want == cty.Number {
		if n, _ := v.AsBigFloat().Float64(); math.IsInf(n, 0) {
			err = errors.New("too large")
		}
	}
	if err != nil {
		g.wrong(g.whole, takes, example)
		return nil, false
	}
	return &hclsyntax.LiteralValueExpr{Val: v, SrcRange: g.whole}, true
}

// parsed is a list or an object, as HCL or JSON write it, in which nothing is worked out.
func (g *environmentText) parsed(want expression.Kind, takes, example string) (hclsyntax.Expression, bool) {
	if !g.l.source.IsReasonable(g.file, []byte(g.text())) {
		return nil, false
	}
	expr, diags := hclsyntax.ParseExpression([]byte(g.text()), g.file, hcl.InitialPos)
	if diags.HasErrors() {
		g.wrong(*diags[0].Subject, takes, example)
		return nil, false
	}
	if !g.l.values.affordable(expr) {
		return nil, false
	}
	v, diags := expr.Value(nil)
	switch {
	case diags.HasErrors():
		g.wrong(*diags[0].Subject, takes, example)
	case typeOf(plain(v)).Kind != want:
		g.wrong(g.whole, takes, example)
	default:
		return expr, true
	}
	return nil, false
}

func (g *environmentText) text() string { return string(g.l.Sources[g.file]) }

// wrong reports a text that isn't what the variable takes.
func (g *environmentText) wrong(at hcl.Range, takes, example string) {
	g.l.Errorf(diag.CodeWrongType, diag.RangeOf(at), "Wrong type", "%s sets var.%s, which takes %s, written out as in %s.", g.file, g.name, takes, example)
}

// checkEnvironment warns of what the environment gives to no variable: it would be left out in silence.
func (l *loader) checkEnvironment() {
	var known []string
	for name := range l.values.definitions {
		if attr, isVariable := strings.CutPrefix(name, "var."); isVariable && !l.values.fixed[name] {
			known = append(known, attr)
		}
	}
	for _, attr := range names(l.opts.Variables) {
		name, given := "var."+attr, VariablePrefix+attr
		at := diag.StartOf(given)
		switch {
		case l.values.fixed[name]:
			l.Warnf(diag.CodeUnknownVariable, at, "Variable that is given already", "%s sets nothing: the module gives %s its value, at %s.", given, name, diag.RangeOf(l.values.definitions[name].Range()))
		case l.values.definitions[name] == nil && !l.values.failed[name]:
			l.Warnf(diag.CodeUnknownVariable, at, "Unknown variable", "%s sets nothing, as no variable is called %q. %s", given, attr, diag.Suggest(attr, known))
		}
	}
}
