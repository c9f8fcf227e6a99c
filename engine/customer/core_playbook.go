package customer

import (
	"cmp"
	"maps"
	"slices"

	"github.com/tendhq/tend/dsl"
)

// playbook is a playbook's definition with what is computed once.
type playbook struct {
	*dsl.Playbook
	when     *condition
	triggers []*triggerDef
	guards   guards
	goals    []*goalDef
	// keyNeeds is what its `enroll.key` reads.
	keyNeeds needs
	// orderNeeds is what its `enroll.order_by` reads.
	orderNeeds needs
	// refusalNeeds is the facts at whose change a refusal for now may end, refusalMetrics the metrics among them.
	refusalNeeds   needs
	refusalMetrics metricUses
}

// indexPlaybooks orders the playbooks as they are decided, by priority and then by name, and indexes their triggers.
func (c *Core) indexPlaybooks() {
	for _, name := range slices.Sorted(maps.Keys(c.workspace.Playbooks)) {
		p := &playbook{Playbook: c.workspace.Playbooks[name]}
		p.when = newCondition(p.When)
		p.keyNeeds.add(p.Enroll.Key)
		p.orderNeeds.add(p.Enroll.OrderBy)
		p.guards = c.guardsOf(p.Playbook)
		c.playbooks = append(c.playbooks, p)
		for _, g := range p.Goals {
			p.goals = append(p.goals, c.goal(g))
		}
		c.playbooksByName[name] = p
	}
	slices.SortStableFunc(c.playbooks, func(a, b *playbook) int { return cmp.Compare(b.Priority, a.Priority) })
	for _, p := range c.playbooks {
		c.indexRefusalNeeds(p)
		if group := p.Enroll.Exclusive; group != "" {
			c.exclusive[group] = append(c.exclusive[group], p)
		}
		known := map[string]bool{}
		for _, def := range p.Triggers {
			if !known[def.Hash] {
				known[def.Hash] = true
				c.indexTrigger(p, def)
			}
		}
	}
}
