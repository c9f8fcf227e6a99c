package importer

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// literal reads a text that is written out in the mapping.
func (l locals) literal(expr hcl.Expression) (string, hcl.Diagnostics) {
	expr, diags := l.resolve(expr)
	if diags.HasErrors() {
		return "", diags
	}
	if used := expr.Variables(); len(used) > 0 {
		return "", hcl.Diagnostics{unquoted(expr.Range(), used[0])}
	}
	value, diags := expr.Value(nil)
	if diags.HasErrors() {
		return "", diags
	}
	if value.IsNull() || !value.IsKnown() || value.Type() != cty.String {
		return "", hcl.Diagnostics{fault(expr.Range(), "Wrong type", "A text is needed here, in quotes.")}
	}
	return value.AsString(), nil
}

// unquoted says how to write what stands for something else without being in quotation marks, or in ${ … }.
func unquoted(at hcl.Range, used hcl.Traversal) *hcl.Diagnostic {
	name := last(used)
	switch root := used.RootName(); {
	case root == "local":
		return fault(at, "A local by itself", "local.%s stands for a whole value, and not for a part of one: write the text out.", name)
	case root != "row" || len(used) == 1:
		return fault(at, "A text in quotation marks", "A text is needed here, and %s is none without quotation marks: write %q.", root, root)
	default:
		return fault(at, "A column in quotation marks", "A column is written by its name, %q, and in a text as %q; an expression, such as of when and value, stands in quotation marks as a whole: \"row.%s != ''\".",
			name, "{{ row."+name+" }}", name)
	}
}

// last returns the name that ends a traversal such as row.first and row["first"].
func last(t hcl.Traversal) string {
	switch step := t[len(t)-1].(type) {
	case hcl.TraverseAttr:
		return step.Name
	case hcl.TraverseIndex:
		if text, err := convert.Convert(step.Key, cty.String); err == nil && text.IsKnown() && !text.IsNull() {
			return text.AsString()
		}
	}
	return t.RootName()
}

// flag reads true or false.
func (l locals) flag(expr hcl.Expression) (bool, hcl.Diagnostics) {
	expr, diags := l.resolve(expr)
	if diags.HasErrors() {
		return false, diags
	}
	value, diags := expr.Value(nil)
	if diags.HasErrors() {
		return false, diags
	}
	if value.IsNull() || !value.IsKnown() || value.Type() != cty.Bool {
		return false, hcl.Diagnostics{fault(expr.Range(), "Wrong type", "Either true or false is needed here, without quotes.")}
	}
	return value.True(), nil
}

// key reads the name of an object's entry, which may be written without quotes, as true and 2013 are.
func key(expr hcl.Expression) (string, hcl.Diagnostics) {
	value, diags := expr.Value(nil)
	if diags.HasErrors() {
		return "", diags
	}
	text, err := convert.Convert(value, cty.String)
	if err != nil || text.IsNull() || !text.IsKnown() {
		return "", hcl.Diagnostics{fault(expr.Range(), "Wrong name", "A name is needed here.")}
	}
	return text.AsString(), nil
}

// literals reads one text or a list of them.
func (l locals) literals(expr hcl.Expression) ([]string, hcl.Diagnostics) {
	expr, diags := l.resolve(expr)
	if diags.HasErrors() {
		return nil, diags
	}
	items, diags := hcl.ExprList(expr)
	if diags.HasErrors() {
		text, diags := l.literal(expr)
		return []string{text}, diags
	}
	diags = nil
	var texts []string
	for _, item := range items {
		text, more := l.literal(item)
		diags = append(diags, more...)
		texts = append(texts, text)
	}
	return texts, diags
}

// pair is one entry of an object, in the order of the file.
type pair struct {
	name  string
	at    hcl.Range
	value hcl.Expression
}

// pairs reads an object's entries; ok is false when the expression isn't an object.
func (l locals) pairs(expr hcl.Expression) (list []pair, ok bool, diags hcl.Diagnostics) {
	expr, diags = l.resolve(expr)
	entries, notMap := hcl.ExprMap(expr)
	if notMap.HasErrors() {
		return nil, false, diags
	}
	seen := map[string]bool{}
	for _, entry := range entries {
		name, more := key(entry.Key)
		diags = append(diags, more...)
		if seen[name] {
			diags = append(diags, fault(entry.Key.Range(), "Written twice", "%q stands here twice.", name))
		}
		seen[name] = true
		list = append(list, pair{name: name, at: entry.Key.Range(), value: entry.Value})
	}
	return list, true, diags
}
