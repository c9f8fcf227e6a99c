package oracletest

import (
	"slices"
	"time"
)

// drop fires when the score is so far below its maximum, once per fall, or when it moves into a band.
func (o *oracle) drop(m *moment, tr trigger) []map[string]any {
	if m.health == nil {
		m.remembered[tr.key()] = false
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
	m.remembered[tr.key()] = low
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

// stalled is what a stall saw of a plan that runs: the latest start that it ever had, and what was overdue: a
// milestone, or "" for any progress.
type stalled struct {
	start time.Time
	late  []string
}

// stall fires once for each milestone that is overdue, or once when nothing was reached for long, and again only
// when the plan has a later start than ever: a start that moves back begins nothing new.
func (o *oracle) stall(m *moment, tr trigger) []map[string]any {
	p, def := m.plans[tr.Stall.SuccessPlan], o.w.SuccessPlans[tr.Stall.SuccessPlan]
	if !p.running() {
		return nil
	}
	saw, seen := stalled{start: p.started}, map[string]bool{}
	for _, past := range o.moments {
		known, _ := past.remembered[tr.key()].(stalled)
		saw.start = latest(saw.start, known.start)
	}
	for _, past := range o.moments {
		known, _ := past.remembered[tr.key()].(stalled)
		for _, what := range known.late {
			seen[what] = seen[what] || known.start.Equal(saw.start)
		}
	}
	var all []map[string]any
	offer := func(what string, at time.Time, milestone any) {
		m.offer(at)
		if m.now.Before(instant(at)) || seen[what] {
			return
		}
		saw.late = append(saw.late, what)
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
	m.remembered[tr.key()] = saw
	return all
}
