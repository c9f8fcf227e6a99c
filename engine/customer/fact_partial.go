package customer

import (
	"maps"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/customer/window"
)

// RetainedSince is the core that knows that logs are whole only from an instant on, as what was received before may have
// been removed; zero: they are whole.
func (c *Core) RetainedSince(whole time.Time) *Core {
	from := *c
	from.whole = instant(whole)
	return &from
}

// fillBack notes whether a metric that was filled back lacks a part of its window, as the log before is removed. One
// that never counted anything may be new, and is taken for new.
func (s *State) fillBack(c *Core, d *metricDef, now time.Time) {
	delete(s.Partial, d.Name)
	if !c.whole.IsZero() && s.Since.Before(c.whole) && reachesBefore(d.window(s.Account), c.whole, now) {
		put(&s.Partial, d.Name, c.whole)
	}
}

// reachesBefore reports whether the window or the one before it begins before the instant from which on logs are whole.
func reachesBefore(w window.Window, whole, now time.Time) bool {
	return w.Bucket(whole) > w.Forgotten(now)
}

// purgePartial forgets what metrics lacked that doesn't matter any more.
func (t *evaluation) purgePartial() {
	maps.DeleteFunc(t.s.Partial, func(name string, whole time.Time) bool {
		d := t.core.metrics[name]
		return d == nil || d.Aggregate == dsl.Derived || !reachesBefore(d.window(t.s.Account), whole, t.now)
	})
	if len(t.s.Partial) == 0 {
		t.s.Partial = nil
	}
}

// Partial is the metrics that don't know all of their window at now, as they were filled back from a log of which
// the beginning had been removed, each with from when on they know everything.
func (c *Core) Partial(s *State, now time.Time) map[string]time.Time {
	all := map[string]time.Time{}
	for name := range c.metrics {
		if whole := c.knownFrom(s, now, ref{root: "metric", name: name}); !whole.IsZero() {
			all[name] = whole
		}
	}
	return all
}

// knownFrom is from when on all is known of which a fact is made; zero: nothing is lacking.
func (c *Core) knownFrom(s *State, now time.Time, fact ref) time.Time {
	if len(s.Partial) == 0 {
		return time.Time{}
	}
	reads, behind := &needs{refs: []ref{fact}}, metricUses{}
	c.expand(reads)
	behind.add(c, reads)
	known := time.Time{}
	for d, before := range behind {
		whole, partial := s.Partial[d.Name]
		w := d.window(s.Account)
		if partial && (w.Bucket(whole) > w.Gone(now) || before && reachesBefore(w, whole, now)) {
			known = latest(known, whole)
		}
	}
	return known
}

// partial is the facts that an explanation reads and that lack a part of their window.
func (w *Why) partial(c *Core, s *State, now time.Time) map[string]time.Time {
	found := map[string]time.Time{}
	evaluate := func(f Fact) {
		r := parseRef(f.Name)
		if whole := c.knownFrom(s, now, r); !whole.IsZero() && r.name != "" {
			found[f.Name] = whole
		}
	}
	for _, one := range w.Cases {
		one.Trigger.Condition.eachFact(evaluate)
		for _, f := range one.Trigger.Facts {
			evaluate(f)
		}
		for _, r := range one.Rules {
			r.Condition.eachFact(evaluate)
		}
	}
	for _, g := range w.TrackedGoals {
		g.Condition.eachFact(evaluate)
	}
	return found
}

// eachFact calls yield for each fact that a condition and its parts read.
func (p *Part) eachFact(yield func(Fact)) {
	if p == nil {
		return
	}
	for _, f := range p.Facts {
		yield(f)
	}
	for i := range p.Parts {
		p.Parts[i].eachFact(yield)
	}
}
