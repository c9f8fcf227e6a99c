package dsl

import (
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/tendhq/tend/dsl/diag"
)

// text is a string of the workspace that knows where each of its bytes was written: in a quoted
// string with escapes, in a heredoc with stripped indentation, in a variable's default, or in a file.
type text struct {
	value    string // known when all of it was added
	written  []byte // what was added
	segments []segment
	// whole is the place of the attribute's value.
	whole diag.Range
	// module is the one in whose files the next piece is written.
	module *module
	// markdown says that it is Markdown, in which a value can be.
	markdown bool
}

// segment says where value[start:end] was written: byte by byte from a place of the file on, or all
// of it at one place (an escape, or a value put in by ${…}).
type segment struct {
	start, end int
	file       string
	from, to   int
	exact      bool
	// module is the one in whose files it was written; nil: the workspace's.
	module *module
}

// add appends a piece of text that was written at a place.
func (t *text) add(s, file string, from, to int) {
	if s == "" {
		return
	}
	start := len(t.written)
	t.written = append(t.written, s...)
	exact := to-from == len(s)
	if n := len(t.segments); n > 0 && exact {
		last := &t.segments[n-1]
		if last.exact && last.file == file && last.to == from && last.module == t.module {
			last.end, last.to = len(t.written), to
			return
		}
	}
	t.segments = append(t.segments, segment{start: start, end: len(t.written), file: file, from: from, to: to, exact: exact, module: t.module})
}

// addWhole appends a piece of which only the place as a whole is known.
func (t *text) addWhole(s, file string, from, to int) {
	if s == "" {
		return
	}
	start := len(t.written)
	t.written = append(t.written, s...)
	t.segments = append(t.segments, segment{start: start, end: len(t.written), file: file, from: from, to: to, module: t.module})
}

// at is the place in the files of value[start:end].
func (t *text) at(l *loader, start, end int) diag.Range {
	first, ok := t.find(start)
	if !ok {
		return t.end(l)
	}
	file, from, to := first.file, first.from, first.to
	if first.exact {
		from += start - first.start
		to = from + 1
	}
	if last, ok := t.find(max(end-1, start)); ok && last.file == file {
		to = last.to
		if last.exact {
			to = last.from + max(end-1, start) - last.start + 1
		}
	}
	return l.RangeIn(file, from, wholeCharacter(l.Sources[file], to))
}

// end is the place after the last byte, where something is lacking.
func (t *text) end(l *loader) diag.Range {
	if len(t.segments) == 0 {
		return t.whole
	}
	last := t.segments[len(t.segments)-1]
	return l.RangeIn(last.file, last.to, last.to)
}

func (t *text) find(offset int) (segment, bool) {
	i := sort.Search(len(t.segments), func(i int) bool { return offset < t.segments[i].end })
	if i == len(t.segments) || offset < t.segments[i].start {
		return segment{}, false
	}
	return t.segments[i], true
}

// wholeCharacter moves an offset that is inside a character to its end.
func wholeCharacter(src []byte, offset int) int {
	for offset < len(src) && src[offset]&0xC0 == 0x80 {
		offset++
	}
	return offset
}

// trimmed is the text without white space around it.
func (t *text) trimmed() string { return strings.TrimSpace(t.value) }

// literal says whether an expression is a plain string, without ${…}.
func literal(expr hclsyntax.Expression) bool {
	t, ok := expr.(*hclsyntax.TemplateExpr)
	if !ok {
		return false
	}
	for _, part := range t.Parts {
		if lit, ok := part.(*hclsyntax.LiteralValueExpr); !ok || lit.Val.Type() != cty.String {
			return false
		}
	}
	return true
}

// textOf gives an expression's string and where it was written. It reports what isn't a string, as
// the value of an attribute of that name.
func (l *loader) textOf(name string, expr hclsyntax.Expression) (*text, bool) {
	t := &text{whole: diag.RangeOf(expr.Range())}
	v, ok := l.values.eval(expr)
	if !ok {
		return nil, false
	}
	if v.IsNull() || v.Type() != cty.String {
		l.Errorf(diag.CodeWrongType, t.whole, "Wrong type", "%q takes a string.", name)
		return nil, false
	}
	l.trace(t, expr, v.AsString())
	t.value = string(t.written)
	return t, true
}

// trace appends value, which is the expression's, following it to where it was written.
func (l *loader) trace(t *text, expr hclsyntax.Expression, value string) {
	at := expr.Range()
	if m := l.moduleOf[expr]; m != t.module {
		outer := t.module
		t.module = m
		defer func() { t.module = outer }()
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
		if written := l.values.written[traversalName(e.Traversal)]; written != nil && len(e.Traversal) == 2 {
			l.trace(t, written, value)
			return
		}
	case *hclsyntax.FunctionCallExpr:
		if file, ok := l.fileArgument(e); ok {
			t.add(string(l.Sources[file]), file, 0, len(l.Sources[file]))
			return
		}
	}
	t.addWhole(value, at.Filename, at.Start.Byte, at.End.Byte)
}

// traceParts traces a string piece by piece. It gives false, and leaves t as it was, when a piece
// has no string of its own, such as a directive.
func (l *loader) traceParts(t *text, e *hclsyntax.TemplateExpr) bool {
	kept := *t
	for _, part := range e.Parts {
		v, ok := l.values.eval(part)
		if !ok || v.IsNull() {
			*t = kept
			return false
		}
		if lit, isLiteral := part.(*hclsyntax.LiteralValueExpr); isLiteral && v.Type() == cty.String {
			l.traceLiteral(t, e, lit)
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
