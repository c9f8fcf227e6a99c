package customer

import (
	"slices"
	"strings"

	"github.com/tendhq/tend/dsl/expression"
)

// ref is a name that expressions read, such as metric.usage_30d. An empty name with a root that has
// parts means all of them.
type ref struct{ root, name string }

// needs is what a definition reads: it is evaluated again only when one of these changes.
type needs struct {
	refs  []ref
	clock bool
}

// add includes what a program reads; nil reads nothing.
func (n *needs) add(p *expression.Program) {
	if p == nil {
		return
	}
	n.clock = n.clock || p.ReadsClock()
	for _, read := range p.Reads() {
		n.addRef(parseRef(read))
	}
}

// addTest includes what a condition reads; nil reads nothing.
func (n *needs) addTest(x *test) {
	if x != nil {
		n.include(&x.needs)
	}
}

func (n *needs) include(other *needs) {
	n.clock = n.clock || other.clock
	for _, r := range other.refs {
		n.addRef(r)
	}
}

func (n *needs) addRef(r ref) {
	if !slices.Contains(n.refs, r) {
		n.refs = append(n.refs, r)
	}
}

func (n *needs) reads(root string) bool {
	return slices.ContainsFunc(n.refs, func(r ref) bool { return r.root == root })
}

func parseRef(read string) ref {
	root, name, _ := strings.Cut(read, ".")
	if name == "*" {
		name = ""
	}
	return ref{root, name}
}

// changes is which facts have changed.
type changes struct {
	all   bool
	clock bool
	refs  map[ref]bool // an empty name: all of the root
	roots map[string]bool
}

// touch notes a changed fact; an empty name stands for everything under the root.
func (c *changes) touch(root, name string) {
	if c.refs == nil {
		c.refs, c.roots = map[ref]bool{}, map[string]bool{}
	}
	c.refs[ref{root, name}] = true
	c.roots[root] = true
}

// concern says whether a definition reads something that changed.
func (c *changes) concern(n *needs) bool {
	if c.all || c.clock && n.clock {
		return true
	}
	if len(c.refs) == 0 {
		return false
	}
	return slices.ContainsFunc(n.refs, func(r ref) bool {
		return c.refs[r] || c.roots[r.root] && (r.name == "" || c.refs[ref{r.root, ""}])
	})
}
