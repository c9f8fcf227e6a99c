package expression

import (
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// Certain reports whether the template always gives something to be seen, as far as that can be known before
// its values are: given says of a chain of names whether its value is always there.
func (t *Template) Certain(given func(path []string) bool) bool {
	return slices.ContainsFunc(t.parts, func(p part) bool {
		if p.program == nil {
			return strings.TrimSpace(p.text) != ""
		}
		tree, problem := parse(p.program.source, newOffsets(p.program.source))
		return problem == nil && certainty{given: given}.of(tree.Node)
	})
}

// certainty finds out whether a part of an expression always has a value.
type certainty struct {
	given  func(path []string) bool
	locals locals
}

func (c certainty) of(n ast.Node) bool {
	if names := c.locals.names(n); names != nil {
		return c.given(names)
	}
	switch n := n.(type) {
	case *ast.StringNode:
		return strings.TrimSpace(n.Value) != ""
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return true
	case *ast.IdentifierNode:
		local, known := c.locals.find(n.Value)
		return known && c.of(local.value)
	case *ast.ChainNode:
		return c.of(n.Node)
	case *ast.BinaryNode:
		return c.binary(n)
	case *ast.ConditionalNode:
		c = c.asking(n.Cond)
		return c.of(n.Exp1) && c.of(n.Exp2)
	case *ast.VariableDeclaratorNode:
		c.locals = c.locals.with(n, Any)
		return c.of(n.Expr)
	case *ast.CallNode:
		return len(n.Arguments) > 0 && !slices.ContainsFunc(n.Arguments, func(a ast.Node) bool { return !c.of(a) })
	}
	return false
}

func (c certainty) binary(n *ast.BinaryNode) bool {
	switch n.Operator {
	case "??":
		return c.of(n.Left) || c.of(n.Right)
	case "+":
		return c.of(n.Left) && c.of(n.Right)
	}
	return false
}

// asking takes what a condition asks about for given: whoever asks minds that it may be missing.
func (c certainty) asking(condition ast.Node) certainty {
	before := c.given
	locals := c.locals
	c.given = func(path []string) bool { return before(path) || mentions(condition, path, locals) }
	return c
}

func mentions(n ast.Node, path []string, ls locals) bool {
	return slices.Equal(ls.names(n), path) ||
		slices.ContainsFunc(children(n), func(child ast.Node) bool { return mentions(child, path, ls) })
}
