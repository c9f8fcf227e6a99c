package importer

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
)

// locals are what the mapping's locals blocks name: texts, lists and whole descriptions of values that
// are used more than once. They are put where they are used before anything is read.
type locals map[string]hcl.Expression

// add takes the names of one locals block.
func (l locals) add(block *hcl.Block) hcl.Diagnostics {
	attrs, diags := block.Body.JustAttributes()
	for _, attr := range sorted(attrs) {
		if before, twice := l[attr.Name]; twice {
			diags = append(diags, fault(attr.NameRange, "Written twice",
				"local.%s has a value already, at line %d.", attr.Name, before.Range().Start.Line))
			continue
		}
		l[attr.Name] = attr.Expr
	}
	return diags
}

// resolve follows local.NAME to what it stands for; anything else stays as it is.
func (l locals) resolve(expr hcl.Expression) (hcl.Expression, hcl.Diagnostics) {
	for range len(l) + 1 {
		traversal, diags := hcl.AbsTraversalForExpr(expr)
		if diags.HasErrors() || traversal.RootName() != "local" || len(traversal) != 2 {
			return expr, nil
		}
		name, ok := traversal[1].(hcl.TraverseAttr)
		if !ok {
			return expr, nil
		}
		next, known := l[name.Name]
		if !known {
			return expr, hcl.Diagnostics{fault(expr.Range(), "Unknown name",
				"The mapping has no local.%s.%s", name.Name, suggest(name.Name, names(l)))}
		}
		expr = next
	}
	return expr, hcl.Diagnostics{fault(expr.Range(), "Circle", "The locals stand for each other in a circle.")}
}

// place returns the range of what an expression stands for.
func (l locals) place(expr hcl.Expression) hcl.Range {
	resolved, _ := l.resolve(expr)
	return resolved.Range()
}

// sorted returns attributes in the order of the file, so that diagnostics come in it too.
func sorted(attrs hcl.Attributes) []*hcl.Attribute {
	return slices.SortedFunc(maps.Values(attrs), func(a, b *hcl.Attribute) int {
		return a.Range.Start.Byte - b.Range.Start.Byte
	})
}

// names returns a map's keys in order.
func names[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}
