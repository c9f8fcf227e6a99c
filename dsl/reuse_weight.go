package dsl

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/source"
)

// Limits of the values that ${…} and locals make, so that a few lines that repeat each other can't fill the
// memory. They are in bytes, about.
const (
	maxValue  = 1 << 20
	maxValues = 64 << 20  // of the whole workspace, besides a few times what is written
	maxRead   = 256 << 10 // of a file that file(…) reads
)

// weigher works out how large the value of an expression can become, without evaluating it. A loop
// multiplies; what its names stand for is a part of what it goes over.
type weigher struct {
	e *evaluator
	// parts is, for each node that is being walked, the weights of its children.
	parts [][]int
}

// weight is at least the number of bytes and elements of an expression's value, and of the steps to it.
func (e *evaluator) weight(expr hclsyntax.Expression) int {
	w := &weigher{e: e, parts: [][]int{nil}}
	hclsyntax.Walk(expr, w) //nolint:errcheck // It gives what Enter and Exit report: nothing.
	return w.parts[0][0]
}

// Enter begins with a node, before its children.
func (w *weigher) Enter(hclsyntax.Node) hcl.Diagnostics {
	w.parts = append(w.parts, nil)
	return nil
}

// Exit adds the weight of a node, whose children's are known, to those of its parent's parts.
func (w *weigher) Exit(n hclsyntax.Node) hcl.Diagnostics {
	last := len(w.parts) - 1
	own := min(w.node(n, w.parts[last]), maxValues)
	w.parts = w.parts[:last]
	w.parts[last-1] = append(w.parts[last-1], own)
	return nil
}

func (w *weigher) node(n hclsyntax.Node, parts []int) int {
	all := 1
	for _, part := range parts {
		all += part
	}
	switch n := n.(type) {
	case *hclsyntax.LiteralValueExpr:
		if n.Val.Type() == cty.String && !n.Val.IsNull() {
			return all + len(n.Val.AsString())
		}
	case *hclsyntax.ScopeTraversalExpr:
		return all + w.named(n.Traversal)
	case *hclsyntax.FunctionCallExpr:
		if n.Name == "file" {
			return all + w.file(n)
		}
	case *hclsyntax.ForExpr, *hclsyntax.SplatExpr: // The first child is what it goes over.
		return parts[0] * (all - parts[0])
	}
	return all
}

// named is the weight of a variable or local, or of the part of it that is named.
func (w *weigher) named(t hcl.Traversal) int {
	name := traversalName(t)
	whole := w.e.weights[name]
	if len(t) <= 2 || whole == 0 {
		return whole
	}
	part, diags := t[2:].TraverseRel(w.e.known[name])
	if diags.HasErrors() {
		return whole
	}
	return sizeOf(part)
}

func sizeOf(v cty.Value) int {
	all := 0
	_ = cty.Walk(v, func(_ cty.Path, v cty.Value) (bool, error) {
		all++
		if v.IsKnown() && !v.IsNull() && v.Type() == cty.String {
			all += len(v.AsString())
		}
		return true, nil
	})
	return all
}

// file is the length of a file that is named by a literal; of another one it is a guess.
func (w *weigher) file(n *hclsyntax.FunctionCallExpr) int {
	if len(n.Args) == 1 && source.IsLiteral(n.Args[0]) {
		if name, diags := n.Args[0].Value(nil); !diags.HasErrors() {
			src, _ := w.e.readFile(name.AsString())
			return len(src)
		}
	}
	return maxRead / 2
}

// affordable reports an expression whose value could become too large. Each use of a value counts.
func (e *evaluator) affordable(expr hclsyntax.Expression) bool {
	own := e.weight(expr)
	if e.total += own; e.total > e.limit { // Seldom: there may be many files.
		e.limit = e.allowed()
	}
	if own <= maxValue && e.total <= e.limit {
		return true
	}
	e.l.Errorf(diag.CodeEvaluation, diag.RangeOf(expr.Range()), "Value too large",
		"What this stands for could become larger than %d bytes, or all values together larger than %d. Repeat less of it.", maxValue, e.limit)
	return false
}

// allowed is how large all values may be together.
func (e *evaluator) allowed() int {
	all := maxValues
	for _, src := range e.l.Sources {
		all += 16 * len(src)
	}
	return all
}
