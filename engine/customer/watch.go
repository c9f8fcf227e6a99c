package customer

import (
	"slices"
	"sort"
	"time"

	"github.com/tendhq/tend/dsl"
)

// watcher is what one kind of trigger does when something that it reads has changed, or its alarm went
// off: it compares with its state, fires, and says when to look again without a change; zero: never.
type watcher func(t *turn, tr *trigger, st *Trigger) time.Time

// watcherOf is the watcher of a trigger that watches facts or the clock, nil for those that entries fire.
func watcherOf(kind dsl.TriggerKind) watcher {
	switch kind {
	case dsl.Becomes:
		return (*turn).watchBecomes
	case dsl.UsageLimit:
		return (*turn).watchUsage
	case dsl.TierMove:
		return (*turn).watchTier
	case dsl.ScaleMove:
		return (*turn).watchScale
	case dsl.SegmentMove:
		return (*turn).watchSegment
	case dsl.OnEvent:
		return (*turn).watchLull
	case dsl.OnDate:
		return (*turn).watchDate
	case dsl.OnSchedule:
		return (*turn).watchSchedule
	case dsl.Coverage:
		return (*turn).watchCoverage
	case dsl.Inactivity:
		return (*turn).watchSilence
	}
	return nil
}

// Alarm is an instant at which a trigger looks again though nothing has changed.
type Alarm struct {
	At  time.Time `json:"at"`
	Key string    `json:"key"` // of the look: the trigger, and the contact where it watches each
}

func (a Alarm) before(b Alarm) bool {
	if a.At.Equal(b.At) {
		return a.Key < b.Key
	}
	return a.At.Before(b.At)
}

// setAlarm replaces a trigger's alarm; a zero instant is none. Alarms are kept in order, the next first.
func (s *State) setAlarm(key string, st *Trigger, at time.Time) {
	if st.Due.Equal(at) {
		return
	}
	if old := (Alarm{st.Due, key}); !st.Due.IsZero() {
		if i := s.alarm(old); i < len(s.Alarms) && s.Alarms[i] == old {
			s.Alarms = slices.Delete(s.Alarms, i, i+1)
		}
	}
	if st.Due = at; !at.IsZero() {
		next := Alarm{at, key}
		s.Alarms = slices.Insert(s.Alarms, s.alarm(next), next)
	}
	if len(s.Alarms) == 0 {
		s.Alarms = nil // The same as after it was stored and read.
	}
}

// alarm is where an alarm stands, or would.
func (s *State) alarm(a Alarm) int {
	return sort.Search(len(s.Alarms), func(i int) bool { return !s.Alarms[i].before(a) })
}

// watchIndex finds the triggers that read something that changed, without asking the others.
type watchIndex struct {
	all   []*trigger
	byKey map[string]*trigger
	byRef map[ref][]*trigger    // those that read one name
	whole map[string][]*trigger // those that read everything under a root
	under map[string][]*trigger // those that read anything under a root
	clock []*trigger            // those that read the day
}

func (x *watchIndex) add(tr *trigger) {
	if x.byKey == nil {
		x.byKey, x.byRef = map[string]*trigger{}, map[ref][]*trigger{}
		x.whole, x.under = map[string][]*trigger{}, map[string][]*trigger{}
	}
	x.all = append(x.all, tr)
	x.byKey[tr.key] = tr
	if tr.needs.clock {
		x.clock = append(x.clock, tr)
	}
	for _, r := range tr.needs.refs {
		r = r.fact()
		x.under[r.root] = append(x.under[r.root], tr)
		if r.name == "" {
			x.whole[r.root] = append(x.whole[r.root], tr)
		} else {
			x.byRef[r] = append(x.byRef[r], tr)
		}
	}
}

// concerned calls yield for the triggers that read something that changed, some of them more than once.
func (x *watchIndex) concerned(c *changes, yield func(*trigger)) {
	each := func(triggers []*trigger) {
		for _, tr := range triggers {
			yield(tr)
		}
	}
	if c.all {
		each(x.all)
		return
	}
	if c.clock {
		each(x.clock)
	}
	for _, r := range c.refs {
		if r.name == "" {
			each(x.under[r.root])
			continue
		}
		each(x.byRef[r])
		each(x.whole[r.root])
	}
}

// watchEdges asks the triggers whose facts changed and those whose alarm has gone off, in their order.
func (t *turn) watchEdges() {
	for _, l := range t.looks() {
		t.as(l.contact, func() {
			st := t.state(l.tr)
			due := l.tr.watch(t, l.tr, st)
			if !due.After(t.now) {
				due = time.Time{}
			}
			t.s.setAlarm(l.key(), st, due)
		})
		t.calm()
	}
}

// poke has a trigger look again in this turn.
func (t *turn) poke(tr *trigger) { t.poked = append(t.poked, look{tr, t.contact}) }

// dropAlarms forgets the alarms of looks that are gone.
func (s *State) dropAlarms(gone func(key string) bool) {
	s.Alarms = slices.DeleteFunc(s.Alarms, func(a Alarm) bool { return gone(a.Key) })
	if len(s.Alarms) == 0 {
		s.Alarms = nil // The same as after it was stored and read.
	}
}
