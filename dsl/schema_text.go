package dsl

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/source"
)

// text is a string of the workspace with the places of its bytes. The origin of its segments is the module in whose
// files they were written; nil: the workspace.
type text struct {
	source.Text
	// value is all of it.
	value string
	// markdown says that it is Markdown, in which a value can be.
	markdown bool
}

// at is the place in the files of value[start:end].
func (t *text) at(l *loader, start, end int) diag.Range { return t.At(l.Reporter, start, end) }

// trimmed is the text without white space around it.
func (t *text) trimmed() string { return strings.TrimSpace(t.value) }

// textOf gives an expression's string and where it was written. It reports what isn't a string, as
// the value of an attribute of that name.
func (l *loader) textOf(name string, expr hclsyntax.Expression) (*text, bool) {
	t := &text{Text: source.Text{Whole: diag.RangeOf(expr.Range())}}
	v, ok := l.values.eval(expr)
	if !ok {
		return nil, false
	}
	if v.IsNull() || v.Type() != cty.String {
		l.Errorf(diag.CodeWrongType, t.Whole, "Wrong type", "%q takes a string.", name)
		return nil, false
	}
	l.trace(&t.Text, expr, v.AsString())
	t.value = t.String()
	return t, true
}

// trace appends value, which is the expression's, following it to where it was written.
func (l *loader) trace(t *source.Text, expr hclsyntax.Expression, value string) {
	at := expr.Range()
	if origin, outer := l.origin(expr), t.Origin; origin != outer {
		t.Origin = origin
		defer func() { t.Origin = outer }()
	}
	switch e := expr.(type) {
	case *hclsyntax.TemplateExpr:
		if l.traceParts(t, e) {
			return
		}
	case *hclsyntax.TemplateWrapExpr:
		l.trace(t, e.Wrapped, value)
		return
	case *hclsyntax.ParenthesesExpr:
		l.trace(t, e.Expression, value)
		return
	case *hclsyntax.ScopeTraversalExpr:
		if written := l.values.definitions[traversalName(e.Traversal)]; written != nil && len(e.Traversal) == 2 {
			l.trace(t, written, value)
			return
		}
	case *hclsyntax.FunctionCallExpr:
		if file, ok := l.fileArgument(e); ok {
			t.Add(string(l.Sources[file]), file, 0, len(l.Sources[file]))
			return
		}
	}
	t.AddWhole(value, at.Filename, at.Start.Byte, at.End.Byte)
}

// origin is the module in whose files a string or a call of a function was written; nil: the workspace.
func (l *loader) origin(expr hclsyntax.Expression) any {
	if m := l.moduleOf[expr]; m != nil {
		return m
	}
	return nil
}

// traceParts traces a string piece by piece. It gives false, and leaves t as it was, when a piece
// has no string of its own, such as a directive.
func (l *loader) traceParts(t *source.Text, e *hclsyntax.TemplateExpr) bool {
	kept := *t
	for _, part := range e.Parts {
		v, ok := l.values.eval(part)
		if !ok || v.IsNull() {
			*t = kept
			return false
		}
		if lit, isLiteral := part.(*hclsyntax.LiteralValueExpr); isLiteral && v.Type() == cty.String {
			t.AddLiteral(l.Sources[lit.SrcRange.Filename], e, lit)
			continue
		}
		s, ok := asString(v)
		if !ok {
			*t = kept
			return false
		}
		if s != "" {
			l.trace(t, part, s)
		}
	}
	return true
}

// fileArgument is the file that a call of file(…) reads.
func (l *loader) fileArgument(e *hclsyntax.FunctionCallExpr) (string, bool) {
	if e.Name != "file" || len(e.Args) != 1 {
		return "", false
	}
	v, ok := l.values.eval(e.Args[0])
	if !ok || v.IsNull() || v.Type() != cty.String {
		return "", false
	}
	_, known := l.Sources[v.AsString()]
	return v.AsString(), known
}

// traversalName is "var.x" of a traversal that begins so.
func traversalName(t hcl.Traversal) string {
	if len(t) < 2 {
		return t.RootName()
	}
	attr, _ := t[1].(hcl.TraverseAttr)
	return t.RootName() + "." + attr.Name
}
