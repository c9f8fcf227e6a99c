package expression

import (
	"cmp"
	"slices"

	"github.com/expr-lang/expr/ast"
)

// Use is a place where an expression reads a value by its name.
type Use struct {
	// Path is the chain of names: steps, review, cause.
	Path []string
	// Start and End are byte offsets in the source text.
	Start, End int
	// Type is the type of the value as far as it is known.
	Type Type
	// Compared says that the value is compared with another one, Negated that what it decides is turned
	// round afterwards, as by the `!` in !(account.seats > 5): a missing value, of which every comparison
	// is false, counts as true then.
	Compared, Negated bool
	// Tested says that the expression minds the value being missing, as in x == nil and x ?? 0.
	Tested bool
}

// uses finds where an expression reads values. A local name counts at each place where it is used.
type uses struct {
	checker *checker
	locals  locals
	found   []Use
	seen    map[seen]bool
	visits  int
}

// usesOf is the uses of a tree in the order of the source, each once: the parser shares nodes.
func usesOf(tree ast.Node, c *checker) []Use {
	u := &uses{checker: c, seen: map[seen]bool{}}
	u.visit(tree, stance{})
	slices.SortStableFunc(u.found, func(a, b Use) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)) })
	return u.found
}

// seen is what tells two uses apart.
type seen struct {
	start, end int
	stance     stance
}

// stance is how the place of a node decides.
type stance struct{ compared, negated, tested bool }

func (u *uses) visit(n ast.Node, s stance) {
	if u.visits++; n == nil || u.visits > maxNodes {
		return
	}
	if names := u.locals.names(n); names != nil {
		u.note(n, names, s)
		return
	}
	switch n := n.(type) {
	case *ast.IdentifierNode:
		if l, ok := u.locals.find(n.Value); ok {
			u.visit(l.value, s)
		}
	case *ast.UnaryNode:
		u.unary(n, s)
	case *ast.BinaryNode:
		u.binary(n, s)
	case *ast.ConditionalNode:
		u.visit(n.Cond, stance{})
		u.visit(n.Exp1, s)
		u.visit(n.Exp2, s)
	case *ast.VariableDeclaratorNode:
		outer := u.locals
		u.locals = u.locals.with(n, Any)
		u.visit(n.Expr, s)
		u.locals = outer
	case *ast.CallNode:
		s.tested = s.tested || isCallOf(n, "is_missing") || isCallOf(n, "type")
		u.all(n.Arguments, s)
	case *ast.BuiltinNode:
		u.loop(n, s)
	default:
		u.all(children(n), s)
	}
}

func (u *uses) all(nodes []ast.Node, s stance) {
	for _, n := range nodes {
		u.visit(n, s)
	}
}

func (u *uses) note(n ast.Node, names path, s stance) {
	start, end := u.checker.span(n)
	this := seen{start, end, s}
	if u.seen[this] {
		return
	}
	u.seen[this] = true
	u.found = append(u.found, Use{
		Path: names, Start: start, End: end, Type: u.checker.scope.at(names),
		Compared: s.compared, Negated: s.negated && !s.tested, Tested: s.tested,
	})
}

func (u *uses) unary(n *ast.UnaryNode, s stance) {
	if b, ok := negatedOperator(n); ok { // `x not in y` is a comparison of its own.
		u.binary(b, s)
		return
	}
	if n.Operator == "!" || n.Operator == "not" {
		s.negated = !s.negated
	}
	u.visit(n.Node, s)
}

func (u *uses) binary(n *ast.BinaryNode, s stance) {
	left, right := s, s
	switch n.Operator {
	case "&&", "and", "||", "or":
	case "??":
		left.tested = true
	case "==", "!=", "<", "<=", ">", ">=", "in", "matches", "contains", "startsWith", "endsWith":
		left.compared, right.compared = true, true
		left.tested, right.tested = s.tested || isNil(n.Right), s.tested || isNil(n.Left)
	}
	u.visit(n.Left, left)
	u.visit(n.Right, right)
}

// loop visits a question about each element. A missing answer counts as false, which makes none true.
func (u *uses) loop(n *ast.BuiltinNode, s stance) {
	for i, argument := range n.Arguments {
		inside := s
		if i == 1 && n.Name == "none" {
			inside.negated = !s.negated
		}
		u.visit(argument, inside)
	}
}
