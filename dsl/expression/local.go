package expression

import (
	"slices"

	"github.com/expr-lang/expr/ast"
)

// path is a chain of names that begins at the top level.
type path []string

// local is a name that a `let` declares.
type local struct {
	name  string
	t     Type
	value ast.Node
	// path is the chain of names that it stands for; nil when it stands for something else.
	path path
}

// locals are the names declared around a place, innermost last.
type locals []local

// with is the locals inside a `let`.
func (ls locals) with(n *ast.VariableDeclaratorNode, t Type) locals {
	return append(slices.Clip(ls), local{name: n.Name, t: t, value: ls.resolve(n.Value), path: ls.names(n.Value)})
}

func (ls locals) find(name string) (local, bool) {
	for _, l := range slices.Backward(ls) {
		if l.name == name {
			return l, true
		}
	}
	return local{}, false
}

// resolve is the node that a local name stands for; any other node stands for itself.
func (ls locals) resolve(n ast.Node) ast.Node {
	if id, ok := n.(*ast.IdentifierNode); ok {
		if l, ok := ls.find(id.Value); ok {
			return l.value
		}
	}
	return n
}

// names is the chain of names that a node consists of, nil when it is anything else.
func (ls locals) names(n ast.Node) path {
	switch n := n.(type) {
	case *ast.IdentifierNode:
		if l, ok := ls.find(n.Value); ok {
			return l.path
		}
		return path{n.Value}
	case *ast.ChainNode:
		return ls.names(n.Node)
	case *ast.MemberNode:
		return ls.member(n.Node, n.Property)
	case *ast.CallNode:
		if isCallOf(n, "get") && len(n.Arguments) == 2 {
			return ls.member(n.Arguments[0], n.Arguments[1])
		}
	}
	return nil
}

// member is the chain of names of owner.name, owner["name"] and get(owner, "name").
func (ls locals) member(owner, property ast.Node) path {
	name, known := literalText(property)
	base := ls.names(owner)
	if !known || base == nil {
		return nil
	}
	return append(slices.Clip(base), name)
}

func isCallOf(n *ast.CallNode, name string) bool {
	f, ok := n.Callee.(*ast.IdentifierNode)
	return ok && f.Value == name
}

// at is the type of what a chain of names leads to.
func (s Scope) at(p path) Type {
	t := s[p[0]]
	for _, name := range p[1:] {
		t, _ = t.member(name)
	}
	return t
}
