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
	return call(n, "$not", w.node(n.Node))
}

func (w *rewriter) binary(n *ast.BinaryNode) ast.Node {
	switch n.Operator {
	case "&&", "and":
		return w.shortCircuit(n, "$isFalse", "$and", false)
	case "||", "or":
		return w.shortCircuit(n, "$isTrue", "$or", true)
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
	}
	return call(n, operators[n.Operator], w.node(n.Left), w.node(n.Right))
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
		return call(n, "$matches"+not, w.node(n.Left), &ast.ConstantNode{Value: newPattern(source)})
	}
	if n.Operator != "in" {
		return call(n, operators[n.Operator]+not, w.node(n.Left), w.node(n.Right))
	}
	if r, ok := n.Right.(*ast.BinaryNode); ok && r.Operator == ".." {
		return call(n, "$between"+not, w.node(n.Left), w.node(r.Left), w.node(r.Right))
	}
	return call(n, "$in"+not, w.node(n.Left), w.node(n.Right))
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

// shortCircuit evaluates the right side only when the left one leaves the question open.
func (w *rewriter) shortCircuit(n *ast.BinaryNode, closed, combine string, result bool) ast.Node {
	return w.once(w.node(n.Left), func(left func() ast.Node) ast.Node {
		return at(n, &ast.ConditionalNode{
			Cond: ask(n, closed, left()),
			Exp1: &ast.BoolNode{Value: result},
			Exp2: call(n, combine, left(), w.node(n.Right)),
		})
	})
}

func (w *rewriter) conditional(n *ast.ConditionalNode) ast.Node {
	return w.once(w.node(n.Cond), func(cond func() ast.Node) ast.Node {
		return &ast.ConditionalNode{
			Cond: ask(n.Cond, "$isDecided", cond()),
			Exp1: &ast.ConditionalNode{Cond: ask(n.Cond, "$isTrue", cond()), Exp1: w.node(n.Exp1), Exp2: w.node(n.Exp2)},
			Exp2: &ast.NilNode{},
		}
	})
}
