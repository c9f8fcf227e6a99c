package dsl

import (
	"maps"

	"github.com/tendhq/tend/dsl/expression"
)

// content is the part of a declaration that decides something, as plain data for its hash. Places,
// descriptions and the order of files aren't in it; the values of variables that it reads are.
type content map[string]any

// finish computes the hashes of a workspace without errors.
func (l *loader) finish() {
	w := l.ws
	w.facts = l.collectFacts()
	w.asked = l.factsScope().names
	w.asked["var"] = l.values.openType("var", w.asked["var"], w.Vars)
	w.asked["local"] = l.values.openType("local", w.asked["local"], w.Locals)
	for _, m := range w.Metrics {
		m.Hash = l.metricHash(m)
	}
	for _, h := range w.HealthScores {
		h.Hash = l.healthHash(h)
	}
	for _, p := range w.SuccessPlans {
		p.Hash = l.planHash(p)
	}
	for _, pb := range w.Playbooks {
		for _, t := range pb.Triggers {
			t.Hash = l.triggerHash(t)
		}
		for _, g := range pb.Goals {
			l.finishGoal(g)
		}
	}
	w.Hash = hashOf(l.all())
}

// hash adds the values of the variables that the programs read, and gives the hash.
func (l *loader) hash(c content, programs ...*expression.Program) string {
	reads := map[string]bool{}
	for _, p := range programs {
		if p != nil {
			for _, name := range p.Reads() {
				reads[name] = true
			}
		}
	}
	c["var"] = l.readValues("var.", reads, l.ws.Vars)
	c["local"] = l.readValues("local.", reads, l.ws.Locals)
	return hashOf(c)
}

// metricHash has the rarer parts only where they are, so that an older build's hash of a metric without
// them stays, and the metric needn't be filled back.
func (l *loader) metricHash(m *Metric) string {
	c := content{
		"event": m.Event, "aggregate": m.Aggregate, "of": canonical(m.Of), "when": condition(m.When), "window": m.Window,
	}
	if m.Period != "" {
		c["period"] = m.Period
	}
	if m.OfContact {
		c["of_contact"] = true
	}
	if m.Cap > 0 {
		c["cap"] = m.Cap
	}
	return l.hash(c, m.Of, program(m.When))
}

func (l *loader) healthHash(h *HealthScore) string {
	programs := []*expression.Program{program(h.When)}
	measures := []content{}
	for _, m := range h.Measures {
		programs = append(programs, m.Value, m.Score)
		measures = append(measures, content{
			"name": m.Name, "weight": m.Weight, "value": canonical(m.Value), "worst": m.Worst, "best": m.Best,
			"score": canonical(m.Score), "missing": m.Missing,
		})
	}
	return l.hash(content{
		"name": h.Name, "when": condition(h.When), "hysteresis": h.Hysteresis, "measures": measures, "bands": h.Bands,
	}, programs...)
}

func (l *loader) planHash(p *SuccessPlan) string {
	programs := []*expression.Program{program(p.When)}
	milestones := []content{}
	for _, m := range p.Milestones {
		programs = append(programs, program(m.When), program(m.Reached))
		milestones = append(milestones, content{
			"name": m.Name, "event": m.Event, "when": condition(m.When), "reached": condition(m.Reached), "due": m.Due,
		})
	}
	c := content{"name": p.Name, "starts": p.Starts, "when": condition(p.When), "milestones": milestones}
	if len(p.Objectives) > 0 {
		objectives := []content{}
		for _, o := range p.Objectives {
			programs = append(programs, o.Target, o.Current)
			objectives = append(objectives, content{"name": o.Name, "target": canonical(o.Target), "current": canonical(o.Current), "lower": o.Lower})
		}
		c["objectives"] = objectives
	}
	return l.hash(c, programs...)
}

func (l *loader) triggerHash(t *Trigger) string {
	c := maps.Clone(t.content)
	c["kind"], c["when"] = t.Kind, condition(t.When)
	if t.EachContact {
		c["each_contact"] = true
	}
	return l.hash(c, append(t.programs, program(t.When))...)
}

// all is the whole workspace.
func (l *loader) all() content {
	w := l.ws
	return content{
		"locale": w.Locale, "zone": w.Hours.Zone().String(), "customers": condition(w.Customers),
		"calendar": w.Calendar, "retention": w.Retention, "calendars": each(w.Calendars, func(c *Calendar) any { return c.content() }),
		"vars": w.Vars, "locals": w.Locals,
		"account": each(w.AccountAttributes, func(a *Attribute) any { return a.Type }),
		"contact": each(w.ContactAttributes, func(a *Attribute) any { return a.Type }),
		"events":  each(w.Events, func(e *Event) any { return content{"about_contact": e.AboutContact, "properties": e.Properties} }),
		"metrics": each(w.Metrics, func(m *Metric) any { return m.Hash }),
		"groups":  each(w.Groups, func(g *Group) any { return condition(g.When) }),
		"tiers":   levels(w.Tiers),
		"scales":  each(w.Scales, func(s *Scale) any { return levels(s.Levels) }),
		"segments": each(w.Segments, func(s *Segment) any {
			return content{"of_contact": s.OfContact, "when": condition(s.When), "hold": s.Hold}
		}),
		"health_scores": healthHashes(w.HealthScores),
		"success_plans": each(w.SuccessPlans, func(p *SuccessPlan) any { return p.Hash }),
		"templates":     each(w.Templates, func(t *Template) any { return t.Plan }),
		"teams":         each(w.Teams, func(t *Team) any { return content{"lead": t.Lead, "members": t.Members, "queue": t.Queue} }),
		"limits": each(w.CommunicationLimits, func(c *CommunicationLimits) any {
			return content{"max": c.MaxMessages, "quiet": c.QuietHours, "calendar": c.Calendar, "except": c.Except}
		}),
		"guards": each(w.Guards, func(g *Guard) any {
			return content{"tags": sortedCopy(g.Tags), "when": condition(g.When), "otherwise": g.Otherwise}
		}),
		"playbooks": each(w.Playbooks, playbookContent),
	}
}

func playbookContent(p *Playbook) any {
	triggers, goals, params := []string{}, []string{}, []content{}
	for _, t := range p.Triggers {
		triggers = append(triggers, t.Hash)
	}
	for _, g := range p.Goals {
		goals = append(goals, g.Hash)
	}
	for _, param := range p.Params {
		params = append(params, content{"name": param.Name, "type": param.Type, "required": param.Required})
	}
	return content{
		"owner": p.Owner, "tags": p.Tags, "priority": p.Priority, "mode": p.Mode, "triggers": triggers, "params": params,
		"per_contact": p.PerContact, "when": condition(p.When), "enroll": enrollContent(p.Enroll), "goals": goals, "plan": p.Plan.Hash(),
	}
}

func enrollContent(e Enroll) content {
	return content{
		"cooldown": e.Cooldown, "never": e.Never, "key": canonical(e.Key), "exclusive": e.Exclusive, "hold": e.Hold,
		"control_group": e.ControlGroup, "max_running": e.MaxRunning, "quota": e.Quota, "order_by": canonical(e.OrderBy),
	}
}

func levels(all []*Level) []content {
	out := []content{}
	for _, level := range all {
		out = append(out, content{"name": level.Name, "when": condition(level.When), "hold": level.Hold})
	}
	return out
}

func healthHashes(all []*HealthScore) []string {
	out := []string{}
	for _, h := range all {
		out = append(out, h.Hash)
	}
	return out
}

// each is a map with what decides of every declaration.
func each[D any](declared map[string]D, of func(D) any) map[string]any {
	out := make(map[string]any, len(declared))
	for name, d := range declared {
		out[name] = of(d)
	}
	return out
}

func program(c *Condition) *expression.Program {
	if c == nil {
		return nil
	}
	return c.Program
}

func canonical(p *expression.Program) string {
	if p == nil {
		return ""
	}
	return expression.Canonical(p.Source())
}

func condition(c *Condition) string { return canonical(program(c)) }
