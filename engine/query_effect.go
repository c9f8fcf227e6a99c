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

// Effect is what a goal shows of a playbook: how many reach it with the playbook and without.
type Effect struct {
	Playbook, Goal string
	// Definition is what the goal asks for.
	Definition *dsl.Goal
	// Current reports whether the workspace in force defines the goal like that.
	Current          bool
	Treated, Control Group
	Comparison
}

// Group counts those who were enrolled with a run, or those of the control group. Each counts once, with the first
// enrolment: the next ones may show what the first one did.
type Group struct {
	// Enrolments counts all of them, the repeated ones too; Units counts accounts, contacts or keys.
	Enrolments, Units int
	// Already counts the units for which the goal was true at the start, Lost those whose outcome can't be known any
	// more: both are left out of the comparison.
	Already, Lost int
	// Tracked counts the units whose time isn't over yet, also those that have reached the goal: counting only these
	// would flatter.
	Tracked int
	// Over counts the units whose time is over, and Reached those of them that reached the goal.
	Over, Reached int
}

// EffectQuery selects effects. Empty fields don't restrict.
type EffectQuery struct {
	Playbook string
	// From and To are the first instant, and the first after the last, at which enrolments began.
	From, To time.Time
}

// Effects compares the treated with the control group, for each goal of each playbook: first as the workspace defines
// it, then as it was defined before.
func (e *Engine) Effects(ctx context.Context, q EffectQuery) ([]Effect, error) {
	c := &effectCounter{query: q, now: e.clock.Now(), effects: map[effectKey]*Effect{}}
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

// effectKey is a goal of a playbook with one of its definitions.
type effectKey struct{ playbook, goal, definition string }

// effectCounter counts goals that come unit by unit.
type effectCounter struct {
	query   EffectQuery
	now     time.Time
	effects map[effectKey]*Effect
	last    effectKey
	unit    string
}

// count counts one goal of an enrolment.
func (c *effectCounter) count(g customer.Goal) {
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

// define finds the definitions of goals that the workspace doesn't define so any more.
func (c *effectCounter) define(r store.Reader) error {
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

// all returns the effects in the order of playbooks and goals, the current definition first.
func (c *effectCounter) all() []Effect {
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
