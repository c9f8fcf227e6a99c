package expression

import "github.com/expr-lang/expr/ast"

// Implies reports whether an expression is true only where another one is, as far as their form shows: it
// asks for all that the other asks for, in the same words or with a narrower bound, as in `seats >= 50`
// for `seats >= 5`, and `status == 'trial'` for `status in ['trial', 'churned']`. It answers false for what only thinking could show.
func (p *Program) Implies(other *Program) bool {
	tree, problem := parse(p.source, newOffsets(p.source))
	wanted, unreadable := parse(other.source, newOffsets(other.source))
	if problem != nil || unreadable != nil {
		return false
	}
	for _, part := range conjuncts(wanted.Node) {
		if !implies(tree.Node, part) {
			return false
		}
	}
	return true
}

// implies reports whether n asks for wanted, which isn't joined of others by `and`.
func implies(n, wanted ast.Node) bool {
	if n.String() == wanted.String() || narrower(n, wanted) {
		return true
	}
	b, ok := n.(*ast.BinaryNode)
	switch {
	case !ok:
		return false
	case b.Operator == "&&" || b.Operator == "and":
		return implies(b.Left, wanted) || implies(b.Right, wanted)
	case b.Operator == "||" || b.Operator == "or":
		return implies(b.Left, wanted) && implies(b.Right, wanted)
	}
	return false
}

// conjuncts is the parts that `and` joins.
func conjuncts(n ast.Node) []ast.Node {
	if b, ok := n.(*ast.BinaryNode); ok && (b.Operator == "&&" || b.Operator == "and") {
		return append(conjuncts(b.Left), conjuncts(b.Right)...)
	}
	return []ast.Node{n}
}

// narrower reports whether both are about one value, and what the first says of it lies within the second.
func narrower(first, second ast.Node) bool {
	claim, ok := claimOf(first)
	wide, okWide := claimOf(second)
	return ok && okWide && claim.within(wide)
}
