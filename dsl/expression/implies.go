package expression

import "github.com/expr-lang/expr/ast"

// Implies says whether an expression, where it is true, asks for another one with the same words: it is
// that, or joins it to others by `and`. It answers false for what only thinking could show.
func (p *Program) Implies(other *Program) bool {
	tree, problem := parse(p.source, newOffsets(p.source))
	wanted, unreadable := parse(other.source, newOffsets(other.source))
	if problem != nil || unreadable != nil {
		return false
	}
	return implies(tree.Node, wanted.Node.String())
}

func implies(n ast.Node, wanted string) bool {
	if n.String() == wanted {
		return true
	}
	and, ok := n.(*ast.BinaryNode)
	if !ok || and.Operator != "&&" && and.Operator != "and" {
		return false
	}
	return implies(and.Left, wanted) || implies(and.Right, wanted)
}
