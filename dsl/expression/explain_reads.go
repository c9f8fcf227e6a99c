package expression

import (
	"cmp"
	"slices"

	"github.com/expr-lang/expr/ast"
)

// placed is a read with the place where it begins.
type placed struct {
	Read
	start int
}

// reads is the values that a condition without parts looks at: the names in it, and what it compares, if
// that is worked out.
func (x *explainer) reads(n ast.Node, lets []*ast.VariableDeclaratorNode) []Read {
	all := x.compared(n, lets)
	for _, use := range usesOf(within(n, lets), x.checker) {
		value, err := newRun(x.env, false).lookup(use.Path)
		if err == nil {
			value, err = copyValue(value, 0, func(int) error { return nil })
		}
		if err != nil {
			value = nil
		}
		text := Canonical(x.program.source[use.Start:use.End])
		all = append(all, placed{Read{Source: text, Path: use.Path, Value: value}, use.Start})
	}
	slices.SortStableFunc(all, func(a, b placed) int { return cmp.Compare(a.start, b.start) })
	var reads []Read
	for _, r := range all {
		known := slices.ContainsFunc(reads, func(other Read) bool { return other.Source == r.Source })
		if !known {
			reads = append(reads, r.Read)
		}
	}
	return reads
}

// compared is the operands of a comparison that are worked out from names.
func (x *explainer) compared(n ast.Node, lets []*ast.VariableDeclaratorNode) []placed {
	if not, ok := n.(*ast.UnaryNode); ok {
		if b, membership := negatedOperator(not); membership {
			n = b
		}
	}
	b, ok := n.(*ast.BinaryNode)
	if !ok {
		return nil
	}
	var all []placed
	for _, operand := range []ast.Node{b.Left, b.Right} {
		if !workedOut(operand, lets) || len(usesOf(within(operand, lets), x.checker)) == 0 {
			continue
		}
		p, err := x.compile(operand, lets)
		if err != nil {
			continue
		}
		value, err := p.Eval(x.env)
		if err != nil {
			continue // The comparison tells of it.
		}
		start, end := x.checker.span(operand)
		text := Canonical(x.program.source[start:end])
		all = append(all, placed{Read{Source: text, Function: callee(operand), Value: value}, start})
	}
	return all
}

// workedOut reports whether a node is a value of its own that isn't written in the text: a calculation, a
// call, a name after `let`.
func workedOut(n ast.Node, lets []*ast.VariableDeclaratorNode) bool {
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return slices.ContainsFunc(lets, func(let *ast.VariableDeclaratorNode) bool { return let.Name == n.Value })
	case *ast.BinaryNode:
		return n.Operator != ".."
	case *ast.CallNode, *ast.BuiltinNode, *ast.UnaryNode, *ast.ConditionalNode, *ast.SliceNode:
		return true
	}
	return false
}

// callee is the function that a node calls.
func callee(n ast.Node) string {
	if call, ok := n.(*ast.CallNode); ok {
		if name, ok := call.Callee.(*ast.IdentifierNode); ok {
			return name.Value
		}
	}
	return ""
}
