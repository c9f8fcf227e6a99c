package api

import (
	"cmp"
	"maps"
	"slices"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
)

func why(v engine.WhyView) Why {
	w := Why{
		Account: v.Account, Playbook: v.Playbook, Contact: v.Subject.Contact, Key: v.Subject.Key, At: v.At.UTC(), Summary: v.Summary,
		Triggers: []WhyTrigger{}, Goals: []WhyGoal{}, LooksAt: instant(v.Due), Decisions: []Decision{}, Notes: append([]string{}, v.Notes...),
	}
	for _, c := range v.Cases {
		w.Triggers = append(w.Triggers, whyTrigger(c))
	}
	for _, row := range v.Goals {
		w.Goals = append(w.Goals, whyGoal(v, row.Goal))
	}
	for _, row := range v.Decisions {
		w.Decisions = append(w.Decisions, decision(row))
	}
	return w
}

func whyTrigger(c customer.Case) WhyTrigger {
	t := WhyTrigger{
		Kind: c.Trigger.Kind, Place: c.Trigger.Place, Waits: c.Trigger.Waits, State: c.Trigger.State,
		Facts: whyFacts(c.Trigger.Facts), Condition: whyPart(c.Trigger.Condition), Decided: whyDecision(c.Decision), Rules: []WhyRule{}, Next: whyDecision(c.Next),
	}
	for _, r := range c.Rules {
		t.Rules = append(t.Rules, WhyRule{
			Rule: r.Rule, Verdict: string(r.Verdict), Reason: string(r.Reason), Detail: r.Detail,
			Until: instant(r.Until), Condition: whyPart(r.Condition),
		})
	}
	return t
}

func whyGoal(v engine.WhyView, g customer.Goal) WhyGoal {
	goal := WhyGoal{
		Goal: g.Name, Group: g.Group(), Started: g.Started.UTC(), Until: g.Until.UTC(),
		Outcome: cmp.Or(string(g.Outcome), "watched"), At: instant(g.At), Detail: g.Detail,
	}
	for _, standing := range v.TrackedGoals {
		if g.Outcome == "" && standing.Enrolment == g.Enrolment && standing.Name == g.Name {
			goal.Condition = whyPart(standing.Condition)
		}
	}
	return goal
}

func whyDecision(d *customer.Decision) *WhyDecision {
	if d == nil {
		return nil
	}
	return &WhyDecision{At: d.At.UTC(), Outcome: string(d.Outcome), Reason: string(d.Reason), Detail: d.Detail, Again: d.WasHeld()}
}

func whyPart(p *customer.Part) *WhyPart {
	if p == nil {
		return nil
	}
	part := &WhyPart{Source: p.Source, Operator: p.Operator, Value: p.Value, Problem: p.Problem, Facts: whyFacts(p.Facts)}
	for i := range p.Parts {
		part.Parts = append(part.Parts, *whyPart(&p.Parts[i]))
	}
	return part
}

func whyFacts(facts []customer.Fact) []WhyFact {
	all := []WhyFact{}
	for _, f := range facts {
		all = append(all, WhyFact(f))
	}
	return all
}

// names returns the names of what is declared, in order.
func names[V any](declared map[string]V) []string { return slices.Sorted(maps.Keys(declared)) }
