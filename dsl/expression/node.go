package expression

import "github.com/expr-lang/expr/ast"

// children are the nodes directly under n, in the order of the source.
func children(n ast.Node) []ast.Node {
	switch n := n.(type) {
	case *ast.UnaryNode:
		return []ast.Node{n.Node}
	case *ast.BinaryNode:
		return []ast.Node{n.Left, n.Right}
	case *ast.ChainNode:
		return []ast.Node{n.Node}
	case *ast.MemberNode:
		return []ast.Node{n.Node, n.Property}
	case *ast.SliceNode:
		return nodes(n.Node, n.From, n.To)
	case *ast.CallNode:
		return n.Arguments
	case *ast.BuiltinNode:
		return n.Arguments
	case *ast.PredicateNode:
		return []ast.Node{n.Node}
	case *ast.ConditionalNode:
		return []ast.Node{n.Cond, n.Exp1, n.Exp2}
	case *ast.VariableDeclaratorNode:
		return []ast.Node{n.Value, n.Expr}
	case *ast.SequenceNode:
		return n.Nodes
	case *ast.ArrayNode:
		return n.Nodes
	case *ast.MapNode:
		return n.Pairs
	case *ast.PairNode:
		return []ast.Node{n.Key, n.Value}
	}
	return nil
}

// size is the number of nodes of a tree.
func size(n ast.Node) int {
	all := 1
	for _, child := range children(n) {
		all += size(child)
	}
	return all
}

func nodes(all ...ast.Node) []ast.Node {
	var some []ast.Node
	for _, n := range all {
		if n != nil {
			some = append(some, n)
		}
	}
	return some
}
