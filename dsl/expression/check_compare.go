package expression

import (
	"regexp"
	"slices"
	"strconv"

	"github.com/expr-lang/expr/ast"
)

// comparable checks that two values can ever be equal; n is where a mistake is reported, unless it is a
// literal's.
func (c *checker) comparable(n, left, right ast.Node, l, r Type) {
	left, right = c.locals.resolve(left), c.locals.resolve(right)
	switch {
	case l.isAny() || r.isAny():
	case l.isText() && r.isText():
		c.texts(n, left, right, l, r)
	case l.Kind != r.Kind:
		c.unequal(n, left, right, l, r)
	}
}

// unequal explains why values of two types are never equal, and what was probably meant.
func (c *checker) unequal(n, left, right ast.Node, l, r Type) {
	literal, other := right, l
	if _, ok := literalText(left); ok {
		literal, other = left, r
	}
	text, isLiteral := literalText(literal)
	_, notNumber := strconv.ParseFloat(text, 64)
	_, notBool := strconv.ParseBool(text)
	switch {
	case isLiteral && other.Kind == KindNumber && notNumber == nil,
		isLiteral && other.Kind == KindBool && notBool == nil:
		c.problem(literal, "Wrong type", "This is text, compared with %s. Write %s without quotes.", other.article(), text).Suggestion = text
	case l.Kind == KindList || r.Kind == KindList:
		c.problem(n, "Wrong type", "%s can't be equal to %s. To look for an element, write x in list.", capital(l.article()), r.article())
	case isLiteral:
		c.problem(literal, "Wrong type", "This is text; it is compared with %s.", other.article())
	default:
		c.problem(n, "Wrong type", "%s can't be compared with %s.", capital(l.article()), r.article())
	}
}

// texts checks values that are strings at run time. Dates and times compare as strings only in their
// own form, so a literal beside them must have it.
func (c *checker) texts(n, left, right ast.Node, l, r Type) {
	if text, ok := literalText(right); ok {
		c.literal(right, text, l)
		return
	}
	if text, ok := literalText(left); ok {
		c.literal(left, text, r)
		return
	}
	moment := func(t Type) bool { return t.Kind == KindDate || t.Kind == KindTime }
	switch {
	case disjoint(l.Values, r.Values):
		c.problem(n, "Impossible comparison", "These are never equal: one is only %s, and the other only %s.", quoted(l.Values), quoted(r.Values))
	case l.Kind == r.Kind || !moment(l) && !moment(r):
	case moment(l) && moment(r):
		c.problem(n, "Wrong type", "A date and a time can't be compared: use days_until(x) or days_since(x) of both.")
	default:
		c.problem(n, "Wrong type", "%s can't be compared with %s.", capital(l.article()), r.article())
	}
}

// literal checks a text in quotes that is compared with a value of type t.
func (c *checker) literal(n ast.Node, text string, t Type) {
	switch t.Kind {
	case KindDate:
		if !isDate(text) {
			c.problem(n, "Not a date", "%s", notDate(text))
		}
	case KindTime:
		at, err := ParseTime(text)
		if err != nil {
			c.problem(n, "Not a time", "A time is compared with one such as '%s', in UTC.", timeExample)
		} else if FormatTime(at) != text {
			meant := c.requoted(n, FormatTime(at))
			c.problem(n, "Not a time", "Times compare in one form only. Write %s.", meant).Suggestion = meant
		}
	default:
		if len(t.Values) == 0 || slices.Contains(t.Values, text) {
			return
		}
		if near := Nearest(text, t.Values); near != "" {
			c.problem(n, "Impossible value", "This can never be %q. Did you mean %q?", text, near).Suggestion = c.requoted(n, near)
			return
		}
		c.problem(n, "Impossible value", "This can never be %q, only one of %s.", text, quoted(t.Values))
	}
}

// dateForm is how a date looks, whether or not there is such a day.
var dateForm = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

// notDate says what is wrong with a text that was meant as a date. Its example stands in single quotes, as
// the expression around it mostly stands in double ones.
func notDate(text string) string {
	if dateForm.MatchString(text) {
		return "There is no such day as " + text + "."
	}
	return "A date is written as '2026-07-01'."
}

// requoted is text in the quotes of a node, as the attribute around it may have quotes of its own.
func (c *checker) requoted(n ast.Node, text string) string {
	quote := c.text(n)[:1]
	return quote + text + quote
}

// disjoint reports whether two lists of possible values, an empty one being all, have nothing in common.
func disjoint(a, b []string) bool {
	return len(a) > 0 && len(b) > 0 && !slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

func (c *checker) ordered(n *ast.BinaryNode, l, r Type) {
	switch {
	case isNil(n.Left) || isNil(n.Right):
		c.problem(n, "Missing value in a comparison", "%s with nil is always false. To ask whether x is missing, write x == nil.", n.Operator)
	case l.isAny() && r.isAny():
	case l.Kind == KindNumber && r.Kind == KindNumber:
	case l.isText() && r.isText():
		c.texts(n, c.locals.resolve(n.Left), c.locals.resolve(n.Right), dropValues(l), dropValues(r))
	case l.isAny() && (r.isText() || r.Kind == KindNumber), r.isAny() && (l.isText() || l.Kind == KindNumber):
	case l.Kind != r.Kind && !l.isAny() && !r.isAny():
		c.unequal(n, n.Left, n.Right, l, r)
	default:
		c.problem(n, "Wrong type", "%s compares numbers, dates, times or texts; this is %s and %s.", n.Operator, l.article(), r.article())
	}
}

// dropValues forgets which strings are possible: `x < 'b'` needs no 'b' among them.
func dropValues(t Type) Type {
	t.Values = nil
	return t
}
