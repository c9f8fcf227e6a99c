package dsl

import (
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/diag"
)

// Becomes triggers fire when an expression turns true.
const Becomes TriggerKind = "becomes"

// BecomesTrigger fires when an expression turns true and stays so.
type BecomesTrigger struct {
	Expression *Condition
	After      calendar.Duration // how long it has to stay true; zero: at once
}

var becomesSchema = &schema{
	word: "trigger", kind: "becomes", labels: []string{"KIND"},
	doc: "An expression turns true, and stays true for `after`. It fires once, until the expression has been false again. " +
		"Where the playbook enrols contacts, an expression that reads something of a contact (`contact`, or a metric or segment of contacts) is watched of each contact on its own: one who is added while it is true of them counts as if it had just become so. " +
		"Any other is watched of the account, and fires for all contacts.",
	attrs: []attr{
		{name: "when", required: true, kind: kindCondition, example: `"metric.tickets_30d > 20"`, doc: "The expression that turns true; it can read every fact."},
		{name: "after", kind: kindDuration, def: `"0s"`, example: `"3d"`, doc: "How long it has to stay true."},
	},
	example: `trigger "becomes" {
  when  = "metric.tickets_30d > 20"
  after = "3d"
}`,
}

func (*BecomesTrigger) schema() *schema { return becomesSchema }

func (t *BecomesTrigger) decode(d *triggerDecoder) {
	*t = BecomesTrigger{Expression: d.condition("when", d.scope)}
	d.t.Becomes = t
	d.contact = d.playbook.PerContact
	if after := d.duration("after"); after != nil {
		t.After = *after
	}
	if value, known := d.l.constant(program(t.Expression)); known {
		d.l.Errorf(diag.CodeNeverFires, d.at("when"), "Trigger that never fires", "The expression is always %v, so it never turns true.", value)
	}
	d.decides(content{"expression": condition(t.Expression), "after": t.After}, program(t.Expression))
}

func (t *BecomesTrigger) eachContact(l *loader) bool {
	return l.ofEach(program(t.Expression))
}
