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
		detail, near := unknownFunction(callee.Value)
		c.problemAt(callee, fmt.Sprintf("Unknown function %q", callee.Value), "%s", detail).Suggestion = near
		return Any
	}
	if isMarkdown(n) && n != c.whole {
		c.problem(n, "Markdown inside an expression", "%s stands alone between the braces of a text that is Markdown: write %s, with all of the value inside.", f.name, "{{ "+f.example+" }}")
		return Any
	}
	if !f.accepts(len(types)) {
		c.problem(n, "Wrong number of arguments", "Write it as in %s.", f.example)
		return f.result(types)
	}
	for i, a := range n.Arguments {
		c.argument(f, a, types[i], f.takes(i))
	}
	return f.result(types)
}

// isMarkdown reports whether a node is the call that lets a value be Markdown.
func isMarkdown(n ast.Node) bool {
	call, ok := n.(*ast.CallNode)
	return ok && isCallOf(call, markdown)
}

// unknownFunction explains a function that isn't there, and gives the one that was probably meant.
func unknownFunction(name string) (detail, near string) {
	if instead, ok := excluded[name]; ok {
		return instead, ""
	}
	if near = Nearest(name, sortedKeys(functions)); near != "" {
		return fmt.Sprintf("There is no function %q. Did you mean %q?", name, near), near
	}
	return fmt.Sprintf("There is no function %q.", name), ""
}

func (c *checker) argument(f *function, n ast.Node, t Type, w takes) {
	text, isLiteral := literalText(n)
	switch {
	case isNil(n) && !f.keepsMissing:
		c.problem(n, "Missing value as an argument", "%s of a missing value is always missing.", f.name)
	case w == duration && isLiteral:
		if _, err := calendar.Parse(text); err != nil {
			c.problem(n, "Not a duration", "%s.", capital(err.Error()))
		}
	case w == moment && isLiteral:
		if _, err := ParseTime(text); err != nil && !isDate(text) {
			c.problem(n, "Not a date", "%s A time is written '%s'.", notDate(text), timeExample)
		}
	case w == order && isLiteral:
		if text != "asc" && text != "desc" {
			c.problem(n, "Unknown order", "The order is 'asc' or 'desc'.")
		}
	case !w.accepts(t):
		c.problem(n, "Wrong argument", "%s takes %s here; this is %s. Write it as in %s.", f.name, w, t.article(), f.example)
	}
}

// loop checks the calls that the parser reads in their own way: a list, then what is asked of each of
// its elements.
func (c *checker) loop(n *ast.BuiltinNode) Type {
	f := functions[n.Name]
	if len(n.Arguments) == 0 {
		c.problem(n, "Wrong number of arguments", "Write it as in %s.", f.example)
		return f.result(nil)
	}
	items := c.check(n.Arguments[0])
	c.argument(f, n.Arguments[0], items, list)
	types := []Type{items, items.elem()}
	if len(n.Arguments) > 1 {
		types[1] = c.body(n.Arguments[1], items.elem())
	}
	if len(n.Arguments) > 2 {
		c.argument(f, n.Arguments[2], c.check(n.Arguments[2]), f.takes(2))
	}
	c.asked(f, n, types[1])
	return f.result(types)
}

// body checks what is asked of each element of a list.
func (c *checker) body(n ast.Node, item Type) Type {
	c.items = append(c.items, item)
	defer func() { c.items = c.items[:len(c.items)-1] }()
	if p, ok := n.(*ast.PredicateNode); ok {
		return c.check(p.Node)
	}
	return c.check(n)
}

// asked checks what is asked of each element, which without a question is the element itself.
func (c *checker) asked(f *function, n *ast.BuiltinNode, body Type) {
	w := f.takes(1)
	switch at := n.Arguments[min(1, len(n.Arguments)-1)]; {
	case w.accepts(body):
	case w == condition && len(n.Arguments) == 1:
		c.problem(n, "Not a condition", "%s(x) counts what is true. For the number of elements, write len(x).", n.Name)
	case w == condition:
		c.problem(at, "Not a condition", "%s asks something that is true or false of each element; this is %s.", n.Name, body.article())
	default:
		c.problem(at, "Wrong type", "%s needs %s of each element; this is %s. Write it as in %s.", n.Name, w, body.article(), f.example)
	}
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
