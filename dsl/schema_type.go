package dsl

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// simpleTypes is the types of single values, by the bare word that names each.
var simpleTypes = map[string]expression.Type{
	"string": expression.String,
	"number": expression.Number,
	"bool":   expression.Bool,
	"date":   expression.Date,
	"time":   expression.Time,
	"member": expression.Member,
}

// readType reads a type: a bare word, list(…) or map(…) of a type, or one_of(…) of a few strings.
func (l *loader) readType(expr hclsyntax.Expression) (expression.Type, bool) {
	if call, ok := expr.(*hclsyntax.FunctionCallExpr); ok {
		return l.callType(call)
	}
	word := keyword(expr)
	switch word {
	case "any":
		return expression.Any, true
	case "object":
		return expression.Type{Kind: expression.KindObject, Open: true}, true
	}
	if t, ok := simpleTypes[word]; ok {
		return t, true
	}
	l.unknownType(diag.RangeOf(expr.Range()))
	return expression.Any, false
}

func (l *loader) callType(call *hclsyntax.FunctionCallExpr) (expression.Type, bool) {
	switch {
	case call.Name == "list" && len(call.Args) == 1:
		t, ok := l.readType(call.Args[0])
		return expression.List(t), ok
	case call.Name == "map" && len(call.Args) == 1:
		t, ok := l.readType(call.Args[0])
		return expression.Map(t), ok
	case call.Name == "one_of":
		v, ok := l.values.eval(call)
		if !ok {
			return expression.Any, false
		}
		if values, ok := stringList(v); ok {
			return expression.Type{Kind: expression.KindString, Values: values}, true
		}
	}
	l.unknownType(diag.RangeOf(call.Range()))
	return expression.Any, false
}

func (l *loader) unknownType(at diag.Range) {
	known := append(names(simpleTypes), "any", "object", "list", "map", "one_of")
	l.Errorf(diag.CodeUnknownType, at, "Unknown type",
		"A type is a bare word: string, number, bool, date, time, member, object or any, list(…) or map(…) of one of these, or one_of(…) with the strings that it can be. %s",
		suggestType(l.Text(at), known))
}

// typeForms is how types are written that say what is in them.
var typeForms = map[string]string{"list": "list(string)", "map": "map(string)", "one_of": `one_of("a", "b")`}

// otherTypes is what types are called elsewhere.
var otherTypes = map[string]string{
	"int": "number", "integer": "number", "float": "number", "double": "number", "decimal": "number",
	"boolean": "bool", "text": "string", "str": "string", "varchar": "string",
	"datetime": "time", "timestamp": "time", "instant": "time", "array": "list",
	"enum": "one_of", "oneof": "one_of", "choice": "one_of",
}

// suggestType helps with a type that isn't known, as it is written: in quotes, in brackets, or by the name of
// another language. One that holds others isn't a bare word.
func suggestType(written string, known []string) diag.Hint {
	word, _, holds := strings.Cut(strings.Trim(written, `"`), "(")
	item, isList := strings.CutPrefix(word, "[")
	if isList {
		word = strings.TrimSuffix(item, "]")
	}
	if other := otherTypes[strings.ToLower(word)]; other != "" {
		word = other
	}
	if word == "one_of" && !slices.Contains(known, word) {
		return diag.Hint{Sentence: `Write string, and which strings it can be beside it: values = ["a", "b"].`}
	}
	h := diag.SuggestOne(word, known)
	h.Given = written
	if isList && h.Near != "" {
		h.Near = "list(" + h.Near + ")"
		h.Sentence = "Write " + h.Near + "."
	}
	form, ok := typeForms[h.Near]
	switch {
	case ok && holds && h.Near == word: // What it holds is wrong.
		return diag.Hint{}
	case ok:
		h.Near, h.Sentence = form, "Write it as in "+form+"."
	}
	if h.Near == typeForms["one_of"] {
		h.Near = "" // Nobody knows which strings.
	}
	return h
}

// attributeType reads the type of an attribute of accounts or contacts: a single value, or a list of them.
func (b *block) attributeType() expression.Type {
	a := b.Body.Attributes["type"]
	if a == nil {
		return expression.Any
	}
	expr := a.Expr
	call, isList := expr.(*hclsyntax.FunctionCallExpr)
	if isList = isList && call.Name == "list" && len(call.Args) == 1; isList {
		expr = call.Args[0]
	}
	t, ok := simpleTypes[keyword(expr)]
	if !ok {
		at := diag.RangeOf(expr.Range())
		b.l.Errorf(diag.CodeUnknownType, at, "Unknown type",
			"The type of an attribute is a bare word: string, number, bool, date, time or member, or list(…) of one of these. %s",
			suggestType(b.l.Text(at), append(names(simpleTypes), "list")))
		return expression.Any
	}
	if isList {
		return expression.List(t)
	}
	return t
}

// limited is the type with the strings that it, or each item of a list, can be; it gives false when the
// type isn't of strings.
func limited(t expression.Type, values []string) (expression.Type, bool) {
	switch {
	case t.Kind == expression.KindAny:
		return t, true
	case t.Kind == expression.KindString:
		t.Values = slices.Clone(values)
		return t, true
	case t.Kind == expression.KindList && t.Elem != nil && t.Elem.Kind == expression.KindString:
		elem, _ := limited(*t.Elem, values)
		return expression.List(elem), true
	}
	return t, false
}
