package dsl

import (
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/source"
)

// renameBlock gives what a block of a library refers to the module's names: variables and locals at once,
// names in attributes by what the attribute refers to, expressions and templates when their text is read.
func (l *loader) renameBlock(m *module, b *hclsyntax.Block) {
	for _, a := range b.Body.Attributes {
		_ = hclsyntax.VisitAll(a.Expr, func(node hclsyntax.Node) hcl.Diagnostics {
			l.renameNode(m, node)
			return nil
		})
		if root := refersTo(b, a.Name); root != "" {
			m.renameNames(root, a.Expr)
		}
	}
	for _, child := range b.Body.Blocks {
		l.renameBlock(m, child)
	}
}

func (l *loader) renameNode(m *module, node hclsyntax.Node) {
	switch e := node.(type) {
	case *hclsyntax.TemplateExpr:
		l.moduleOf[e] = m
	case *hclsyntax.ScopeTraversalExpr:
		if root := e.Traversal.RootName(); len(e.Traversal) > 1 && (root == "var" || root == "local") {
			if step, ok := e.Traversal[1].(hcl.TraverseAttr); ok {
				step.Name = m.full(step.Name)
				e.Traversal[1] = step
			}
		}
	case *hclsyntax.FunctionCallExpr:
		l.moduleOf[e] = m
		if e.Name == "file" && len(e.Args) == 1 {
			e.Args[0] = below(m.dir, e.Args[0])
		}
	}
}

// below is a path from the library's folder on.
func below(dir string, expr hclsyntax.Expression) hclsyntax.Expression {
	at := expr.Range()
	folder := &hclsyntax.LiteralValueExpr{Val: cty.StringVal(dir + "/"), SrcRange: at}
	return &hclsyntax.TemplateExpr{Parts: []hclsyntax.Expression{folder, expr}, SrcRange: at}
}

// refersTo is the root of what an attribute names, empty when it names nothing of the library. The arguments of an
// action are no attributes of its schema.
func refersTo(b *hclsyntax.Block, attribute string) string {
	if b.Type == "action" && attribute == "template" {
		return "template"
	}
	if a := schemaOf(b, allSchemas()).attr(attribute); a != nil {
		return a.refers
	}
	return ""
}

// renameNames renames the strings of an expression that name what the library declares.
func (m *module) renameNames(root string, expr hclsyntax.Expression) {
	switch e := expr.(type) {
	case *hclsyntax.TupleConsExpr:
		for _, item := range e.Exprs {
			m.renameNames(root, item)
		}
	case *hclsyntax.TemplateExpr:
		if len(e.Parts) != 1 {
			return
		}
		lit, ok := e.Parts[0].(*hclsyntax.LiteralValueExpr)
		if ok && lit.Val.Type() == cty.String && m.declared[root+"."+lit.Val.AsString()] {
			lit.Val = cty.StringVal(m.full(lit.Val.AsString()))
		}
	}
}

// rename is the module's name for what an expression of the library reads; ok is false when it isn't
// the library's.
func (m *module) rename(root, name string) (string, bool) {
	if root == "var" || root == "local" || m.declared[root+"."+name] {
		return m.full(name), true
	}
	return "", false
}

// wordOfText is a word in a sentence.
var wordOfText = regexp.MustCompile(`[\pL_][\pL\pN_]*`)

// moduleOfText is the module in whose library a place is, and whose names a text has; nil in the workspace's own files.
func (l *loader) moduleOfText(t *text, at diag.Range) *module {
	i := slices.IndexFunc(l.brought, func(m *module) bool {
		return strings.HasPrefix(at.File, m.dir+"/") && strings.Contains(t.value, "."+m.name+"_")
	})
	if i < 0 {
		return nil
	}
	return l.brought[i]
}

// unnamed is a sentence with the names of the module as its library writes them.
func (m *module) unnamed(sentence string) string {
	return wordOfText.ReplaceAllStringFunc(sentence, func(word string) string {
		if name, ok := strings.CutPrefix(word, m.name+"_"); ok {
			return name
		}
		return word
	})
}

// reference finds strings, which are left alone, and chains of names.
var reference = regexp.MustCompile("'(?:\\\\.|[^'\\\\])*'|\"(?:\\\\.|[^\"\\\\])*\"|`[^`]*`|([\\pL_][\\pL\\pN_]*)\\s*\\??\\.\\s*([\\pL_][\\pL\\pN_]*)(?:\\s*\\??\\.\\s*[\\pL_][\\pL\\pN_]*)*")

// asExpression is the text of a decision with the names of the module that it was written in.
func (t *text) asExpression() *text { return t.renamed([][]int{{0, len(t.value)}}) }

// asTemplate is the text of a template with the names of the module that it was written in.
func (t *text) asTemplate() *text {
	if !t.ofModule() {
		return t
	}
	return t.renamed(source.Placeholder.FindAllStringIndex(t.value, -1))
}

func (t *text) ofModule() bool {
	for _, s := range t.Segments() {
		if s.Origin != nil {
			return true
		}
	}
	return false
}

// renamed is the text with the names in these parts of it that its modules give.
func (t *text) renamed(parts [][]int) *text {
	if !t.ofModule() {
		return t
	}
	out, done := &text{Text: source.Text{Whole: t.Whole}}, 0
	for _, part := range parts {
		for _, at := range reference.FindAllStringSubmatchIndex(t.value[part[0]:part[1]], -1) {
			start := part[0] + at[0]
			s, ok := t.Find(start)
			if at[2] < 0 || !ok || s.Origin == nil || start > 0 && t.value[start-1] == '.' {
				continue
			}
			from, to := part[0]+at[4], part[0]+at[5]
			if name, own := s.Origin.(*module).rename(t.value[part[0]+at[2]:part[0]+at[3]], t.value[from:to]); own {
				out.Copy(&t.Text, done, from)
				out.Replace(&t.Text, from, to, name)
				done = to
			}
		}
	}
	out.Copy(&t.Text, done, len(t.value))
	out.value = out.String()
	return out
}
