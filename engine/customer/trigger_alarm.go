package customer

import (
	"slices"
	"sort"
	"time"
)

// Alarm is an instant at which a trigger is evaluated though nothing has changed.
type Alarm struct {
	At  time.Time `json:"at"`
	Key string    `json:"key"` // of the instance: the trigger, and the contact where it is evaluated for each
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

// alarm is the index at which an alarm is, or would be.
func (s *State) alarm(a Alarm) int {
	return sort.Search(len(s.Alarms), func(i int) bool { return !s.Alarms[i].before(a) })
}

// dropAlarms drops the alarms of instances that are gone.
func (s *State) dropAlarms(gone func(key string) bool) {
	s.Alarms = slices.DeleteFunc(s.Alarms, func(a Alarm) bool { return gone(a.Key) })
	if len(s.Alarms) == 0 {
		s.Alarms = nil // The same as after it was stored and read.
	}
}
