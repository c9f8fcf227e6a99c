package oracletest

import (
	"maps"
	"slices"
	"time"

	"github.com/tendhq/tend/dsl"
)

// edit puts another version of the workspace in force at an instant. The account is looked at again with it at
// the instant at which the engine looked at it last (what the oracle saw later was nothing), and nothing fires.
// What was due since then is still decided, but not by triggers that the version adds.
func (o *oracle) edit(w *dsl.Workspace, looked, now time.Time) {
	old := o.w
	known := map[string]bool{}
	for _, tr := range o.triggers() {
		known[tr.key()] = true
	}
	o.w = w
	for _, tr := range o.triggers() {
		if !known[tr.key()] {
			o.quiet[tr.key()] = instant(now)
			delete(o.gathered, tr.key())
		}
	}
	o.counted = map[string][]counted{}
	for _, e := range o.log {
		o.register(e)
	}
	o.moments = slices.DeleteFunc(o.moments, func(m *moment) bool { return m.now.After(looked) })
	last := o.last()
	if last == nil {
		return
	}
	m := &moment{now: looked, quiet: true, plans: map[string]*plan{}}
	for name, def := range w.SuccessPlans {
		p := last.plans[name]
		if old.SuccessPlans[name] == nil || old.SuccessPlans[name].Hash != def.Hash {
			p = o.filledBack(def, p)
		}
		if p != nil {
			m.plans[name] = p
		}
	}
	o.evaluate(m)
	o.fired(m)
	soon := looked.Add(time.Millisecond)
	if now = instant(now); now.After(looked) {
		soon = now
	}
	for _, f := range o.held {
		if soon.Before(f.held.due) {
			f.held.due = soon
		}
	}
	o.moments = append(o.moments, m)
}

// filledBack is a plan as the log tells it. The log doesn't tell when expressions were true: what the plan had
// reached by them since the same start stays reached.
func (o *oracle) filledBack(def *dsl.SuccessPlan, old *plan) *plan {
	var p *plan
	for _, e := range o.log {
		facts := with(o.env(e.now, e.known.facts(o.account)).Values, e.names())
		p = o.planEvent(def, p, e, facts)
	}
	if p == nil || old == nil || !old.started.Equal(p.started) {
		return p
	}
	for _, milestone := range def.Milestones {
		if at, ok := old.reached[milestone.Name]; ok && milestone.Reached != nil && p.running() {
			p.reach(def, milestone.Name, at)
		}
	}
	return p
}

// register has everything that is made of events look at an entry.
func (o *oracle) register(e *arrived) {
	for _, name := range slices.Sorted(maps.Keys(o.w.Metrics)) {
		if one, ok := o.count(o.w.Metrics[name], e); ok {
			o.counted[name] = append(o.counted[name], one)
		}
	}
	o.listen(e)
}
