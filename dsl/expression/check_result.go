package expression

import "github.com/expr-lang/expr/ast"

// result checks the type of the whole expression against the one that its place needs.
func (c *checker) result(root ast.Node, got, want Type) {
	if text, ok := literalText(root); ok && want.isText() {
		c.literal(root, text, want)
		return
	}
	if want.accepts(got) {
		return
	}
	switch {
	case want.Kind == KindBool && got.Kind == KindNumber:
		c.problem(root, "Not a condition", "A condition is a bool, true or false; this is a number. Compare it, as in x > 0.")
	case want.Kind == KindBool && c.heldText(root, got) != "":
		c.problem(root, "Not a condition", "A condition is a bool, true or false; %s", c.heldText(root, got))
	case want.Kind == KindBool:
		c.problem(root, "Not a condition", "A condition is a bool, true or false; this is %s. Compare it, as in x == 'y' or x != nil.", got.article())
	case want.Kind == KindTime && got.Kind == KindDate:
		c.problem(root, "Wrong type", "A time is needed here; this is a date. after(x, '9h') is nine hours after the date begins.")
	default:
		c.problem(root, "Wrong type", "%s is needed here; this is %s.", capital(want.article()), got.article())
	}
}
