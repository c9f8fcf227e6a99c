package dsl

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Decisions is the places of the strings and heredocs of a file that hold one expression each, in the
// order of the source, for tools that write files. It needs no valid workspace, but a file that can be
// read as HCL: else there are diagnostics with errors.
func Decisions(name string, src []byte) ([]Range, Diagnostics) {
	l := newLoader(map[string][]byte{name: src}, Options{})
	file, diags := l.parseHCL(src, name, hcl.InitialPos)
	if diags.HasErrors() {
		l.stumbles(name, string(src), 0, diags)
	}
	if l.list.HasErrors() {
		return nil, l.sorted()
	}
	var found []Range
	for _, b := range file.Body.(*hclsyntax.Body).Blocks {
		found = append(found, decisionsIn(b, schemaOf(b, schemas()))...)
	}
	slices.SortFunc(found, func(a, b Range) int { return a.StartByte - b.StartByte })
	return found, l.sorted()
}

func decisionsIn(b *hclsyntax.Block, s *schema) []Range {
	var found []Range
	for name, written := range b.Body.Attributes {
		if a := s.attr(name); a != nil && a.takes.decision() && literal(written.Expr) {
			found = append(found, rangeOf(written.Expr.Range()))
		}
	}
	for _, child := range b.Body.Blocks {
		found = append(found, decisionsIn(child, schemaOf(child, s.inside()))...)
	}
	return found
}
