package expression

import "github.com/expr-lang/expr/ast"

// operators are the operators that become one call with two operands.
var operators = map[string]string{
	"==": "$eq", "!=": "$ne", "<": "$lt", "<=": "$le", ">": "$gt", ">=": "$ge",
	"+": "$add", "-": "$sub", "*": "$mul", "/": "$div", "%": "$mod", "**": "$pow", "^": "$pow",
	"contains": "$contains", "startsWith": "$startsWith", "endsWith": "$endsWith",
}

func (w *rewriter) unary(n *ast.UnaryNode) ast.Node {
	switch n.Operator {
	case "-":
		return call(n, "$neg", w.node(n.Node))
	case "+":
		return call(n, "$num", w.node(n.Node))
	}
	if b, ok := negatedOperator(n); ok { // Like !=, it is false for a missing value.
		return w.membership(b, "Not")
	}
	return w.not(n)
}

func (w *rewriter) binary(n *ast.BinaryNode) ast.Node {
	switch n.Operator {
	case "&&", "and":
		return w.and(n)
	case "||", "or":
		return w.or(n)
	case "??":
		return at(n, &ast.BinaryNode{Operator: "??", Left: w.node(n.Left), Right: w.node(n.Right)})
	case "..":
		return call(n, "$range", w.node(n.Left), w.node(n.Right))
	case "==", "!=":
		if isNil(n.Left) || isNil(n.Right) {
			return w.missing(n)
		}
	case "in", "matches", "contains", "startsWith", "endsWith":
		return w.membership(n, "")
	case "<", "<=", ">", ">=":
	default:
		return call(n, operators[n.Operator], w.node(n.Left), w.node(n.Right))
	}
	return w.compare(n, operators[n.Operator], w.node(n.Left), w.node(n.Right))
}

// compare is a call of a comparison. In Kleene's logic what it gives may be missing.
func (w *rewriter) compare(old ast.Node, name string, operands ...ast.Node) ast.Node {
	if w.kleene {
		return call(old, name, operands...)
	}
	return ask(old, name, operands...)
}

// negatedOperator is the `x in y` of `x not in y`, which the parser reads as `not (x in y)` with one place
// for both.
func negatedOperator(n *ast.UnaryNode) (*ast.BinaryNode, bool) {
	b, ok := n.Node.(*ast.BinaryNode)
	return b, ok && n.Operator == "not" && b.Location() == n.Location()
}

// membership rewrites the operators that can have a `not` before them.
func (w *rewriter) membership(n *ast.BinaryNode, not string) ast.Node {
	if n.Operator == "matches" {
		source, _ := literalText(n.Right)
		return w.compare(n, "$matches"+not, w.node(n.Left), &ast.ConstantNode{Value: newPattern(source)})
	}
	if n.Operator != "in" {
		return w.compare(n, operators[n.Operator]+not, w.node(n.Left), w.node(n.Right))
	}
	if r, ok := n.Right.(*ast.BinaryNode); ok && r.Operator == ".." {
		return w.compare(n, "$between"+not, w.node(n.Left), w.node(r.Left), w.node(r.Right))
	}
	return w.compare(n, "$in"+not, w.node(n.Left), w.node(n.Right))
}

// missing rewrites the test for a missing value, x == nil.
func (w *rewriter) missing(n *ast.BinaryNode) ast.Node {
	tested := n.Left
	if isNil(n.Left) {
		tested = n.Right
	}
	if n.Operator == "==" {
		return ask(n, "$isMissing", w.node(tested))
	}
	return ask(n, "$isPresent", w.node(tested))
}
