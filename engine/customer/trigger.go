package customer

import (
	"github.com/tendhq/tend/dsl"
)

// triggerDef is a trigger's definition with what is computed once and what all kinds share.
type triggerDef struct {
	*dsl.Trigger
	kind     triggerKind
	playbook *playbook
	when     *condition
	key      string
	rank     int // the order in which simultaneous triggers are decided

	evaluator evaluator // the kind, nil for one that isn't evaluated on change
	needs     needs     // what it is evaluated for when that changes
	// shared is what a trigger that is evaluated for each contact reads that isn't of one contact only.
	shared needs
	// personal says that what it reads is made of a contact's events.
	personal bool
	// wallClock says that its state's Since is a time of the workspace's wall clock, which an edit of the zone moves.
	wallClock bool
}

// triggerKeyLength is how much of a trigger's hash distinguishes it from others of its playbook.
const triggerKeyLength = 16

// indexTrigger makes a playbook's trigger of its definition.
func (c *Core) indexTrigger(p *playbook, def *dsl.Trigger) {
	c.triggers++
	tr := &triggerDef{Trigger: def, playbook: p, when: newCondition(def.When), rank: c.triggers}
	tr.key = p.Name + "/" + def.Hash[:min(len(def.Hash), triggerKeyLength)]
	p.triggers = append(p.triggers, tr)
	tr.kind = c.kinds[def.Kind](c, tr)
}

// concernsContact reports whether each occurrence of a trigger is about one contact.
func (tr *triggerDef) concernsContact() bool { return tr.EachContact || tr.kind.ofContact() }
