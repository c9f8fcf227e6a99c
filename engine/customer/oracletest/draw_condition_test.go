package oracletest

import (
	"fmt"

	"pgregory.net/rapid"
)

// The stages of what a condition can read: each thing reads only those before it.
const (
	afterMetrics = iota
	afterPlans
	afterTiers
	afterScales
	afterHealth
	everything
)

// atoms is comparisons of facts, none of which implies another.
func (d *draft) atoms(stage int) []string {
	all := []string{
		"account.seats >= 3", "account.status == 'customer'",
		"days_until(account.renewal) <= 3", "days_since(account.renewal) in 1..5", "days_until(account.renewal) == account.seats",
	}
	for i, m := range d.metrics {
		if m.ofContact {
			continue
		}
		n := 1 + i%3
		all = append(all, fmt.Sprintf("metric.%s >= %d", m.name, n))
		if m.windowed {
			all = append(all, fmt.Sprintf("change.%s < 0", m.name), fmt.Sprintf("previous.%s > %d", m.name, n))
		}
	}
	for _, g := range d.groups {
		all = append(all, fmt.Sprintf("len(contacts.%s) >= 1", g))
	}
	if stage < afterPlans {
		return all
	}
	for _, p := range d.plans {
		all = append(all, fmt.Sprintf("success_plan.%s.overdue", p), fmt.Sprintf("success_plan.%s.completed", p),
			fmt.Sprintf("success_plan.%s.stage == 's0'", p), fmt.Sprintf("success_plan.%s.days >= 2", p),
			fmt.Sprintf("success_plan.%s.days_in_stage >= 1", p))
	}
	if stage >= afterTiers && len(d.tiers) > 0 {
		all = append(all, "tier == 'l0'")
	}
	if stage >= afterScales {
		for _, k := range d.scales {
			all = append(all, fmt.Sprintf("scale.%s == 'l0'", k))
		}
	}
	if stage >= afterHealth && d.scored {
		all = append(all, "health.score < 50", "health.measures.h0 >= 50")
		if !d.orderless {
			all = append(all, "health.band == 'green'", "health.trend < 0")
		}
	}
	if stage >= everything {
		for _, s := range d.segments {
			all = append(all, "segment."+s)
		}
		for _, p := range d.playbooks {
			all = append(all, "running."+p)
		}
	}
	return all
}

// condition is an expression about the account.
func (d *draft) condition(stage int) string { return d.combined(d.atoms(stage)) }

func (d *draft) combined(atoms []string) string {
	a, b := rapid.SampledFrom(atoms).Draw(d.r, "a"), rapid.SampledFrom(atoms).Draw(d.r, "b")
	switch d.number("form", 0, 5) {
	case 3:
		return "!(" + a + ")"
	case 4:
		return a + " && " + b
	case 5:
		return a + " || !(" + b + ")"
	}
	return a
}

// formula is a number of the account.
func (d *draft) formula() string {
	all := []string{"account.seats"}
	for _, m := range d.metrics {
		if m.ofContact {
			continue
		}
		all = append(all, "metric."+m.name, "metric."+m.name, "metric."+m.name+" / account.seats")
		if m.windowed {
			all = append(all, "change."+m.name)
		}
	}
	return d.pick("formula", all...)
}

// eventCondition is an expression about an event.
func (d *draft) eventCondition(event string) string {
	atoms := []string{"event.n >= 2", "event.n == nil || event.n < 2"}
	if event == "nps" {
		atoms = []string{"event.n >= 2", "event.n < 2"}
	}
	if event == "visit" || event == "nps" {
		atoms = append(atoms, "contact.role == 'champion'")
	}
	return d.pick("about", atoms...)
}

// contactCondition is an expression about a contact. It is false of somebody of whom nothing is known.
func (d *draft) contactCondition() string {
	known := []string{"contact.role == 'champion'"}
	for i, m := range d.metrics {
		if m.ofContact && !m.derived {
			known = append(known, fmt.Sprintf("metric.%s >= %d", m.name, 1+i%3))
		}
	}
	condition := d.pick("contact", known...)
	if d.chance("and", 2) {
		return condition + " && " + rapid.SampledFrom(d.atoms(afterHealth)).Draw(d.r, "and")
	}
	return condition
}
