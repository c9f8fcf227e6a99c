package expression

import (
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser/lexer"
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

// span is the bytes of the source that a node was read from, with the brackets that belong to it.
func (c *checker) span(n ast.Node) (start, end int) {
	start = c.at.byte(first(n))
	end = max(start, c.at.byte(last(n)))
	if f, ok := n.(*ast.CallNode); ok && len(f.Arguments) == 0 {
		end += strings.Index(c.src[end:], "(") + 1 // The bracket that the call's last one closes.
	}
	return c.closed(start, end)
}

// closed widens a piece of the source until each bracket in it has its other half.
func (c *checker) closed(start, end int) (int, int) {
	if c.brackets == nil {
		c.brackets = brackets(c.src)
	}
	for _, b := range c.brackets { // Inner ones before outer ones.
		if start <= b.open && b.open < end || start <= b.close && b.close < end {
			start, end = min(start, b.open), max(end, b.close+1)
		}
	}
	return start, end
}

// bracket is the places of an opening bracket and of the one that closes it.
type bracket struct{ open, close int }

func brackets(src string) []bracket {
	pairs := []bracket{}
	var open []int
	all, _ := tokens(src)
	for _, t := range all {
		switch {
		case t.Is(lexer.Bracket, "(", "[", "{"):
			open = append(open, t.start)
		case t.Kind == lexer.Bracket && len(open) > 0:
			pairs = append(pairs, bracket{open[len(open)-1], t.start})
			open = open[:len(open)-1]
		}
	}
	return pairs
}
