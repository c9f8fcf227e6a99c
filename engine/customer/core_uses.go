package customer

import (
	"maps"
	"slices"

	"github.com/tendhq/tend/dsl"
)

// metricUses is metrics that something reads: true with the window before.
type metricUses map[*metricDef]bool

// add includes the metrics among what is read.
func (u metricUses) add(c *Core, n *needs) {
	for _, r := range n.refs {
		before := r.root == "previous" || r.root == "change"
		if !before && r.root != "metric" {
			continue
		}
		for _, d := range c.counted {
			if r.name == "" || r.name == d.Name {
				u[d] = u[d] || before
			}
		}
	}
}

// expand adds what derived metrics, groups of contacts, objectives of success plans and the trend read in turn.
func (c *Core) expand(n *needs) {
	for i := 0; i < len(n.refs); i++ { // The list grows: what is read may read more.
		switch r := n.refs[i]; r.root {
		case "metric":
			for _, name := range slices.Sorted(maps.Keys(c.metrics)) {
				if d := c.metrics[name]; d.Aggregate == dsl.Derived && (r.name == "" || r.name == name) {
					n.include(&d.needs)
				}
			}
		case "health":
			if r.name == "trend" || r.name == "" {
				n.clock, n.days.ofTrend = true, true
			}
		case "success_plan":
			for _, name := range slices.Sorted(maps.Keys(c.objectives)) {
				if r.name == "" || r.name == name {
					for _, o := range c.objectives[name] {
						n.include(&o.needs)
					}
				}
			}
		case "contacts":
			for _, name := range slices.Sorted(maps.Keys(c.groups)) {
				if r.name == "" || r.name == name {
					n.addCondition(c.groups[name].when)
				}
			}
		}
	}
}

// inUse reports of a metric whether something reads it now, and whether with the window before: live definitions, the
// milestones of plans that run, the rules that refuse a held occurrence, tracked goals and, as exits may read anything,
// every run in progress.
func (c *Core) inUse(s *State) func(*metricDef) (used, previous bool) {
	if s.hasRunning() {
		return func(*metricDef) (bool, bool) { return true, true }
	}
	lists := []metricUses{c.live}
	for _, def := range c.plans {
		if s.Plans[def.Name].running() {
			lists = append(lists, def.metrics)
		}
	}
	for _, p := range c.heldPlaybooks(s) {
		lists = append(lists, p.refusalMetrics)
	}
	for _, def := range c.trackedGoals(s) {
		lists = append(lists, def.metrics)
	}
	return func(d *metricDef) (used, previous bool) {
		for _, list := range lists {
			before, reads := list[d]
			used, previous = used || reads, previous || before
		}
		return used, previous
	}
}

// heldPlaybooks is the playbooks of held occurrences, some of them more than once.
func (c *Core) heldPlaybooks(s *State) []*playbook {
	var all []*playbook
	for i := range s.Held {
		if p := c.playbooksByName[s.Held[i].Playbook]; p != nil {
			all = append(all, p)
		}
	}
	return all
}

// compared is the metrics whose window before is read: by a definition, by a rule that refuses a held occurrence, or by
// the exits of a run in progress.
func (c *Core) compared(s *State) []*metricDef {
	compares := func(p *playbook) bool { return p.refusalNeeds.reads("previous") || p.refusalNeeds.reads("change") }
	if s.hasRunning() || slices.ContainsFunc(c.heldPlaybooks(s), compares) {
		return c.counted
	}
	return c.comparing
}
