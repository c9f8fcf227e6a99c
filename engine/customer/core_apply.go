package customer

import (
	"iter"
	"time"
)

// Apply folds in an entry of a live account at the instant at which it was received, after everything
// that was due until then, and gives the decisions of both in order. An entry that the state has already folded
// in changes nothing; an imported one changes facts and decides nothing.
func (c *Core) Apply(s *State, e Entry) []Decision {
	decisions := c.Take(s, e)
	c.Due(s)
	return decisions
}

// Take is Apply for one of many entries: when to look again is worked out when it is asked for, or by Schedule, which
// has to come before the state is stored.
func (c *Core) Take(s *State, e Entry) []Decision {
	if e.Seq != 0 && e.Seq <= s.Seq {
		return nil
	}
	now := instant(e.Received)
	decisions := c.Advance(s, now)
	t := c.newEvaluation(s, now, !e.Imported)
	t.cause, t.decisions = &e, decisions
	t.fold(&e)
	t.happen()
	return t.decisions
}

// ApplyAll folds in history at once: every entry changes facts, and one evaluation follows at now, so that
// nothing is judged by a part of it. Nothing is decided, so what is due until now has to be advanced before.
func (c *Core) ApplyAll(s *State, history iter.Seq[Entry], now time.Time) {
	before := s.Now
	t := c.newEvaluation(s, instant(now), false)
	t.advanceTime(before)
	t.foldAll(history)
	t.conclude()
}

// foldAll folds entries that the state hasn't folded in yet.
func (t *evaluation) foldAll(history iter.Seq[Entry]) {
	known := t.s.Seq
	for e := range history {
		if e.Seq == 0 || e.Seq > known {
			t.cause = &e
			t.fold(&e)
		}
	}
}

// Advance runs every tick that is due until an instant, each at its own, and gives their decisions.
func (c *Core) Advance(s *State, until time.Time) []Decision {
	var decisions []Decision
	for due := c.DueBy(s, until); !due.IsZero(); due = c.DueBy(s, until) {
		decisions = append(decisions, c.Tick(s, due)...)
	}
	return decisions
}

// Tick runs what is due at the state's NextDue, with now being that instant. Before it nothing happens.
// NextDue is later afterwards.
func (c *Core) Tick(s *State, at time.Time) []Decision {
	due := c.Due(s)
	if due.IsZero() || at.Before(due) {
		return nil
	}
	before := s.Now
	t := c.newEvaluation(s, due, true)
	t.advanceTime(before)
	t.conclude()
	return t.decisions
}

// fold changes the facts by an entry and finds the occurrences that it is itself.
func (t *evaluation) fold(e *Entry) {
	t.s.hear(e)
	t.s.Seq = max(t.s.Seq, e.Seq)
	at := e.happened(t.now)
	t.begin(at)
	switch e.Type {
	case TypeAccountUpdated:
		t.update(e)
	case TypeRunFinished:
		t.runFinished(e, at)
	}
	readers := t.core.byEvent[e.Type]
	if readers == nil {
		return
	}
	for _, d := range readers.metrics {
		t.count(d, e, at)
	}
	for _, def := range readers.starts {
		t.startPlan(def, e, at)
	}
	for _, m := range readers.milestones {
		t.milestoneEvent(m.plan, m.milestone, e, at)
	}
	for _, tr := range readers.silences {
		t.activityArrived(tr, e, at)
	}
	if !t.fire {
		return
	}
	t.follow(readers.follows, e)
	t.requested(readers.manuals, e)
	for _, tr := range readers.triggers {
		t.eventArrived(tr, e)
	}
}

// begin keeps the account's start. With the first entry everything is evaluated for the first time.
func (t *evaluation) begin(at time.Time) {
	switch {
	case t.s.Since.IsZero():
		t.changes.all = true
	case at.Before(t.s.Since):
		// An older history can make comparisons possible.
		t.touchMetric("")
		t.touch(sinceRoot, "")
		t.everyone = true
	default:
		return
	}
	t.s.Since = at
	t.s.Matures = t.core.matures(t.s, t.now)
}

// count adds an entry to a metric.
func (t *evaluation) count(d *metricDef, e *Entry, at time.Time) {
	metrics := &t.s.Metrics
	if d.OfContact {
		if e.Contact == "" {
			return
		}
		metrics = &t.contactFacts(e.Contact).Metrics
		put(&t.about, e.Contact, true)
	}
	m := (*metrics)[d.Name]
	if m == nil {
		m = put(metrics, d.Name, &Metric{Hash: d.hash})
	}
	m.count(d, t.view, e, at)
	t.touchMetric(d.Name)
}

// count adds an entry if it satisfies the metric's condition. The view gives the facts of its time.
func (m *Metric) count(d *metricDef, v *view, e *Entry, at time.Time) {
	if d.when != nil {
		ok, err := v.about(d.when, e)
		if err != nil {
			m.Problem = err.Error()
		}
		if !ok || err != nil {
			return
		}
	}
	var value any
	if d.Of != nil {
		var err error
		if value, err = d.Of.Eval(v.with(v.eventNames(e, &d.needs), &d.needs)); err != nil {
			m.Problem = err.Error()
			return
		}
	}
	w := d.window(v.s.Account)
	m.purge(w, v.now)
	m.add(d, w, at, v.now, value)
}
