package customer

import (
	"iter"
	"maps"
	"slices"
	"time"
)

// Rebase brings a state to the core's version of the workspace. Definitions that are unchanged keep
// their state; metrics and success plans that are new or changed are filled back from the account's
// entries, which are given in order; what is gone is dropped. Nothing fires: edges come from
// customers, not from deploys.
//
// Where nothing was due until now, the version is in force from now on: what it would have made true before fires
// nothing. Else the state's own now stays, and what was due since is still decided by the next Advance, but not by
// triggers that were added by this version.
func (c *Core) Rebase(s *State, entries iter.Seq[Entry], now time.Time) {
	now = instant(now)
	if before := now.Add(-time.Millisecond); before.After(s.Now) && (s.NextDue.IsZero() || s.NextDue.After(now)) {
		s.Now = before
	}
	added := c.adopt(s, entries)
	t := c.rebased(s, s.Now)
	t.edited = now
	if now.After(s.Now) {
		t.soon = now
	}
	t.conclude()
	if !s.NextDue.IsZero() && !s.NextDue.After(now) {
		for _, tr := range added {
			t.state(tr).QuietUntil = now
		}
	}
}

// RebaseAll is Rebase and ApplyAll in one evaluation, so that nothing is derived by the version before the account's
// history is known. What is due until now has to be advanced before.
func (c *Core) RebaseAll(s *State, entries, history iter.Seq[Entry], now time.Time) {
	c.adopt(s, entries)
	before := s.Now
	t := c.rebased(s, instant(now))
	t.advanceTime(before)
	t.foldAll(history)
	t.conclude()
}

// adopt brings a state to the definitions of the core's version: it keeps what they keep, fills back what is new, and
// returns the triggers that are new.
func (c *Core) adopt(s *State, entries iter.Seq[Entry]) []*triggerDef {
	added := c.rebaseTriggers(s)
	if c.folded != s.Folded {
		c.refill(s, entries, added)
	}
	changed := func(name string, m *Metric) bool {
		d := c.metrics[name]
		return d == nil || d.hash != m.Hash
	}
	maps.DeleteFunc(s.Metrics, changed)
	for _, p := range s.ContactFacts {
		maps.DeleteFunc(p.Metrics, changed)
	}
	maps.DeleteFunc(s.Plans, func(name string, p *SuccessPlan) bool {
		def := c.plan(name)
		return def == nil || def.Hash != p.Hash
	})
	c.dropClassifications(s)
	s.Version, s.Folded = c.version, c.folded
	c.keepClocks(s)
	return added
}

// rebased is the evaluation in which everything is evaluated anew.
func (c *Core) rebased(s *State, now time.Time) *evaluation {
	t := c.newEvaluation(s, now, false)
	s.Matures = c.matures(s, s.Now)
	t.changes.all = !s.Since.IsZero()
	t.scored = t.changes.all
	for name := range s.Plans {
		t.touchPlan(name)
	}
	t.purge()
	return t
}

// refill folds the log again for the metrics and plans that are new or changed, and the added triggers whose state
// history fills.
func (c *Core) refill(s *State, entries iter.Seq[Entry], added []*triggerDef) {
	past := &State{Account: s.Account}
	t := &evaluation{core: c, s: past}
	kept := map[*metricDef]bool{}
	for _, d := range c.counted {
		s.each(d, func(m *Metric) { kept[d] = kept[d] || m != nil && m.Hash == d.hash })
	}
	keepPlan := func(def *planDef) bool {
		p := s.Plans[def.Name]
		return p != nil && p.Hash == def.Hash
	}
	for _, def := range c.plans {
		if p := s.Plans[def.Name]; p != nil && !keepPlan(def) {
			put(&past.Plans, def.Name, p.successor(def, c.whole))
		}
	}
	entries(func(e Entry) bool {
		if e.Seq <= s.Seq {
			t.replay(&e, added, kept, keepPlan)
		}
		return e.Seq <= s.Seq
	})
	for _, d := range c.counted {
		if !kept[d] {
			s.fillBack(c, d, s.Now)
		}
	}
	for name, m := range past.Metrics {
		put(&s.Metrics, name, m)
	}
	t.s = s
	for _, id := range slices.Sorted(maps.Keys(past.ContactFacts)) {
		seen := past.ContactFacts[id].Seen
		if known := s.ContactFacts[id]; known != nil {
			seen = latest(seen, known.Seen) // With what is kept, too.
		}
		p := t.factsSeen(id, seen)
		for name, m := range past.ContactFacts[id].Metrics {
			put(&p.Metrics, name, m)
		}
	}
	for key, tr := range past.Triggers {
		put(&s.Triggers, key, tr)
	}
	s.forgetDeparted()
	for name, p := range past.Plans {
		put(&s.Plans, name, p)
	}
}

// replay folds an entry of the log again into a past state, for what isn't kept.
func (t *evaluation) replay(e *Entry, added []*triggerDef, kept map[*metricDef]bool, keepPlan func(*planDef) bool) {
	if now := instant(e.Received); now.After(t.now) {
		t.now = now
	}
	t.view = t.core.view(t.s, t.now)
	at := e.happened(t.now)
	t.begin(at)
	if e.Type == TypeAccountUpdated {
		t.s.update(e)
		for _, tr := range added {
			if k, ok := tr.kind.(historyListener); ok {
				k.accountReplayed(t)
			}
		}
	}
	readers := t.core.byEvent[e.Type]
	if readers == nil {
		return
	}
	for _, tr := range readers.triggers {
		if slices.Contains(added, tr) {
			t.hear(tr, e, at)
		}
	}
	for _, d := range readers.metrics {
		if !kept[d] {
			t.count(d, e, at)
		}
	}
	for _, def := range readers.starts {
		if !keepPlan(def) {
			t.startPlan(def, e, at)
		}
	}
	for _, m := range readers.milestones {
		if !keepPlan(m.plan) {
			t.milestoneEvent(m.plan, m.milestone, e, at)
		}
	}
}

// successor is what a changed plan keeps from before, as the log doesn't have it: when milestones were reached by
// expressions, and all that was before logs are whole.
func (p *SuccessPlan) successor(def *planDef, whole time.Time) *SuccessPlan {
	p.complement()
	gone := func(instants []int64) []int64 {
		i, _ := slices.BinarySearch(instants, whole.UnixMilli())
		return append([]int64(nil), instants[:i]...) // Nil when empty: the same after it was stored and read.
	}
	next := &SuccessPlan{Hash: def.Hash, Starts: gone(p.Starts)}
	if p.Settled.Before(whole) {
		next.Settled = p.Settled
	}
	for _, m := range def.milestones {
		steps := p.Steps[m.Name]
		if m.reached == nil {
			steps = gone(steps)
		}
		if len(steps) > 0 {
			put(&next.Steps, m.Name, steps)
		}
	}
	next.derive(def)
	return next
}
