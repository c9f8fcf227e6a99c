package expression

import (
	"fmt"

	"github.com/expr-lang/expr/ast"
)

// rewriter turns the tree that was written into the tree that is run: expr's operators, which fail on
// a missing value, become calls of ours, which know what it means. The types of the scope play no part
// in it, so a restored expression runs as the compiled one. Nodes are made anew and never changed,
// since the parser shares them.
type rewriter struct {
	scope  Scope
	locals locals
	fresh  int
	reads  map[string]bool
	clock  bool
	// kleene keeps missing bools apart from false ones.
	kleene bool
}

func (w *rewriter) node(n ast.Node) ast.Node {
	switch n := n.(type) {
	case *ast.IntegerNode:
		return at(n, &ast.ConstantNode{Value: float64(n.Value)})
	case *ast.FloatNode:
		return at(n, &ast.ConstantNode{Value: n.Value})
	case *ast.NilNode, *ast.BoolNode, *ast.StringNode, *ast.PointerNode:
		return n
	case *ast.IdentifierNode, *ast.MemberNode:
		return w.access(n)
	case *ast.ChainNode:
		return w.node(n.Node)
	case *ast.SliceNode:
		return call(n, "$slice", w.node(n.Node), w.orNil(n.From), w.orNil(n.To))
	case *ast.UnaryNode:
		return w.unary(n)
	case *ast.BinaryNode:
		return w.binary(n)
	case *ast.ConditionalNode:
		return w.conditional(n)
	case *ast.CallNode:
		if names := w.locals.names(n); names != nil {
			return w.access(n)
		}
		return w.functionCall(n)
	case *ast.BuiltinNode:
		return w.predicateCall(n)
	case *ast.ArrayNode:
		return w.list(n)
	case *ast.MapNode:
		return at(n, &ast.MapNode{Pairs: w.all(n.Pairs)})
	case *ast.PairNode:
		return at(n, &ast.PairNode{Key: w.key(n.Key), Value: w.node(n.Value)})
	case *ast.VariableDeclaratorNode:
		return w.declaration(n)
	}
	return n // Refused by the checker.
}

func (w *rewriter) all(nodes []ast.Node) []ast.Node {
	c := make([]ast.Node, len(nodes))
	for i, n := range nodes {
		c[i] = w.node(n)
	}
	return c
}

// key is the name of an object's member, which must be a string.
func (w *rewriter) key(n ast.Node) ast.Node {
	if _, ok := literalText(n); ok {
		return n
	}
	return call(n, "$key", w.node(n))
}

func (w *rewriter) orNil(n ast.Node) ast.Node {
	if n == nil {
		return &ast.NilNode{}
	}
	return w.node(n)
}

// access rewrites names and members: a chain of names is one look-up.
func (w *rewriter) access(n ast.Node) ast.Node {
	if names := w.locals.names(n); names != nil {
		return w.lookup(n, names)
	}
	m, ok := n.(*ast.MemberNode)
	if !ok {
		return n // A local name.
	}
	return call(n, "$get", w.node(m.Node), w.node(m.Property))
}

func (w *rewriter) lookup(n ast.Node, names path) ast.Node {
	w.read(names)
	return call(n, "$path", &ast.ConstantNode{Value: names})
}

// read notes what a look-up reads. Of a single name it matters whether it is an object, which isn't
// known without a scope.
func (w *rewriter) read(names path) {
	if len(names) > 1 {
		w.reads[names[0]+"."+names[1]] = true
		return
	}
	t := w.scope[names[0]]
	if t.Kind != KindObject {
		w.reads[names[0]] = true
	}
	if t.Kind == KindObject || t.isAny() {
		w.reads[names[0]+".*"] = true
	}
}

// list keeps a list of literals as it is, so that it isn't built anew at each evaluation.
func (w *rewriter) list(n *ast.ArrayNode) ast.Node {
	items := w.all(n.Nodes)
	values := make([]any, len(items))
	for i, item := range items {
		switch item := item.(type) {
		case *ast.ConstantNode:
			values[i] = item.Value
		case *ast.StringNode:
			values[i] = item.Value
		case *ast.BoolNode:
			values[i] = item.Value
		default:
			return at(n, &ast.ArrayNode{Nodes: items})
		}
	}
	return at(n, &ast.ConstantNode{Value: values})
}

// declaration rewrites a `let`. A name for a chain of names is only an alias, so that of
// `let m = metric; m.logins` is known what it reads.
func (w *rewriter) declaration(n *ast.VariableDeclaratorNode) ast.Node {
	inner := w.locals.with(n, Any)
	isAlias := inner[len(inner)-1].path != nil
	var value ast.Node
	if !isAlias {
		value = w.node(n.Value)
	}
	outer := w.locals
	w.locals = inner
	body := w.node(n.Expr)
	w.locals = outer
	if isAlias {
		return body
	}
	return at(n, &ast.VariableDeclaratorNode{Name: n.Name, Value: value, Expr: body})
}

func (w *rewriter) functionCall(n *ast.CallNode) ast.Node {
	name := n.Callee.(*ast.IdentifierNode).Value
	w.clock = w.clock || functions[name].clock
	return call(n, name, w.all(n.Arguments)...)
}

// once evaluates a value and makes it known by name to the nodes that build makes.
func (w *rewriter) once(value ast.Node, build func(name func() ast.Node) ast.Node) ast.Node {
	w.fresh++
	name := fmt.Sprintf("$%d", w.fresh)
	body := build(func() ast.Node { return &ast.IdentifierNode{Value: name} })
	return at(value, &ast.VariableDeclaratorNode{Name: name, Value: value, Expr: body})
}

// at gives a new node the place of an old one, for messages at run time.
func at(old, n ast.Node) ast.Node {
	n.SetLocation(old.Location())
	return n
}

// call is a call of one of our functions, which gets the run before its arguments. An argument that is
// looked up is the function's to look up.
func call(old ast.Node, name string, arguments ...ast.Node) ast.Node {
	all := []ast.Node{&ast.IdentifierNode{Value: "$env"}}
	for _, a := range arguments {
		if c, ok := a.(*ast.CallNode); ok && isCallOf(c, "$path") {
			a = c.Arguments[1]
		}
		all = append(all, a)
	}
	return at(old, &ast.CallNode{Callee: &ast.IdentifierNode{Value: name}, Arguments: all})
}
