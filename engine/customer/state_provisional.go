package customer

import "reflect"

// Provisional is the health and the progress in success plans that a rebase alone changed, with the state before. Both
// depend on their own past, so that what is derived before the account's history is known would outlast it.
type Provisional struct {
	version int64
	health  bool
	plans   []string
	before  *State
}

// Provisional compares a state that was just rebased with the one before; nil: neither changed.
func (s *State) Provisional(before *State) *Provisional {
	p := &Provisional{version: before.Version, health: !s.Health.judges(before.Health), before: before}
	for _, plans := range []map[string]*SuccessPlan{s.Plans, before.Plans} {
		for name := range plans {
			if !reflect.DeepEqual(s.Plans[name], before.Plans[name]) {
				p.plans = append(p.plans, name)
			}
		}
	}
	if !p.health && p.plans == nil {
		return nil
	}
	return p
}

// Health reports whether the account's health changed.
func (p *Provisional) Health() bool { return p != nil && p.health }

// Undo restores what was before the rebase, and the version, so that the next rebase derives it anew. What else changed
// stays.
func (p *Provisional) Undo(s *State) {
	if p == nil {
		return
	}
	s.Version = p.version
	if p.health {
		s.Health = p.before.Health
		for key, tr := range s.Triggers {
			tr.Peaks = nil
			if was := p.before.Triggers[key]; was != nil {
				tr.Peaks = was.Peaks
			}
		}
	}
	for _, name := range p.plans {
		s.Folded = "" // The log is read again for what entries have reached.
		plan := p.before.Plans[name]
		if plan == nil {
			delete(s.Plans, name)
			continue
		}
		plan.Hash = ""
		put(&s.Plans, name, plan)
	}
}

// judges reports whether two healths are the same, apart from their past.
func (h *Health) judges(other *Health) bool {
	if h == nil || other == nil {
		return h == other
	}
	return h.sameAs(other) && h.Band == other.Band && same(h.Score, other.Score) &&
		reflect.DeepEqual(h.Measures, other.Measures)
}
