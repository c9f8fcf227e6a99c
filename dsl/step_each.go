package dsl

import (
	"fmt"
	"maps"
	"reflect"

	"github.com/tendhq/tend/dsl/expression"
)

// StepEach does its steps for each item of a list.
const StepEach StepKind = "each"

// EachStep does its steps once for each item of a list.
type EachStep struct {
	In string `json:"in"` // expression of a list
	// As is the name under which the steps read the item: "contact" or "item".
	As string `json:"as"`
	// Parallel is how many items go at once at most.
	Parallel int     `json:"parallel"`
	Steps    []*Step `json:"steps"`
}

var eachSchema = &schema{
	word: "each", labels: []string{"NAME"}, unsupported: true,
	doc: "Does its steps once for each item of a list, and goes on when all have ended. The item is `contact` when the list is of contacts, else `item`. `count` is how many there were.",
	attrs: append([]attr{
		{name: "in", required: true, kind: kindList, example: `"contacts.champions"`, doc: "The list, as it is when the step is reached."},
		{name: "parallel", kind: kindWhole, def: "1", example: "5", doc: "How many items go at once at most."},
	}, stepAttrs()...),
	steps: true,
	example: `each "champion" {
  in = "contacts.champions"

  action "email" "hello" {
    to       = "{{ contact }}"
    template = "hello"
  }
}`,
}

// each decodes the steps of one item. They can look at each other, but nothing after them can: there are
// as many of each as there were items.
func (d *stepDecoder) each() {
	list := d.b.program("in", d.at, expression.List(expression.Any))
	each := &EachStep{In: d.source(list), As: "item", Parallel: 1}
	d.step.Each = each
	if n := d.b.whole("parallel", 1, 1000); n > 0 {
		each.Parallel = n
	}
	item := expression.Any
	if list != nil && list.Type().Elem != nil {
		item = *list.Type().Elem
	}
	s := d.scope.clone()
	if reflect.DeepEqual(item, d.l.contactType()) {
		each.As, s.base = "contact", d.l.withContact(s.base)
	} else {
		s.base = s.base.with("item", item)
	}
	each.Steps = d.steps(d.needsSteps(d.b), s)
	d.result["count"] = expression.Number
	maps.Copy(d.scope.hidden, s.hidden)
	d.scope.hide(stepNames(d.b.Body.Blocks), fmt.Sprintf("runs once for each item of %q: look at it inside", d.b.name()))
}
