package expression

import (
	"strings"

	"github.com/expr-lang/expr/ast"
)

// first is the position of a node's first character. It goes down one way only, since nodes are shared.
func first(n ast.Node) int {
	from := n.Location().From
	switch n := n.(type) {
	case *ast.BinaryNode:
		return min(from, first(n.Left))
	case *ast.UnaryNode:
		return min(from, first(n.Node))
	case *ast.ConditionalNode:
		return first(n.Cond)
	case *ast.ChainNode:
		return first(n.Node)
	case *ast.MemberNode:
		return first(n.Node)
	case *ast.SliceNode:
		return first(n.Node)
	case *ast.CallNode:
		return firstOfCall(first(n.Callee), n.Arguments)
	case *ast.BuiltinNode:
		return firstOfCall(from, n.Arguments)
	}
	return from
}

// firstOfCall minds `x | f()`, where the first argument stands before the name.
func firstOfCall(from int, arguments []ast.Node) int {
	if len(arguments) > 0 {
		return min(from, first(arguments[0]))
	}
	return from
}

// last is the position after a node's last character, without what only closes it.
func last(n ast.Node) int {
	to := n.Location().To
	switch n := n.(type) {
	case *ast.MemberNode:
		return last(n.Property)
	case *ast.CallNode, *ast.BuiltinNode, *ast.UnaryNode, *ast.BinaryNode, *ast.ConditionalNode, *ast.ChainNode,
		*ast.SliceNode, *ast.ArrayNode, *ast.MapNode, *ast.PairNode, *ast.PredicateNode, *ast.SequenceNode,
		*ast.VariableDeclaratorNode:
		if all := children(n); len(all) > 0 {
			return max(to, last(all[len(all)-1]))
		}
	}
	return to
}

// span is the bytes of the source that a node was read from, with the brackets that close it.
func (c *checker) span(n ast.Node) (start, end int) {
	start, end = c.at.byte(first(n)), c.at.byte(last(n))
	if c.closes(n) {
		rest := strings.TrimLeft(c.src[end:], "(, \t\r\n")
		if rest != "" && strings.ContainsRune(")]}", rune(rest[0])) {
			end = len(c.src) - len(rest) + 1
		}
	}
	return start, max(end, start)
}

// closes says whether a node ends with a bracket.
func (c *checker) closes(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.CallNode, *ast.BuiltinNode, *ast.SliceNode, *ast.ArrayNode, *ast.MapNode:
		return true
	case *ast.ChainNode:
		return c.closes(n.Node)
	case *ast.MemberNode:
		_, isName := literalText(n.Property)
		from := c.at.byte(n.Property.Location().From)
		return !isName || strings.IndexAny(c.src[from:], "'\"`") == 0
	}
	return false
}
