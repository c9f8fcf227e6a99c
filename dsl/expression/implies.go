package expression

import "github.com/expr-lang/expr/ast"

// Implies says whether an expression is true only where another one is, as far as their form shows: it
// asks for all that the other asks for, in the same words or with a narrower bound, as in `seats >= 50`
// for `seats >= 5`. It answers false for what only thinking could show.
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

// implies says whether n asks for wanted, which isn't joined of others by `and`.
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

// narrower says whether both are bounds of one value, and the first lies within the second.
func narrower(first, second ast.Node) bool {
	value, operator, n, ok := boundOf(first)
	other, wide, w, okOther := boundOf(second)
	if !ok || !okOther || value != other || operator[0] != wide[0] {
		return false
	}
	if operator[0] == '<' {
		n, w = -n, -w
	}
	return n > w || n == w && (operator == wide || len(wide) == 2)
}

// boundOf takes a comparison with a number apart.
func boundOf(n ast.Node) (value, operator string, number float64, ok bool) {
	b, isBinary := n.(*ast.BinaryNode)
	if !isBinary {
		return "", "", 0, false
	}
	switch b.Operator {
	case ">", ">=", "<", "<=":
		number, ok = literalNumber(b.Right)
	}
	return b.Left.String(), b.Operator, number, ok
}
