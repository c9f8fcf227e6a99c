package customer

import (
	"slices"
	"strings"

	"github.com/tendhq/tend/dsl/expression"
)

// ref is a name that expressions read, such as metric.usage_30d. An empty name means everything under the root.
type ref struct{ root, name string }

// needs is what a definition reads: it is evaluated again only when one of these changes.
type needs struct {
	refs []ref
	// clock says that it reads the clock, days which days that concerns.
	clock bool
	days  dayNeeds
	// beyond says that it reads more of an event than its properties.
	beyond bool
}

// add includes what a program reads; nil reads nothing.
func (n *needs) add(p *expression.Program) {
	if p == nil {
		return
	}
	n.clock = n.clock || p.ReadsClock()
	n.days.add(p)
	for _, read := range p.Reads() {
		n.addRef(parseRef(read))
	}
}

// addCondition includes what a condition reads; nil reads nothing.
func (n *needs) addCondition(x *condition) {
	if x != nil {
		n.include(&x.needs)
	}
}

func (n *needs) include(other *needs) {
	n.clock = n.clock || other.clock
	n.days.include(other.days)
	for _, r := range other.refs {
		n.addRef(r)
	}
}

func (n *needs) addRef(r ref) {
	if !slices.Contains(n.refs, r) {
		n.refs = append(n.refs, r)
		n.beyond = n.beyond || r.beyondProperties()
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
	refs  []ref // an empty name: all of the root
}

// touch notes a changed fact; an empty name stands for everything under the root.
func (c *changes) touch(root, name string) {
	if r := (ref{root, name}); !slices.Contains(c.refs, r) {
		c.refs = append(c.refs, r)
	}
}

// concern reports whether a definition reads something that changed.
func (c *changes) concern(n *needs) bool {
	return c.all || c.clock && n.clock || slices.ContainsFunc(n.refs, func(read ref) bool {
		return slices.ContainsFunc(c.refs, read.touches)
	})
}

// touches reports whether a name that is read overlaps with one that changed.
func (r ref) touches(changed ref) bool {
	r = r.fact()
	return r.root == changed.root && (r.name == changed.name || r.name == "" || changed.name == "")
}

// fact is the fact that a name is read from: the window before and the comparison with it come from a metric.
func (r ref) fact() ref {
	if r.root == "previous" || r.root == "change" {
		r.root = "metric"
	}
	return r
}

// beyondProperties reports whether more of an event is read than its properties: what every event has, or its contact.
func (r ref) beyondProperties() bool {
	of, _, _ := strings.Cut(r.name, ".")
	return r.root == "event" && (of == "" || of == "id" || of == "type" || of == "time" || of == "contact")
}
