package expression

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
)

func (c *checker) name(n *ast.IdentifierNode) Type {
	if l, ok := c.locals.find(n.Value); ok {
		return l.t
	}
	t, known := c.scope[n.Value]
	switch {
	case strings.HasPrefix(n.Value, "$"):
		c.problemAt(n, fmt.Sprintf("Unknown name %q", n.Value), "A name begins with a letter.")
		return Any
	case c.scope == nil:
		return Any
	case known:
		return t
	}
	detail, near := c.unknownName(n.Value)
	p := c.problemAt(n, fmt.Sprintf("Unknown name %q", n.Value), "%s", detail)
	p.Suggestion, p.Path = near, []string{n.Value}
	return Any
}

// elsewhere is what expressions read in some places: where one of them isn't known, it isn't misspelt.
var elsewhere = []string{"contact", "event", "health", "metric", "tier", "scale", "segment", "success_plan", "trigger", "steps", "run", "running", "param", "item"}

// unknownName explains a name that isn't in scope, and gives the one that was probably meant.
func (c *checker) unknownName(name string) (detail, near string) {
	if f, ok := functions[name]; ok {
		return fmt.Sprintf("%s is a function: write it with what it works on in brackets, as in %s.", name, f.example), ""
	}
	if instead, ok := excluded[name]; ok {
		return instead, ""
	}
	if _, contacts := c.scope["contact"]; contacts && name == "item" {
		return "The item of a list of contacts is called contact.", "contact"
	}
	if slices.Contains(elsewhere, name) && len(c.scope) > 0 {
		if _, brought := c.scope["trigger"].Fields[name]; brought {
			near = "trigger." + name
			return fmt.Sprintf("%q can't be read here. Did you mean %q?", name, near), near
		}
		return fmt.Sprintf("%q can't be read here. What can be is %s.", name, strings.Join(sortedKeys(c.scope), ", ")), ""
	}
	if word, ok := otherWords[strings.ToLower(name)]; ok {
		return fmt.Sprintf("%q is written %s here.", name, word), word
	}
	if c.isValue(name) {
		return fmt.Sprintf("Text stands in quotes: '%s'.", name), "'" + name + "'"
	}
	if near = Nearest(name, sortedKeys(c.scope)); near == "" {
		near = c.nearestMember(name)
	}
	switch {
	case near != "":
		return fmt.Sprintf("There is nothing called %q here. Did you mean %q?", name, near), near
	case len(c.scope) == 0:
		return "No names can be used here.", ""
	}
	return fmt.Sprintf("There is nothing called %q here. An expression can use %s; text stands in quotes.", name, strings.Join(sortedKeys(c.scope), ", ")), ""
}

// isValue reports whether something that can be read has this text among its values.
func (c *checker) isValue(name string) bool {
	for _, t := range c.scope {
		if slices.Contains(t.Values, name) {
			return true
		}
		for _, field := range t.Fields {
			if slices.Contains(field.Values, name) {
				return true
			}
		}
	}
	return false
}

// nearestMember finds a member whose owner was left out: tickets_30d instead of metric.tickets_30d.
func (c *checker) nearestMember(name string) string {
	var near []string
	for _, top := range sortedKeys(c.scope) {
		if m := Nearest(name, sortedKeys(c.scope[top].Fields)); m != "" {
			near = append(near, top+"."+m)
		}
	}
	slices.SortStableFunc(near, func(a, b string) int {
		return distance(name, a[strings.Index(a, ".")+1:]) - distance(name, b[strings.Index(b, ".")+1:])
	})
	if len(near) == 0 {
		return ""
	}
	return near[0]
}

func (c *checker) pointer(n *ast.PointerNode) Type {
	switch {
	case len(c.items) == 0:
		c.problemAt(n, "No list here", "# and a leading dot stand for an element of the list inside any, filter, map and their like.")
	case n.Name == "":
		return c.items[len(c.items)-1]
	case n.Name == "index":
		return Number
	case n.Name != "acc":
		c.problemAt(n, "Unknown name", "Only #, #index and, in reduce, #acc can be used here.")
	}
	return Any
}

func (c *checker) member(n *ast.MemberNode) Type {
	base := c.check(n.Node)
	name, dotted := literalText(n.Property)
	if !dotted {
		return c.index(n, base)
	}
	switch base.Kind {
	case KindObject:
		t, known := base.member(name)
		if !known {
			detail, near := c.unknownMember(n, base, name)
			p := c.problemAt(n.Property, fmt.Sprintf("Unknown name %q", name), "%s", detail)
			p.Suggestion, p.Path = near, c.locals.names(n)
		}
		return t
	case KindList:
		c.problemAt(n.Property, "A list has no members",
			"This is a list. Take one of its elements, as in x[0].%s, or ask about all of them, as in any(x, .%s == …).", name, name)
	case KindAny, "":
	default:
		c.problemAt(n.Property, fmt.Sprintf("Unknown name %q", name), "%s is %s: it has no members.", c.text(n.Node), base.article())
	}
	return Any
}

// unknownMember explains a member that an object doesn't have, and gives the one that was probably meant.
func (c *checker) unknownMember(n *ast.MemberNode, base Type, name string) (detail, near string) {
	owner, names := c.text(n.Node), sortedKeys(base.Fields)
	written := owner + "."
	if p, ok := n.Node.(*ast.PointerNode); ok && p.Name == "" {
		owner, written = "An element of the list", "."
	}
	if near = Nearest(name, names); near != "" {
		return fmt.Sprintf("%s has no %q. Did you mean %q?", owner, name, written+near), near
	}
	if len(names) == 0 {
		return fmt.Sprintf("%s has no %q: nothing of it is declared.", owner, name), ""
	}
	const most = 12
	if len(names) > most {
		names = append(names[:most:most], "…")
	}
	return fmt.Sprintf("%s has no %q. It has %s.", owner, name, strings.Join(names, ", ")), ""
}

// text is what was written for a node.
func (c *checker) text(n ast.Node) string {
	start, end := c.span(n)
	if end > start {
		return shorten(c.src[start:end])
	}
	return "this"
}

func (c *checker) index(n *ast.MemberNode, base Type) Type {
	key := c.check(n.Property)
	switch {
	case base.Kind == KindList:
		c.want(n.Property, key, Number, "The place in a list")
		return base.elem()
	case base.Kind == KindObject:
		c.want(n.Property, key, String, "The name of a member")
		return base.anyField()
	case !base.isAny():
		c.problem(n.Node, "Not a list", "Square brackets take an element of a list or a member of an object; this is %s.", base.article())
	}
	return Any
}

// anyField is the type of a member whose name isn't known yet.
func (t Type) anyField() Type {
	names := sortedKeys(t.Fields)
	if t.Open || len(names) == 0 {
		return t.elem()
	}
	field := t.Fields[names[0]]
	for _, name := range names[1:] {
		field = join(field, t.Fields[name])
	}
	return field
}

func (c *checker) slice(n *ast.SliceNode) Type {
	t := c.check(n.Node)
	for _, bound := range nodes(n.From, n.To) {
		c.want(bound, c.check(bound), Number, "The end of a part")
	}
	switch {
	case t.isText():
		return String
	case t.Kind == KindList || t.isAny():
		return t
	}
	c.problem(n.Node, "Not a list", "Only of a list or a text a part can be taken; this is %s.", t.article())
	return Any
}
