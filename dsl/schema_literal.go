package dsl

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// literalValue is an argument's value with its strings as *text: lists and objects are kept in their form.
func (l *loader) literalValue(name string, expr hclsyntax.Expression) (any, bool) {
	switch e := expr.(type) {
	case *hclsyntax.TupleConsExpr:
		list := make([]any, 0, len(e.Exprs))
		for _, item := range e.Exprs {
			value, ok := l.literalValue(name, item)
			if !ok {
				return nil, false
			}
			list = append(list, value)
		}
		return list, true
	case *hclsyntax.ObjectConsExpr:
		object := map[string]any{}
		for _, item := range e.Items {
			key, _, okKey := l.key(item.KeyExpr)
			value, ok := l.literalValue(name, item.ValueExpr)
			if !okKey || !ok {
				return nil, false
			}
			object[key] = value
		}
		return object, true
	}
	v, ok := l.values.eval(expr)
	if !ok {
		return nil, false
	}
	if !v.IsNull() && v.Type() == cty.String {
		t, ok := l.textOf(name, expr)
		if !ok {
			return nil, false
		}
		return t.asTemplate(), true
	}
	return plain(v), true
}

// asString is a value as ${…} puts it into a string.
func asString(v cty.Value) (string, bool) {
	s, err := convert.Convert(v, cty.String)
	if err != nil || s.IsNull() || !s.IsKnown() {
		return "", false
	}
	return s.AsString(), true
}
