package dsl

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Decisions is the places of the strings and heredocs of a file that hold one expression each, in the
// order of the source, for tools that write files. It needs no valid workspace, but a file that can be
// read as HCL: else there are diagnostics with errors.
func Decisions(name string, src []byte) ([]Range, Diagnostics) {
	l := newLoader(map[string][]byte{name: src}, Options{})
	file, diags := hclsyntax.ParseConfig(src, name, hcl.InitialPos)
	l.wrap(diags, CodeSyntax)
	if l.list.HasErrors() || file == nil {
		return nil, l.sorted()
	}
	var found []Range
	for _, b := range file.Body.(*hclsyntax.Body).Blocks {
		found = append(found, decisionsIn(b, schemaOf(b, schemas()))...)
	}
	slices.SortFunc(found, func(a, b Range) int { return a.StartByte - b.StartByte })
	return found, l.sorted()
}

// schemaOf is the schema of a block among those that may stand where it does; nil when it is none of them.
func schemaOf(b *hclsyntax.Block, among []*schema) *schema {
	i := slices.IndexFunc(among, func(s *schema) bool {
		return s.word == b.Type && (s.kind == "" || len(b.Labels) > 0 && b.Labels[0] == s.kind)
	})
	if i < 0 {
		return nil
	}
	return among[i]
}

func decisionsIn(b *hclsyntax.Block, s *schema) []Range {
	if s == nil {
		return nil
	}
	var found []Range
	for _, a := range s.attrs {
		written := b.Body.Attributes[a.name]
		if written != nil && a.takes.expression() && literal(written.Expr) {
			found = append(found, rangeOf(written.Expr.Range()))
		}
	}
	for _, child := range b.Body.Blocks {
		found = append(found, decisionsIn(child, schemaOf(child, s.inside()))...)
	}
	return found
}

// expression says whether it is a decision: one expression in quotes.
func (t takes) expression() bool { return strings.HasPrefix(string(t), "an expression") }
