package expression

import (
	"fmt"
	"strings"

	"github.com/expr-lang/expr/ast"

	"github.com/tendhq/tend/dsl/calendar"
)

func (c *checker) call(n *ast.CallNode) Type {
	types := make([]Type, len(n.Arguments))
	for i, a := range n.Arguments {
		types[i] = c.check(a)
	}
	callee, ok := n.Callee.(*ast.IdentifierNode)
	if !ok {
		c.problem(n, "Not a function", "Functions stand before what they work on, as in upper(account.name).")
		return Any
	}
	f, known := functions[callee.Value]
	if !known {
		c.problemAt(callee, fmt.Sprintf("Unknown function %q", callee.Value), "%s", unknownFunction(callee.Value))
		return Any
	}
	if !f.takes(len(types)) {
		c.problem(n, "Wrong number of arguments", "Write it as in %s.", f.example)
		return f.result(types)
	}
	for i, a := range n.Arguments {
		c.argument(f, a, types[i], f.param(i))
	}
	return f.result(types)
}

func unknownFunction(name string) string {
	switch name {
	case "now", "date", "today", "duration", "timezone":
		return "Nothing in an expression reads a clock by itself. Use days_until(x), days_since(x), before(x, '3d') or after(x, '3d')."
	}
	if near := Nearest(name, append(sortedKeys(functions), predicateNames...)); near != "" {
		return fmt.Sprintf("There is no function %q. Did you mean %q?", name, near)
	}
	return fmt.Sprintf("There is no function %q.", name)
}

func (c *checker) argument(f *function, n ast.Node, t Type, p param) {
	text, isLiteral := literalText(n)
	switch {
	case isNil(n) && !f.keepsMissing:
		c.problem(n, "Missing value as an argument", "%s of a missing value is always missing.", f.name)
	case p == duration && isLiteral:
		if _, err := calendar.Parse(text); err != nil {
			c.problem(n, "Not a duration", "%s.", capital(err.Error()))
		}
	case p == moment && isLiteral:
		if _, err := ParseTime(text); err != nil && !isDate(text) {
			c.problem(n, "Not a date", `A date is written as "2026-07-01", a time as %q.`, timeExample)
		}
	case !p.accepts(t):
		c.problem(n, "Wrong argument", "%s takes %s here; this is %s. Write it as in %s.", f.name, p, t.article(), f.example)
	}
}

// predicateNames are the functions that ask something about each element of a list.
var predicateNames = []string{
	"all", "any", "count", "filter", "find", "findIndex", "findLast", "findLastIndex", "groupBy", "map", "none", "one", "reduce", "sortBy", "sum",
}

// predicateCall checks the calls that the parser reads in their own way: a list, then what is asked of
// each of its elements.
func (c *checker) predicateCall(n *ast.BuiltinNode) Type {
	if len(n.Arguments) == 0 {
		c.problem(n, "Wrong number of arguments", "%s takes a list, as in %s(contacts.champions, .role == 'admin').", n.Name, n.Name)
		return Any
	}
	list := c.check(n.Arguments[0])
	if list.Kind != KindList && !list.isAny() {
		c.problem(n.Arguments[0], "Not a list", "%s takes a list; this is %s.", n.Name, list.article())
		list = List(Any)
	}
	item, body := list.elem(), list.elem()
	if len(n.Arguments) > 1 {
		body = c.predicate(n.Arguments[1], item)
	}
	if len(n.Arguments) > 2 {
		c.thirdArgument(n)
	}
	if asksCondition(n.Name) {
		c.predicateIsCondition(n, body)
	}
	return predicateResult(n, list, item, body)
}

func (c *checker) predicate(n ast.Node, item Type) Type {
	c.items = append(c.items, item)
	defer func() { c.items = c.items[:len(c.items)-1] }()
	if p, ok := n.(*ast.PredicateNode); ok {
		return c.check(p.Node)
	}
	return c.check(n)
}

func (c *checker) thirdArgument(n *ast.BuiltinNode) {
	t := c.check(n.Arguments[2])
	if n.Name != "sortBy" {
		return
	}
	c.want(n.Arguments[2], t, String, "The order")
	if text, ok := literalText(n.Arguments[2]); ok && text != "asc" && text != "desc" {
		c.problem(n.Arguments[2], "Unknown order", "The order is 'asc' or 'desc'.")
	}
}

func asksCondition(name string) bool {
	switch name {
	case "all", "any", "none", "one", "filter", "count", "find", "findIndex", "findLast", "findLastIndex":
		return true
	}
	return false
}

func (c *checker) predicateIsCondition(n *ast.BuiltinNode, body Type) {
	if body.isAny() || body.Kind == KindBool {
		return
	}
	if len(n.Arguments) == 1 {
		c.problem(n, "Not a condition", "%s(x) counts what is true. For the number of elements, write len(x).", n.Name)
		return
	}
	c.problem(n.Arguments[1], "Not a condition", "%s asks something that is true or false of each element; this is %s.", n.Name, body.article())
}

func predicateResult(n *ast.BuiltinNode, list, item, body Type) Type {
	switch n.Name {
	case "all", "any", "none", "one":
		return Bool
	case "count", "findIndex", "findLastIndex", "sum":
		return Number
	case "find", "findLast":
		return item
	case "filter", "sortBy":
		return list
	case "map":
		return List(body)
	case "groupBy":
		return Type{Kind: KindObject, Open: true}
	}
	return Any
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
