package expression

import (
	"fmt"

	"github.com/expr-lang/expr/ast"
)

// checker finds every mistake of an expression in one pass, and the type of its result. expr has a
// checker of its own, which stops at the first mistake and knows Go's types only: no dates, no values.
type checker struct {
	src string
	at  offsets
	// scope is nil for a restored expression: every name is known then, and of any type.
	scope    Scope
	whole    ast.Node // the expression's
	locals   locals
	items    []Type // of the lists around a predicate, innermost last
	problems []Problem
	visits   int
	patterns int       // parts of the patterns so far
	brackets []bracket // of src, when they have been asked for
}

// problem reports a mistake at a node, and gives it, for a suggestion.
func (c *checker) problem(n ast.Node, summary, detail string, args ...any) *Problem {
	start, end := c.span(n)
	return c.report(Problem{Start: start, End: end, Summary: summary, Detail: fmt.Sprintf(detail, args...)})
}

// problemAt reports a mistake at a name or an operator, without what belongs to it.
func (c *checker) problemAt(n ast.Node, summary, detail string, args ...any) *Problem {
	loc := n.Location()
	return c.report(Problem{
		Start: c.at.byte(loc.From), End: c.at.byte(loc.To), Summary: summary, Detail: fmt.Sprintf(detail, args...),
	})
}

func (c *checker) report(p Problem) *Problem {
	c.problems = append(c.problems, p)
	return &c.problems[len(c.problems)-1]
}

// check gives the type of a node. After a mistake the type is Any, so that it is reported once.
func (c *checker) check(n ast.Node) Type {
	if c.visits++; c.visits > maxNodes {
		if c.visits == maxNodes+1 {
			c.problem(n, "Expression too long", "The expression has too many parts. Split it: give a part of it a name in locals, or use several conditions.")
		}
		return Any
	}
	switch n := n.(type) {
	case *ast.NilNode:
		return Any
	case *ast.IntegerNode, *ast.FloatNode:
		return Number
	case *ast.BoolNode:
		return Bool
	case *ast.StringNode:
		return Type{Kind: KindString, Values: []string{n.Value}}
	case *ast.IdentifierNode:
		return c.name(n)
	case *ast.PointerNode:
		return c.pointer(n)
	case *ast.ChainNode:
		return c.check(n.Node)
	case *ast.MemberNode:
		return c.member(n)
	case *ast.SliceNode:
		return c.slice(n)
	case *ast.UnaryNode:
		return c.unary(n)
	case *ast.BinaryNode:
		return c.binary(n)
	case *ast.ConditionalNode:
		return c.conditional(n)
	case *ast.CallNode:
		return c.call(n)
	case *ast.BuiltinNode:
		return c.loop(n)
	}
	return c.composite(n)
}

func (c *checker) composite(n ast.Node) Type {
	switch n := n.(type) {
	case *ast.ArrayNode:
		return c.list(n)
	case *ast.MapNode:
		return c.object(n)
	case *ast.VariableDeclaratorNode:
		return c.let(n)
	case *ast.SequenceNode:
		c.problem(n, "More than one value", "An expression is one value: join conditions with && or ||.")
	case *ast.BytesNode:
		c.problemAt(n, "Unknown kind of text", "Text is written in plain quotes, without a letter before them.")
	default:
		c.problem(n, "Not part of the language", "This can't be used in an expression.")
	}
	return Any
}

func (c *checker) list(n *ast.ArrayNode) Type {
	var t *Type
	for _, e := range n.Nodes {
		et := c.check(e)
		if t == nil {
			t = &et
			continue
		}
		j := join(*t, et)
		t = &j
	}
	return Type{Kind: KindList, Elem: t}
}

func (c *checker) object(n *ast.MapNode) Type {
	t := Object(map[string]Type{})
	for _, p := range n.Pairs {
		pair, ok := p.(*ast.PairNode)
		if !ok {
			continue
		}
		value := c.check(pair.Value)
		if key, ok := pair.Key.(*ast.StringNode); ok {
			t.Fields[key.Value] = value
			continue
		}
		c.want(pair.Key, c.check(pair.Key), String, "The name of a member")
		t.Open = true
	}
	return t
}

func (c *checker) let(n *ast.VariableDeclaratorNode) Type {
	_, global := c.scope[n.Name]
	if _, taken := c.locals.find(n.Name); taken || global || n.Name == "" || n.Name[0] == '$' {
		c.problemAt(n, fmt.Sprintf("Name %q can't be used", n.Name), "A name after let must be a new one that begins with a letter.")
	}
	outer := c.locals
	c.locals = outer.with(n, c.check(n.Value))
	t := c.check(n.Expr)
	c.locals = outer
	return t
}

func (c *checker) conditional(n *ast.ConditionalNode) Type {
	c.condition(n.Cond, "?:")
	a, b := c.check(n.Exp1), c.check(n.Exp2)
	switch {
	case isNil(n.Exp1):
		return b
	case isNil(n.Exp2):
		return a
	}
	return join(a, b)
}

// want reports a node whose type isn't the one that its place asks for.
func (c *checker) want(n ast.Node, got, want Type, what string) {
	if !want.accepts(got) {
		c.problem(n, "Wrong type", "%s must be %s; this is %s.", what, want.article(), got.article())
	}
}

func isNil(n ast.Node) bool {
	_, ok := n.(*ast.NilNode)
	return ok
}

// literalNumber is the value of a number that is written out.
func literalNumber(n ast.Node) (float64, bool) {
	switch n := n.(type) {
	case *ast.IntegerNode:
		return float64(n.Value), true
	case *ast.FloatNode:
		return n.Value, true
	case *ast.UnaryNode:
		f, ok := literalNumber(n.Node)
		return -f, ok && n.Operator == "-"
	}
	return 0, false
}

// literalText is the text of a string in quotes.
func literalText(n ast.Node) (string, bool) {
	s, ok := n.(*ast.StringNode)
	if !ok {
		return "", false
	}
	return s.Value, true
}
