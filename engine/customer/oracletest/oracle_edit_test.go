package oracletest

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/expression"
)

// edit puts another version of the workspace in force at an instant. The account is evaluated again with it the
// millisecond before or, when something was due that isn't decided yet, at the instant at which the engine evaluated
// at it last (what the oracle saw later was nothing), and nothing fires. What was due since then is still decided,
// but not by triggers that the version adds. What is new or changed is filled back from the entries that are
// retained: all but the first few.
func (o *oracle) edit(w *dsl.Workspace, evaluated, now time.Time, forgotten int) {
	o.moments = slices.DeleteFunc(o.moments, func(m *moment) bool { return m.now.After(evaluated) })
	m := &moment{now: evaluated, quiet: true, plans: o.plansBefore()}
	old, known, remembered := o.w, o.triggers(), o.remembered(m)
	o.w, now = w, instant(now)
	retained := o.retained(forgotten)
	for _, tr := range o.triggers() {
		key := tr.key()
		if slices.ContainsFunc(known, func(other trigger) bool { return other.key() == key }) {
			continue
		}
		o.quiet[key], o.oldest[key] = now, remembered
		if tr.Kind == dsl.HealthDrop && tr.HealthDrop.Measure != "" {
			o.oldest[key] = m
		}
		maps.DeleteFunc(o.accumulated, func(memory string, _ []*arrived) bool { return strings.HasPrefix(memory, key) })
		delete(o.silences, key)
		for i, e := range retained {
			o.log[forgotten+i].heard[key] = o.hears(tr, e)
			o.listen(tr, e, o.log[forgotten+i].heard[key])
		}
		o.meet(tr, evaluated)
	}
	o.abandon(known)
	o.recount(old.Metrics, old.Hours.Zone().String() == w.Hours.Zone().String(), retained)
	if len(o.moments) == 0 {
		return
	}
	o.replan(m, old.SuccessPlans, retained)
	o.evaluate(m)
	o.fired(m)
	o.settleGoals(m)
	o.moments = append(o.moments, m)
	o.reevaluateSoon(m, latest(now, evaluated.Add(time.Millisecond)))
}

// abandon holds what waited for a debounce when its trigger was taken away, so that it is skipped for that.
func (o *oracle) abandon(known []trigger) {
	slices.SortFunc(known, func(a, b trigger) int { return cmp.Compare(a.key(), b.key()) })
	for _, tr := range known {
		if slices.ContainsFunc(o.triggers(), func(other trigger) bool { return other.key() == tr.key() }) || tr.Event == nil || tr.Event.Debounce == nil {
			continue
		}
		for _, tr := range o.instances(tr) {
			if came := o.accumulated[tr.memory()]; len(came) > 0 {
				last := lastOf(came)
				values := map[string]any{"kind": string(tr.Kind), "at": expression.FormatTime(last.now)}
				o.held = append(o.held, &firing{trigger: tr, values: values, contact: last.Contact, cause: last, at: last.now, held: &held{}})
				delete(o.accumulated, tr.memory())
			}
		}
	}
}

// remembered is the first moment before an edit whose score is still known: that of a fall which any trigger
// could still see, at least the last.
func (o *oracle) remembered(edit *moment) *moment {
	oldest, next := edit, edit
	for _, past := range slices.Backward(o.moments) {
		reached := next == edit
		for _, tr := range o.triggers() {
			reached = reached || tr.Kind == dsl.HealthDrop && instant(o.w.Hours.Add(next.now, tr.HealthDrop.Within)).After(edit.now)
		}
		if !reached {
			break
		}
		oldest, next = past, past
	}
	return oldest
}

// recount fills back the metrics that are new or changed, as those are whose periods begin elsewhere.
func (o *oracle) recount(old map[string]*dsl.Metric, sameZone bool, retained []*arrived) {
	unchanged := func(name string) bool {
		before, def := old[name], o.w.Metrics[name]
		return before != nil && def != nil && before.Hash == def.Hash && (def.Period == "" || sameZone)
	}
	maps.DeleteFunc(o.counted, func(name string, _ []counted) bool { return !unchanged(name) })
	for name, def := range o.w.Metrics {
		if !unchanged(name) {
			o.countAll(def, retained)
		}
	}
}

// replan fills back the success plans that are new or changed.
func (o *oracle) replan(m *moment, old map[string]*dsl.SuccessPlan, retained []*arrived) {
	unchanged := func(name string) bool {
		before, def := old[name], o.w.SuccessPlans[name]
		return before != nil && def != nil && before.Hash == def.Hash
	}
	before := maps.Clone(m.plans)
	maps.DeleteFunc(m.plans, func(name string, _ *plan) bool { return !unchanged(name) })
	for name, def := range o.w.SuccessPlans {
		if unchanged(name) {
			continue
		}
		m.plans[name] = o.filledBack(def, before[name], retained)
	}
}

// retained is the log without its first entries, as it looks to somebody who never saw them.
func (o *oracle) retained(forgotten int) []*arrived {
	var all []*arrived
	known := record{}
	for _, e := range o.log[forgotten:] {
		known = known.updated(e.Entry)
		all = append(all, &arrived{Entry: e.Entry, now: e.now, at: e.at, known: known})
	}
	return all
}

// reevaluateSoon has what is held decided again after an edit. That a guard was changed is no move of the account's.
func (o *oracle) reevaluateSoon(m *moment, soon time.Time) {
	for _, f := range o.held {
		if p := o.w.Playbooks[f.playbook.Name]; p != nil {
			f.held.guarded = o.guarded(m, p)
		}
		if soon.Before(f.held.due) || f.held.due.IsZero() {
			f.held.due = soon
		}
	}
}

// filledBack is a plan as the log tells it. The log doesn't tell when expressions were true: that is taken from
// what was known of the plan before.
func (o *oracle) filledBack(def *dsl.SuccessPlan, old *plan, log []*arrived) *plan {
	p := &plan{steps: map[string][]time.Time{}}
	for _, milestone := range def.Milestones {
		if old != nil && milestone.Reached != nil {
			p.steps[milestone.Name] = old.steps[milestone.Name]
		}
	}
	for _, e := range log {
		o.planEvent(def, p, e, with(o.env(e.now, e.known.facts(o.account)).Values, e.names()))
	}
	return p
}

// register has everything that is made of events take in an entry.
func (o *oracle) register(e *arrived) {
	for _, def := range o.w.Metrics {
		o.countAll(def, []*arrived{e})
	}
	e.heard = map[string]bool{}
	for _, tr := range o.triggers() {
		e.heard[tr.key()] = o.hears(tr, e)
		o.listen(tr, e, e.heard[tr.key()])
		if tr.EachContact {
			o.forgetLeft(tr)
		}
	}
}

// countAll has a metric count entries.
func (o *oracle) countAll(def *dsl.Metric, entries []*arrived) {
	for _, e := range entries {
		if one, ok := o.count(def, e); ok {
			o.counted[def.Name] = append(o.counted[def.Name], one)
		}
	}
}
