package customer

import (
	"maps"
	"slices"

	"github.com/tendhq/tend/dsl"
)

// metricUse is a metric that something live reads, with or without the window before.
type metricUse struct {
	def      *metricDef
	previous bool
}

// uses is the metrics among what is read.
func (c *Core) uses(n *needs) []metricUse {
	var all []metricUse
	for _, use := range c.all {
		used, previous := false, false
		for _, r := range n.refs {
			if r.name != "" && r.name != use.def.Name {
				continue
			}
			switch r.root {
			case "metric":
				used = true
			case "previous", "change":
				used, previous = true, true
			}
		}
		if used {
			all = append(all, metricUse{use.def, previous})
		}
	}
	return all
}

// expand adds what lies behind derived metrics, groups of contacts and objectives of success plans: what
// their expressions read.
func (c *Core) expand(n *needs) {
	for i := 0; i < len(n.refs); i++ { // The list grows: what is behind something has things behind it.
		switch r := n.refs[i]; r.root {
		case "metric":
			for _, name := range slices.Sorted(maps.Keys(c.metrics)) {
				if d := c.metrics[name]; d.Aggregate == dsl.Derived && (r.name == "" || r.name == name) {
					n.include(&d.needs)
				}
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
					n.addTest(c.groups[name].when)
				}
			}
		}
	}
}

// inUse calls yield for the metrics that something live reads: tiers and health scores, the milestones
// of plans that run and, as its exits may read anything, everything while a play runs.
func (c *Core) inUse(s *State, yield func(metricUse)) {
	lists := [][]metricUse{c.live}
	if s.playing() {
		lists = [][]metricUse{c.all}
	}
	for _, def := range c.plans {
		if s.Plans[def.Name].running() {
			lists = append(lists, def.metrics)
		}
	}
	for _, list := range lists {
		for _, use := range list {
			yield(use)
		}
	}
}

// readsClock says whether something live changes with the day: what counts days from or to a date, and
// where a plan runs, what counts its days.
func (c *Core) readsClock(s *State) bool {
	if c.liveClock || s.playing() {
		return true
	}
	for _, def := range c.plans {
		if s.Plans[def.Name].running() && (c.livePlans || def.needs.clock) {
			return true
		}
	}
	return false
}
