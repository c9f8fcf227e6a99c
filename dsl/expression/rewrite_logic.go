package expression

import (
	"reflect"

	"github.com/expr-lang/expr/ast"
)

// In two-valued logic, expr's own operators join bools, and a missing one is made false before. Kleene's
// logic has calls of ours for them.

var boolType = reflect.TypeFor[bool]()

// ask is a call that always gives a bool.
func ask(old ast.Node, name string, arguments ...ast.Node) ast.Node {
	return isBool(call(old, name, arguments...))
}

// isBool marks a node that always gives a bool.
func isBool(n ast.Node) ast.Node {
	n.SetType(boolType)
	return n
}

// truth is an operand as a bool: a missing one is false.
func (w *rewriter) truth(operator, operand ast.Node) ast.Node {
	rewritten := w.node(operand)
	if rewritten.Type() == boolType {
		return rewritten
	}
	return ask(operator, "$isTrue", rewritten)
}

func (w *rewriter) and(n *ast.BinaryNode) ast.Node {
	if w.kleene {
		return w.shortCircuit(n, "$isFalse", "$and", false)
	}
	return isBool(at(n, &ast.BinaryNode{Operator: "&&", Left: w.truth(n, n.Left), Right: w.truth(n, n.Right)}))
}

func (w *rewriter) or(n *ast.BinaryNode) ast.Node {
	if w.kleene {
		return w.shortCircuit(n, "$isTrue", "$or", true)
	}
	return isBool(at(n, &ast.BinaryNode{Operator: "||", Left: w.truth(n, n.Left), Right: w.truth(n, n.Right)}))
}

func (w *rewriter) not(n *ast.UnaryNode) ast.Node {
	if w.kleene {
		return call(n, "$not", w.node(n.Node))
	}
	return isBool(at(n, &ast.UnaryNode{Operator: "!", Node: w.truth(n, n.Node)}))
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
	if !w.kleene {
		return at(n, &ast.ConditionalNode{Cond: w.truth(n.Cond, n.Cond), Exp1: w.node(n.Exp1), Exp2: w.node(n.Exp2)})
	}
	return w.once(w.node(n.Cond), func(cond func() ast.Node) ast.Node {
		return &ast.ConditionalNode{
			Cond: ask(n.Cond, "$isDecided", cond()),
			Exp1: &ast.ConditionalNode{Cond: ask(n.Cond, "$isTrue", cond()), Exp1: w.node(n.Exp1), Exp2: w.node(n.Exp2)},
			Exp2: &ast.NilNode{},
		}
	})
}
