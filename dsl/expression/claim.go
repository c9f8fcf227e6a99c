package expression

import (
	"math"
	"slices"

	"github.com/expr-lang/expr/ast"
)

// claim is what a comparison with something written out says of one value: that it is a number between two
// ends, or that it is one of a few literals, or none of them. A missing value satisfies none.
type claim struct {
	// of is the value's expression.
	of string
	// from and to are the ends of numbers; literals is nil then.
	from, to end
	literals []string
	// except says that the value is none of the literals.
	except bool
}

// end is the end of a range of numbers; an open one isn't part of it.
type end struct {
	n    float64
	open bool
}

// mostOfClaim is how many nodes a comparison can have that is looked at: the parser shares nodes, so that a
// short text can stand for more than could ever be written out.
const mostOfClaim = 200

// claimOf reads a comparison; ok is false for any other node.
func claimOf(n ast.Node) (c claim, ok bool) {
	if left := mostOfClaim; !withinNodes(n, &left) {
		return claim{}, false
	}
	if not, isNot := n.(*ast.UnaryNode); isNot {
		b, membership := negatedOperator(not)
		if !membership || b.Operator != "in" {
			return claim{}, false
		}
		c, ok = claimOf(b)
		c.except = true
		return c, ok && c.literals != nil
	}
	b, ok := n.(*ast.BinaryNode)
	if !ok {
		return claim{}, false
	}
	if b.Operator == "in" {
		return claimOfMember(b)
	}
	value, operator, other := b.Left, b.Operator, b.Right
	if turned, known := turnedRound[operator]; known && isLiteral(value) {
		value, operator, other = other, turned, value
	}
	return claimOfComparison(value.String(), operator, other)
}

// turnedRound is the operators of comparisons that have their literal on the left.
var turnedRound = map[string]string{"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}

func claimOfComparison(value, operator string, literal ast.Node) (claim, bool) {
	c := claim{of: value, from: end{n: math.Inf(-1)}, to: end{n: math.Inf(1)}}
	n, isNumber := literalNumber(literal)
	switch {
	case operator == "!=" && isLiteral(literal):
		c.literals, c.except = []string{literal.String()}, true
		return c, true
	case operator == "==" && !isNumber && isLiteral(literal):
		c.literals = []string{literal.String()}
		return c, true
	case operator == "==":
		c.from.n, c.to.n = n, n
	case operator == ">" || operator == ">=":
		c.from = end{n, operator == ">"}
	case operator == "<" || operator == "<=":
		c.to = end{n, operator == "<"}
	default:
		return claim{}, false
	}
	return c, isNumber
}

// claimOfMember reads x in 1..5 and x in ['a', 'b'].
func claimOfMember(b *ast.BinaryNode) (claim, bool) {
	c := claim{of: b.Left.String()}
	switch where := b.Right.(type) {
	case *ast.BinaryNode:
		from, isFrom := literalNumber(where.Left)
		to, isTo := literalNumber(where.Right)
		c.from.n, c.to.n = from, to
		return c, isFrom && isTo && isRange(where)
	case *ast.ArrayNode:
		c.literals = []string{}
		for _, item := range where.Nodes {
			if !isLiteral(item) {
				return claim{}, false
			}
			c.literals = append(c.literals, item.String())
		}
		return c, true
	}
	return claim{}, false
}

// withinNodes reports whether a tree has no more nodes than are left.
func withinNodes(n ast.Node, left *int) bool {
	if *left--; *left < 0 {
		return false
	}
	return !slices.ContainsFunc(children(n), func(child ast.Node) bool { return !withinNodes(child, left) })
}

func isLiteral(n ast.Node) bool {
	_, isText := literalText(n)
	_, isNumber := literalNumber(n)
	return isText || isNumber
}

// within reports whether a value of which c is true satisfies other too.
func (c claim) within(other claim) bool {
	switch numbers := c.literals == nil; {
	case c.of != other.of || numbers != (other.literals == nil):
		return false
	case numbers:
		return c.from.beyond(other.from) && c.to.mirrored().beyond(other.to.mirrored())
	case other.except && c.except:
		return subset(other.literals, c.literals)
	case other.except:
		return disjoint(c.literals, other.literals)
	}
	return !c.except && subset(c.literals, other.literals)
}

// excludes reports whether no value satisfies both.
func (c claim) excludes(other claim) bool {
	switch numbers := c.literals == nil; {
	case c.of != other.of || numbers != (other.literals == nil):
		return false
	case numbers:
		return c.to.short(other.from) || other.to.short(c.from)
	case c.except && other.except:
		return false
	case c.except:
		return subset(other.literals, c.literals)
	case other.except:
		return subset(c.literals, other.literals)
	}
	return disjoint(c.literals, other.literals)
}

// beyond reports whether what begins at e lies in what begins at other.
func (e end) beyond(other end) bool {
	return e.n > other.n || e.n == other.n && (e.open || !other.open)
}

// mirrored is the end seen from the other side of zero, where it is a beginning.
func (e end) mirrored() end { return end{-e.n, e.open} }

// short reports whether a range that ends here doesn't reach one that begins there.
func (e end) short(begin end) bool {
	return e.n < begin.n || e.n == begin.n && (e.open || begin.open)
}

func subset(a, b []string) bool {
	return !slices.ContainsFunc(a, func(s string) bool { return !slices.Contains(b, s) })
}
