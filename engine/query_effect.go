package engine

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// Effect is what a goal tells of a playbook: how many reach it with the playbook and without.
type Effect struct {
	Playbook, Goal string
	// Definition is what the goal asks for.
	Definition *dsl.Goal
	// Current says that the workspace in force asks for just that.
	Current          bool
	Treated, Control Group
	Comparison
}

// Group is those who were enrolled with a run, or those of the control group. Everyone counts once, with
// the first enrolment: the next ones may show what the first one did.
type Group struct {
	// Enrolments is how many there were, the repeated ones too; Units, how many accounts, contacts or keys.
	Enrolments, Units int
	// Already is the units for which the goal was true at the start, Lost those of which nobody can tell any
	// more: both are left out of the comparison.
	Already, Lost int
	// Watched is the units whose time isn't over yet, also when they have reached the goal: to count only
	// these of them would flatter.
	Tracked int
	// Over is the units whose time is over, and Reached how many of these reached the goal.
	Over, Reached int
}

// EffectQuery selects effects. Empty fields don't restrict.
type EffectQuery struct {
	Playbook string
	// From and To are the first instant, and the first after the last, at which enrolments began.
	From, To time.Time
}

// Effects compares the treated with the control group, for each goal of each playbook: as the workspace
// defines it first, then as it was defined before.
func (e *Engine) Effects(ctx context.Context, q EffectQuery) ([]Effect, error) {
	c := &counting{query: q, now: e.clock.Now(), effects: map[effectKey]*Effect{}}
	w := e.Workspace()
	for _, name := range names(w.Playbooks) {
		if q.Playbook != "" && q.Playbook != name {
			continue
		}
		for _, goal := range w.Playbooks[name].Goals {
			c.effects[effectKey{name, goal.Name, goal.Hash}] = &Effect{Playbook: name, Goal: goal.Name, Definition: goal, Current: true}
		}
	}
	err := e.store.View(ctx, func(r store.Reader) error {
		if err := r.EachGoal(q.Playbook, c.count); err != nil {
			return err
		}
		return c.define(r)
	})
	if err != nil {
		return nil, fmt.Errorf("compare goals: %w", err)
	}
	return c.all(), nil
}

// effectKey is a goal of a playbook as it was defined at some time.
type effectKey struct{ playbook, goal, definition string }

// counting counts goals that come unit by unit.
type counting struct {
	query   EffectQuery
	now     time.Time
	effects map[effectKey]*Effect
	last    effectKey
	unit    string
}

func (c *counting) count(g customer.Goal) {
	if g.Started.Before(c.query.From) || !c.query.To.IsZero() && !g.Started.Before(c.query.To) {
		return
	}
	key := effectKey{g.Playbook, g.Name, g.Definition}
	effect := c.effects[key]
	if effect == nil {
		effect = &Effect{Playbook: g.Playbook, Goal: g.Name}
		c.effects[key] = effect
	}
	group := &effect.Treated
	if g.Control {
		group = &effect.Control
	}
	group.Enrolments++
	if key != c.last || g.Unit != c.unit {
		c.last, c.unit = key, g.Unit
		group.add(g, c.now)
	}
}

// add counts a unit by its first enrolment.
func (group *Group) add(g customer.Goal, now time.Time) {
	group.Units++
	switch {
	case g.Outcome == customer.Already:
		group.Already++
	case g.Outcome == customer.Lost:
		group.Lost++
	case now.Before(g.Until):
		group.Tracked++
	default:
		group.Over++
		if g.Outcome == customer.Reached {
			group.Reached++
		}
	}
}

// define finds what the goals asked for that the workspace doesn't define so any more.
func (c *counting) define(r store.Reader) error {
	definitions, err := r.GoalDefinitions()
	if err != nil {
		return err
	}
	for key, effect := range c.effects {
		if effect.Definition == nil {
			if effect.Definition, err = dsl.RestoreGoal(key.definition, definitions[key.definition]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *counting) all() []Effect {
	var all []Effect
	for _, effect := range c.effects {
		effect.Comparison = compare(effect.Treated, effect.Control)
		all = append(all, *effect)
	}
	slices.SortFunc(all, func(a, b Effect) int {
		older := func(e Effect) int {
			if e.Current {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.Playbook, b.Playbook), cmp.Compare(a.Goal, b.Goal),
			older(a)-older(b), cmp.Compare(a.Definition.Hash, b.Definition.Hash))
	})
	return all
}
