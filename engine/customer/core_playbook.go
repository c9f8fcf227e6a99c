package customer

import (
	"cmp"
	"maps"
	"slices"

	"github.com/tendhq/tend/dsl"
)

// indexPlaybooks puts the playbooks into the order in which they decide: by priority, then by name.
func (c *Core) indexPlaybooks() {
	for _, name := range slices.Sorted(maps.Keys(c.workspace.Playbooks)) {
		p := &playbook{Playbook: c.workspace.Playbooks[name]}
		p.when = newTest(p.When)
		p.keyNeeds.add(p.Enroll.Key)
		p.orderNeeds.add(p.Enroll.OrderBy)
		p.guards = c.guardsOf(p.Playbook)
		c.playbooks = append(c.playbooks, p)
		for _, g := range p.Goals {
			p.goals = append(p.goals, c.goal(g))
		}
		c.named[name] = p
	}
	slices.SortStableFunc(c.playbooks, func(a, b *playbook) int { return cmp.Compare(b.Priority, a.Priority) })
	for _, p := range c.playbooks {
		c.indexRefusing(p)
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

func (c *Core) indexTrigger(p *playbook, def *dsl.Trigger) {
	c.triggers++
	t := &triggerDef{Trigger: def, playbook: p, when: newTest(def.When), rank: c.triggers}
	t.key = p.Name + "/" + def.Hash[:min(len(def.Hash), triggerKeyLength)]
	p.triggers = append(p.triggers, t)
	switch def.Kind {
	case dsl.OnEvent:
		r := c.on(def.Event.Event)
		r.triggers = append(r.triggers, t)
		if t.accumulate = accumulatorOf(def.Event); t.accumulate != nil {
			c.indexWatcher(t)
		}
	case dsl.HealthDrop:
		c.drops = append(c.drops, t)
		if def.HealthDrop.Points > 0 && !slices.Contains(c.withins, def.HealthDrop.Within) {
			c.withins = append(c.withins, def.HealthDrop.Within)
		}
	case dsl.OnboardingStall:
		if plan := c.plan(def.Stall.SuccessPlan); plan != nil {
			plan.stalls = append(plan.stalls, t)
		}
	case dsl.AfterPlaybook:
		r := c.on(TypeRunFinished)
		r.follows = append(r.follows, t)
	case dsl.Manual:
		r := c.on(TypeEnrolment)
		r.manuals = append(r.manuals, t)
	default:
		c.indexWatcher(t)
	}
}

// indexWatcher makes a trigger look again when what it reads changes.
func (c *Core) indexWatcher(t *triggerDef) {
	if t.evaluate = evaluatorOf(t.Kind); t.evaluate == nil {
		return
	}
	switch t.Kind {
	case dsl.Becomes:
		t.fact = newTest(t.Becomes.Expression)
		t.needs.addTest(t.fact)
	case dsl.UsageLimit:
		t.needs.add(t.UsageLimit.Value)
		t.needs.add(t.UsageLimit.Limit)
	case dsl.TierMove:
		t.needs.addRef(ref{root: "tier"})
	case dsl.ScaleMove:
		t.needs.addRef(ref{"scale", t.Move.Scale})
	case dsl.SegmentMove:
		names, _ := t.segments()
		for _, name := range names {
			t.needs.addRef(ref{"segment", name})
			t.ofContacts = c.workspace.Segments[name].OfContact
		}
	case dsl.Coverage:
		t.covered = c.metrics[t.Coverage.Metric]
	case dsl.OnDate:
		t.needs.add(t.Date.Date)
	case dsl.Inactivity:
		t.which = newTest(t.Inactivity.Which)
		if !t.EachContact {
			t.needs.addRef(ref{root: sinceRoot})
		}
		r := c.on(t.Inactivity.Event)
		r.silences = append(r.silences, t)
	}
	if t.EachContact && t.accumulate == nil {
		t.needs.addRef(ref{root: "contact"}) // One who comes is looked at.
	}
	c.expand(&t.needs)
	if t.EachContact {
		t.shared = c.shared(&t.needs)
	}
	t.personal = t.ofContacts || t.EachContact && (t.covered != nil || t.needs.personal())
	c.use(&t.needs)
	c.triggerIndex.add(t)
}
