package expression

import "github.com/expr-lang/expr/ast"

// predicateCall keeps expr's loops and puts ours around them: a missing list makes the result missing,
// every turn is counted, a missing bool is false.
func (w *rewriter) predicateCall(n *ast.BuiltinNode) ast.Node {
	list := call(n, "$list", w.node(n.Arguments[0]), &ast.ConstantNode{Value: size(n) / nodesPerWork})
	nothing := "$isMissing"
	if n.Name == "reduce" && len(n.Arguments) == 2 {
		nothing = "$isEmpty" // There is no first element to begin with.
	}
	return w.once(list, func(items func() ast.Node) ast.Node {
		return at(n, &ast.ConditionalNode{
			Cond: ask(n, nothing, items()),
			Exp1: &ast.NilNode{},
			Exp2: w.loop(n, items),
		})
	})
}

func (w *rewriter) loop(n *ast.BuiltinNode, items func() ast.Node) ast.Node {
	body := ast.Node(&ast.PointerNode{})
	if len(n.Arguments) > 1 {
		body = w.node(n.Arguments[1].(*ast.PredicateNode).Node)
	}
	var third []ast.Node
	if len(n.Arguments) > 2 {
		third = []ast.Node{w.node(n.Arguments[2])}
	}
	turn := "$item"
	if functions[n.Name].asks() {
		turn = "$isTrue"
	}
	predicate := &ast.PredicateNode{Node: ask(n, turn, body)}
	builtin := func(name string, rest ...ast.Node) ast.Node {
		return at(n, &ast.BuiltinNode{Name: name, Arguments: append([]ast.Node{items(), predicate}, rest...)})
	}
	switch n.Name {
	case "sum":
		return call(n, "$sum", builtin("map"))
	case "groupBy", "findLast", "findLastIndex":
		// expr's own loops backwards leave values on the stack that become arguments of the next call.
		return call(n, "$"+n.Name, items(), builtin("map"))
	case "sortBy":
		return call(n, "$sortBy", append([]ast.Node{items(), builtin("map")}, third...)...)
	}
	return builtin(n.Name, third...)
}
