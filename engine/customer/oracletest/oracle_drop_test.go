package oracletest

import (
	"slices"
	"time"
)

// drop fires when the score is so far below its maximum, once per fall, or when it moves into a band.
func (o *oracle) drop(m *moment, tr trigger) []map[string]any {
	if m.health == nil {
		m.saw[tr.key()] = false
		return nil
	}
	if len(tr.HealthDrop.To) > 0 {
		return o.bandMove(m, tr)
	}
	highest, now := o.highest(m, tr), m.health.of(tr.HealthDrop.Measure)
	if now == nil {
		return nil // Whether it is low can't be told.
	}
	low := sixDecimals(*highest-*now) >= tr.HealthDrop.Points
	before := o.sawLast(tr)
	m.saw[tr.key()] = low
	if !low || before == true {
		return nil
	}
	return []map[string]any{{"from": oneDecimal(*highest), "to": oneDecimal(*now)}}
}

// bandMove fires when the band has changed. The first one after a new beginning is no move.
func (o *oracle) bandMove(m *moment, tr trigger) []map[string]any {
	if m.health.anew {
		return nil
	}
	from, to := o.last().health.band, m.health.band
	if measure := tr.HealthDrop.Measure; measure != "" {
		from, to = band(m.health.def, o.last().health.of(measure), ""), band(m.health.def, m.health.of(measure), "")
	}
	if from == "" || from == to || !slices.Contains(tr.HealthDrop.To, to) ||
		len(tr.HealthDrop.From) > 0 && !slices.Contains(tr.HealthDrop.From, from) {
		return nil
	}
	return []map[string]any{{"from": from, "to": to}}
}

// late is what a stall waits for in a plan: a milestone, or "" for any progress.
type late struct {
	milestone string
	plan      time.Time // its start
}

// stall fires once in each plan for each milestone that is overdue, or once when nothing was reached for long.
func (o *oracle) stall(m *moment, tr trigger) []map[string]any {
	p, def := m.plans[tr.Stall.SuccessPlan], o.w.SuccessPlans[tr.Stall.SuccessPlan]
	if !p.running() {
		return nil
	}
	seen := map[late]bool{}
	for _, past := range o.moments {
		known, _ := past.saw[tr.key()].([]late)
		for _, l := range known {
			seen[l] = true
		}
	}
	var all []map[string]any
	var found []late
	offer := func(what string, at time.Time, milestone any) {
		m.offer(at)
		l := late{what, p.started}
		if m.now.Before(instant(at)) || seen[l] {
			return
		}
		found = append(found, l)
		all = append(all, map[string]any{"success_plan": def.Name, "milestone": milestone})
	}
	if idle := tr.Stall.Idle; idle != nil {
		offer("", o.w.Hours.Add(p.lastStep(), *idle), m.facts["success_plan"].(map[string]any)[def.Name].(map[string]any)["stage"])
	} else {
		for _, milestone := range def.Milestones {
			due, ok := o.due(p, milestone)
			if ok && (tr.Stall.Milestone == "" || tr.Stall.Milestone == milestone.Name) {
				offer(milestone.Name, o.w.Hours.Add(due, tr.Stall.Overdue), milestone.Name)
			}
		}
	}
	m.saw[tr.key()] = found
	return all
}
