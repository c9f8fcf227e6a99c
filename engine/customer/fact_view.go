package customer

import (
	"maps"
	"time"

	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/expression"
)

// view is an account's facts at an instant as expression values, computed when they are first needed.
type view struct {
	core    *Core
	s       *State
	now     time.Time
	values  map[string]any
	scratch *expression.Scratch
	// entry is the last one that an expression was evaluated for, names is what it brings: its properties or, if full, everything
	// that is known of it.
	entry *Entry
	names map[string]any
	full  bool
	// contact is whose metrics and segments are seen; empty: there is no contact.
	contact string
}

func (c *Core) view(s *State, now time.Time) *view {
	return &view{core: c, s: s, now: now, values: map[string]any{}, scratch: &expression.Scratch{}}
}

// Facts is all facts of the account at now that expressions can read: account, contacts, metric,
// previous, change, tier, scale, health, segment, success_plan and running. The maps are the caller's.
func (c *Core) Facts(s *State, now time.Time) map[string]any {
	v := c.view(s, now)
	for _, root := range [...]string{"account", "metric", "previous", "change", "tier", "scale", "health", "segment", "success_plan", "running", "contacts"} {
		v.fill(ref{root: root})
	}
	values := v.env().Values
	delete(values, "var")
	delete(values, "local")
	return values
}

func (c *Core) clock(now time.Time) expression.Clock {
	return expression.Clock{Now: now, Zone: c.hours.Zone(), Hours: c.hours}
}

func (v *view) env() expression.Env {
	return expression.Env{Values: v.values, Clock: v.core.clock(v.now), Scratch: v.scratch}
}

// with is the environment with more names, such as the event or the variables that a goal was defined with, for what is
// read. A contact among them adds the contact's metrics and segments.
func (v *view) with(more map[string]any, n *needs) expression.Env {
	contact, _ := more["contact"].(map[string]any)
	if id := text(contact["id"]); id != "" && v.core.personal && n.personal() {
		v = v.of(id)
	}
	v.need(n)
	env := v.env()
	env.More = more
	return env
}

// need computes what is read, unless it is there.
func (v *view) need(n *needs) {
	for _, r := range n.refs {
		v.fill(r)
	}
}

// forget drops what was computed under a root, as it has changed, and what may have been worked out from
// it: derived metrics, groups of contacts and objectives.
func (v *view) forget(root string) {
	delete(v.values, root)
	switch root {
	case "account", "metric":
		for _, of := range [...]string{"metric", "previous", "change"} {
			delete(v.values, of)
		}
		delete(v.values, "contacts")
		delete(v.values, "success_plan")
	case "contact":
		v.entry = nil
	}
}

func (v *view) fill(r ref) {
	switch r.root {
	case "account":
		v.account(r)
	case "scale":
		fillEach(v, r, v.core.workspace.Scales, func(name string) any { return present(v.s.Scales[name]) })
	case "segment":
		v.segments(r)
	case "metric":
		v.metrics(r, v.metric)
	case "previous":
		v.metrics(r, v.previous)
	case "change":
		v.metrics(r, v.change)
	case "running":
		fillEach(v, r, v.core.workspace.Playbooks, func(name string) any { return v.s.Enrolled[name].running() })
	case "success_plan":
		fillEach(v, r, v.core.workspace.SuccessPlans, func(name string) any { return v.plan(v.core.plan(name)) })
	case "contacts":
		fillEach(v, r, v.core.groups, func(name string) any { return v.group(v.core.groups[name]) })
	default:
		v.whole(r.root)
	}
}

// whole computes what has no parts, or all parts of what has some.
func (v *view) whole(root string) {
	if _, done := v.values[root]; done {
		return
	}
	switch root {
	case "tier":
		v.values[root] = present(v.s.Tier)
	case "health":
		v.values[root] = v.health()
	case "var":
		v.values[root] = v.core.workspace.Vars
	case "local":
		v.values[root] = v.core.workspace.Locals
	}
}

// under is the values under a root.
func (v *view) under(root string) map[string]any {
	values, ok := v.values[root].(map[string]any)
	if !ok {
		values = map[string]any{}
		v.values[root] = values
	}
	return values
}

// fillEach computes one declared name under a root, or all of them.
func fillEach[D any](v *view, r ref, declared map[string]D, value func(name string) any) {
	values := v.under(r.root)
	if r.name != "" {
		if _, done := values[r.name]; !done && hasKey(declared, r.name) {
			values[r.name] = value(r.name)
		}
		return
	}
	for name := range declared {
		if _, done := values[name]; !done {
			values[name] = value(name)
		}
	}
}

func hasKey[V any](m map[string]V, key string) bool { _, ok := m[key]; return ok }

func (v *view) metrics(r ref, value func(*metricDef) any) {
	known := v.core.accountMetrics
	if v.contact != "" {
		known = v.core.metrics
	}
	fillEach(v, r, known, func(name string) any { return value(known[name]) })
}

// segments is the segments that the account and, where there is one, the contact is in.
func (v *view) segments(r ref) {
	known := make(map[string]bool, len(v.core.segments))
	for _, def := range v.core.segments {
		known[def.Name] = v.s.Segments[def.Name]
	}
	if v.contact != "" {
		for _, def := range v.core.contactSegments {
			p := v.s.ContactFacts[v.contact]
			known[def.Name] = p != nil && p.Segments[def.Name]
		}
	}
	fillEach(v, r, known, func(name string) any { return known[name] })
}

// account computes an attribute or what every account has, or all of that.
func (v *view) account(r ref) {
	values := v.under(r.root)
	switch value, known := v.s.Attributes[r.name]; {
	case r.name == "":
		maps.Copy(values, v.s.Attributes)
		values["id"], values["name"] = v.s.Account, v.s.DisplayName()
	case r.name == "id":
		values["id"] = v.s.Account
	case r.name == "name":
		values["name"] = v.s.DisplayName()
	case known:
		values[r.name] = value
	}
}

func (v *view) health() map[string]any {
	h := v.s.Health
	all := map[string]any{"score": nil, "band": nil, "trend": h.trend(v.now, v.core.hours.Zone())}
	measures := map[string]any{}
	if h != nil {
		all["score"], all["band"] = number(h.Score), present(h.Band)
		for _, m := range h.Measures {
			measures[m.Name] = number(m.Score)
		}
	}
	all["measures"] = measures
	return all
}

// number is the expression value of a number that may be missing.
func number(n *float64) any {
	if n == nil {
		return nil
	}
	return *n
}

// plan is a success plan's facts. The days of a completed plan are those that it took.
func (v *view) plan(def *planDef) map[string]any {
	facts := map[string]any{"stage": nil, "completed": false, "overdue": false, "days": nil, "days_in_stage": nil}
	if objectives := v.core.objectives[def.Name]; len(objectives) > 0 {
		all := make(map[string]any, len(objectives))
		for _, o := range objectives {
			all[o.Name] = v.objective(o)
		}
		facts["objectives"] = all
	}
	p := v.s.Plans[def.Name]
	if !p.HasStarted() {
		return facts
	}
	end := v.now
	if !p.running() {
		end = p.Completed
	}
	days := func(since time.Time) float64 { return float64(calendar.DaysBetween(since, end, v.core.hours.Zone())) }
	stage := p.stage(def)
	facts["stage"], facts["completed"] = present(stage), !p.running()
	facts["overdue"], facts["days"] = len(p.Overdue) > 0, days(p.Started)
	if stage != "" {
		facts["days_in_stage"] = days(p.stageSince(def))
	}
	return facts
}

// group is the contacts that belong to a group, by ID. One whose condition fails doesn't.
func (v *view) group(g *group) []any {
	members := []any{}
	for _, c := range sortedContacts(v.s) {
		values := c.values()
		if g.when != nil {
			if ok, err := g.when.program.True(v.with(map[string]any{"contact": values}, &g.when.needs)); err != nil || !ok {
				continue
			}
		}
		members = append(members, values)
	}
	return members
}
