package oracletest

import (
	"maps"
	"slices"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/calendar"
)

// levels finds the tier and the level on each scale.
func (o *oracle) levels(m *moment) {
	tier, _ := o.level(m, "tier", o.w.Tiers, func(before *moment) any { return before.facts["tier"] })
	o.setFact(m, "tier", tier)
	scales := map[string]any{}
	for name, scale := range o.w.Scales {
		scales[name], _ = o.level(m, "scale."+name, scale.Levels, func(before *moment) any {
			return before.facts["scale"].(map[string]any)[name]
		})
	}
	o.setFact(m, "scale", scales)
}

// level is where the account is among levels, which may have to wait before it moves.
func (o *oracle) level(m *moment, key string, levels []*dsl.Level, was func(*moment) any) (at any, waits bool) {
	wanted, hold := o.wanted(m, levels)
	m.wants[key] = wanted
	before := o.last()
	if before == nil || wanted == nil || !declared(levels, wanted) || !declared(levels, was(before)) || was(before) == wanted {
		return wanted, false
	}
	if o.waits(m, key, wanted, hold) {
		return was(before), true
	}
	return wanted, false
}

func declared(levels []*dsl.Level, name any) bool {
	return slices.ContainsFunc(levels, func(l *dsl.Level) bool { return l.Name == name })
}

// wanted is the first level that matches. What can't be answered leaves the account unclassified.
func (o *oracle) wanted(m *moment, levels []*dsl.Level) (level any, hold *calendar.Duration) {
	if len(levels) == 0 {
		return nil, nil
	}
	for _, l := range levels {
		if l.When == nil {
			return l.Name, l.Hold
		}
		matches, missing, err := l.When.Program.Decide(o.env(m.now, m.facts))
		if missing || err != nil {
			break
		}
		if matches {
			return l.Name, l.Hold
		}
	}
	return dsl.Unclassified, nil
}

// waits reports whether a move that is wanted has to wait until it has been wanted for long enough without a
// break. What history moves doesn't wait, unless it waits already.
func (o *oracle) waits(m *moment, key string, wanted any, hold *calendar.Duration) bool {
	began := o.unbroken(m, func(past *moment) bool { return past.wants[key] == wanted })
	if hold == nil || began == m && m.quiet {
		return false
	}
	due := instant(o.w.Hours.Add(began.now, *hold))
	m.offer(due)
	return m.now.Before(due)
}

// unbroken is the first of the moments up to this one that all have something in common.
func (o *oracle) unbroken(m *moment, same func(*moment) bool) *moment {
	for _, past := range slices.Backward(o.moments) {
		if !same(past) {
			break
		}
		m = past
	}
	return m
}

// segments finds which segments the account and each of its contacts are in.
func (o *oracle) segments(m *moment) {
	of := func(contact string, facts map[string]any, before func(*moment) map[string]any) {
		in := map[string]any{}
		for name, def := range o.w.Segments {
			if !def.OfContact {
				in[name] = o.in(m, "segment."+name, def, facts, func(past *moment) bool {
					return inSegment(past.facts, name)
				})
			} else if contact != "" {
				in[name] = o.in(m, "segment."+name+" of "+contact, def, facts, func(past *moment) bool {
					return inSegment(before(past), name)
				})
			}
		}
		facts["segment"] = in
	}
	of("", m.facts, nil)
	for _, id := range slices.Sorted(maps.Keys(m.contactFacts)) {
		of(id, m.contactFacts[id], func(past *moment) map[string]any { return past.contactFacts[id] })
	}
}

func inSegment(facts map[string]any, name string) bool {
	segments, _ := facts["segment"].(map[string]any)
	return segments[name] == true
}

// in reports whether somebody is in a segment. Entering may have to wait, leaving doesn't.
func (o *oracle) in(m *moment, key string, def *dsl.Segment, facts map[string]any, was func(*moment) bool) bool {
	m.wants[key] = o.holds(def.When, m.now, facts)
	if m.wants[key] == false {
		return false
	}
	before := o.last()
	return before != nil && was(before) || !o.waits(m, key, true, def.Hold)
}
