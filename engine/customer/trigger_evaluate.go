package customer

import (
	"slices"
	"sort"
	"time"

	"github.com/tendhq/tend/dsl"
)

// evaluator is what one kind of trigger does when something that it reads has changed, or its alarm went
// off: it compares with its state, fires, and says when to look again without a change; zero: never.
type evaluator func(t *evaluation, tr *triggerDef, st *TriggerState) time.Time

// evaluatorOf is the watcher of a trigger that watches facts or the clock, nil for those that entries fire.
func evaluatorOf(kind dsl.TriggerKind) evaluator {
	switch kind {
	case dsl.Becomes:
		return (*evaluation).evaluateBecomes
	case dsl.UsageLimit:
		return (*evaluation).evaluateUsageLimit
	case dsl.TierMove:
		return (*evaluation).evaluateTierMove
	case dsl.ScaleMove:
		return (*evaluation).evaluateScaleMove
	case dsl.SegmentMove:
		return (*evaluation).evaluateSegmentMove
	case dsl.OnEvent:
		return (*evaluation).evaluateDebounce
	case dsl.OnDate:
		return (*evaluation).evaluateDate
	case dsl.OnSchedule:
		return (*evaluation).evaluateSchedule
	case dsl.Coverage:
		return (*evaluation).evaluateCoverage
	case dsl.Inactivity:
		return (*evaluation).evaluateInactivity
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
func (s *State) setAlarm(key string, st *TriggerState, at time.Time) {
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

// triggerIndex finds the triggers that read something that changed, without asking the others.
type triggerIndex struct {
	all   []*triggerDef
	byKey map[string]*triggerDef
	byRef map[ref][]*triggerDef    // those that read one name
	whole map[string][]*triggerDef // those that read everything under a root
	under map[string][]*triggerDef // those that read anything under a root
	clock []*triggerDef            // those that read the day
}

func (x *triggerIndex) add(tr *triggerDef) {
	if x.byKey == nil {
		x.byKey, x.byRef = map[string]*triggerDef{}, map[ref][]*triggerDef{}
		x.whole, x.under = map[string][]*triggerDef{}, map[string][]*triggerDef{}
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
func (x *triggerIndex) concerned(c *changes, yield func(*triggerDef)) {
	each := func(triggers []*triggerDef) {
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

// evaluateTriggers asks the triggers whose facts changed and those whose alarm has gone off, in their order.
func (t *evaluation) evaluateTriggers() {
	for _, l := range t.dueInstances() {
		t.as(l.contact, func() {
			st := t.state(l.tr)
			due := l.tr.evaluate(t, l.tr, st)
			if !due.After(t.now) {
				due = time.Time{}
			}
			t.s.setAlarm(l.key(), st, due)
		})
		t.dropRestingStates()
	}
}

// recheck has a trigger look again in this turn.
func (t *evaluation) recheck(tr *triggerDef) {
	t.rechecks = append(t.rechecks, instance{tr, t.contact})
}

// dropAlarms forgets the alarms of looks that are gone.
func (s *State) dropAlarms(gone func(key string) bool) {
	s.Alarms = slices.DeleteFunc(s.Alarms, func(a Alarm) bool { return gone(a.Key) })
	if len(s.Alarms) == 0 {
		s.Alarms = nil // The same as after it was stored and read.
	}
}
