package expression

import (
	"fmt"

	"github.com/expr-lang/expr/ast"
)

func (c *checker) unary(n *ast.UnaryNode) Type {
	if n.Operator == "!" || n.Operator == "not" {
		c.condition(n.Node, n.Operator)
		return Bool
	}
	c.number(n.Node, c.check(n.Node), n.Operator)
	return Number
}

func (c *checker) binary(n *ast.BinaryNode) Type {
	switch n.Operator {
	case "&&", "and":
		c.condition(n.Left, n.Operator)
		c.condition(n.Right, n.Operator)
		c.both(n)
		return Bool
	case "||", "or":
		c.condition(n.Left, n.Operator)
		c.condition(n.Right, n.Operator)
		return Bool
	case "in":
		c.in(n)
		return Bool
	case "matches", "contains", "startsWith", "endsWith":
		c.textOperator(n)
		return Bool
	}
	l, r := c.check(n.Left), c.check(n.Right)
	switch n.Operator {
	case "==", "!=":
		if !isNil(n.Left) && !isNil(n.Right) {
			c.comparable(n, n.Left, n.Right, l, r)
		}
		return Bool
	case "<", ">", "<=", ">=":
		c.ordered(n, l, r)
		return Bool
	case "..":
		c.number(n.Left, l, "..")
		c.number(n.Right, r, "..")
		return List(Number)
	case "??":
		return c.coalesce(n, l, r)
	}
	return c.arithmetic(n, l, r)
}

func (c *checker) coalesce(n *ast.BinaryNode, l, r Type) Type {
	switch {
	case isNil(n.Left):
		return r
	case isNil(n.Right):
		return l
	}
	return join(l, r)
}

func (c *checker) arithmetic(n *ast.BinaryNode, l, r Type) Type {
	if n.Operator == "+" && (l.isText() || r.isText()) {
		if (l.isText() || l.isAny()) && (r.isText() || r.isAny()) {
			return String
		}
		c.problem(n, "Wrong type", "+ joins two texts or adds two numbers; this is %s and %s. string(x) makes text of a number.", l.article(), r.article())
		return Any
	}
	c.number(n.Left, l, n.Operator)
	c.number(n.Right, r, n.Operator)
	if n.Operator == "+" && l.isAny() && r.isAny() {
		return Any
	}
	return Number
}

func (c *checker) number(n ast.Node, t Type, operator string) {
	switch {
	case isNil(n):
		c.problem(n, "Missing value in a calculation", "%s with nil is always missing. To ask whether x is missing, write x == nil.", operator)
	case t.isAny() || t.Kind == KindNumber:
	case t.Kind == KindDate || t.Kind == KindTime:
		c.problem(n, "Wrong type", "%s needs numbers; this is %s. Use days_until(x), days_since(x), before(x, '3d') or after(x, '3d').", operator, t.article())
	default:
		c.problem(n, "Wrong type", "%s needs numbers; this is %s.", operator, t.article())
	}
}

// condition checks an operand that must be true or false.
func (c *checker) condition(n ast.Node, operator string) {
	t := c.check(n)
	switch {
	case t.isAny() || t.Kind == KindBool:
	case t.Kind == KindNumber:
		c.problem(n, "Not a condition", "%s needs true or false; this is a number. Compare it, as in %s > 0.", operator, c.text(n))
	case c.heldText(n, t) != "":
		c.problem(n, "Not a condition", "%s needs true or false; %s", operator, c.heldText(n, t))
	default:
		c.problem(n, "Not a condition", "%s needs true or false; this is %s. Compare it, as in %s != nil.", operator, t.article(), c.text(n))
	}
}

// heldText says of a variable's or a local's text that it isn't read as an expression here; empty for all else.
func (c *checker) heldText(n ast.Node, t Type) string {
	member, ok := n.(*ast.MemberNode)
	if !ok || !t.isText() {
		return ""
	}
	root, ok := member.Node.(*ast.IdentifierNode)
	if !ok || root.Value != "var" && root.Value != "local" {
		return ""
	}
	return fmt.Sprintf("%[1]s is a text. One that holds an expression can only stand alone, without quotes: when = %[1]s.", c.text(n))
}

func (c *checker) in(n *ast.BinaryNode) {
	l := c.check(n.Left)
	if items, ok := n.Right.(*ast.ArrayNode); ok {
		for _, item := range items.Nodes {
			c.comparable(item, n.Left, item, l, c.check(item))
		}
		return
	}
	r := c.check(n.Right)
	if items, ok := c.locals.resolve(n.Right).(*ast.ArrayNode); ok {
		c.literals(n.Left, items, l)
		return
	}
	switch {
	case isRange(n.Right):
		c.within(n.Right.(*ast.BinaryNode), n, l)
	case r.Kind == KindList:
		c.comparable(n, n.Left, n.Right, l, r.elem())
	case r.Kind == KindObject:
		c.want(n.Left, l, String, "What is looked for in an object is the name of a member. It")
	case r.isText():
		c.problem(n.Right, "Not a list", "in looks for an element of a list. For a part of a text, write %s contains %s.", c.text(n.Right), c.text(n.Left))
	case !r.isAny():
		c.problem(n.Right, "Not a list", "in looks for an element of a list, such as [1, 2], or in a range, such as 0..180; this is %s.", r.article())
	}
}

// literals checks what a value is looked for among by the name of a list. Only literals are known to be
// the same at this place as where the list was written.
func (c *checker) literals(x ast.Node, items *ast.ArrayNode, t Type) {
	for _, item := range items.Nodes {
		if text, ok := literalText(item); ok {
			c.comparable(item, x, item, t, Type{Kind: KindString, Values: []string{text}})
		}
	}
}

func isRange(n ast.Node) bool {
	b, ok := n.(*ast.BinaryNode)
	return ok && b.Operator == ".."
}

// within checks what a value is looked for between.
func (c *checker) within(r, n *ast.BinaryNode, t Type) {
	c.comparable(n, n.Left, r, t, Number)
	from, isFrom := literalNumber(r.Left)
	to, isTo := literalNumber(r.Right)
	if isFrom && isTo && from > to {
		c.problem(r, "Empty range", "Nothing is in a range that begins after its end. Write the smaller number first.")
	}
}

func (c *checker) textOperator(n *ast.BinaryNode) {
	l, r := c.check(n.Left), c.check(n.Right)
	if l.Kind == KindList && n.Operator == "contains" {
		c.problem(n, "Not a text", "contains looks for a part of a text. For an element of a list, write %s in %s.", c.text(n.Right), c.text(n.Left))
		return
	}
	c.want(n.Left, l, String, "What stands before "+n.Operator)
	c.want(n.Right, r, String, "What stands after "+n.Operator)
	if n.Operator != "matches" {
		return
	}
	pattern, ok := literalText(n.Right)
	if !ok {
		c.problem(n.Right, "Pattern not in quotes", "The pattern after matches must be written here in quotes, so that it is checked once.")
		return
	}
	c.pattern(n.Right, pattern)
}
