package dsl

import (
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/source"
)

// Decisions is the places of the strings and heredocs of a file that hold one expression each, in the
// order of the source, for tools that write files. It needs no valid workspace, but a file that can be
// read as HCL: else there are diagnostics with errors.
func Decisions(name string, src []byte) ([]diag.Range, diag.Diagnostics) {
	l := newLoader(map[string][]byte{name: src}, Options{})
	body := l.source.ParseWhole(name, src)
	if body == nil || l.List.HasErrors() {
		return nil, l.Sorted()
	}
	var found []diag.Range
	for _, b := range body.Blocks {
		found = append(found, decisionsIn(b, schemaOf(b, schemas()))...)
	}
	slices.SortFunc(found, func(a, b diag.Range) int { return a.StartByte - b.StartByte })
	return found, l.Sorted()
}

func decisionsIn(b *hclsyntax.Block, s *schema) []diag.Range {
	var found []diag.Range
	for name, written := range b.Body.Attributes {
		if a := s.attr(name); a != nil && a.kind.decision() && source.IsLiteral(written.Expr) {
			found = append(found, diag.RangeOf(written.Expr.Range()))
		}
	}
	for _, child := range b.Body.Blocks {
		found = append(found, decisionsIn(child, schemaOf(child, s.inside()))...)
	}
	return found
}
