package customer

import (
	"errors"
	"slices"
	"strings"
	"time"
)

// Past is what is known of an account's past.
type Past struct {
	// Entries calls yield for the account's log in order, until yield returns false.
	Entries func(yield func(Entry) bool) error
	// Enrolled is the decisions that enrolled the account in a playbook, of all playbooks, in order.
	Enrolled []Decision
}

// ErrNotThen is returned for an instant before the account's log begins.
var ErrNotThen = errors.New("the account's log begins later")

// WhyAt explains where an account stood with a playbook at an instant of the past, by folding its log up
// to then with this core's definitions. What was enrolled is taken from the record. When a trigger of the
// playbook fired at this very instant, the explanation is of that decision.
func (c *Core) WhyAt(account, playbook string, past Past, at time.Time) (Why, error) {
	at = instant(at)
	r := &replay{playbook: playbook, at: at, enrolled: slices.Clone(past.Enrolled)}
	core := *c
	core.replay = r
	last := map[string]*Entry{}
	var s *State
	err := past.Entries(func(e Entry) bool {
		received := instant(e.Received)
		if received.After(at) {
			return false
		}
		if s == nil {
			s = c.Fresh(account, received)
		}
		r.catchUp(&core, s, received)
		core.Apply(s, e)
		last[e.Type] = &e
		return true
	})
	if err != nil {
		return Why{}, err
	}
	if s == nil {
		return Why{}, ErrNotThen
	}
	r.catchUp(&core, s, at.Add(time.Millisecond))
	core.Advance(s, at)
	return c.explain(s, playbook, at, func(eventType string) *Entry { return last[eventType] }, r.cases)
}

// replay is what a core does differently when it folds the past again: the record says who was enrolled,
// and what is decided about one playbook at one instant is explained.
type replay struct {
	playbook string
	at       time.Time
	// enrolled is the recorded enrolments that the fold hasn't come to yet.
	enrolled []Decision
	cases    []Case
}

// starts says whether an enrolment starts a run: not one that the record doesn't know.
func (r *replay) starts(d *Decision) bool {
	if r == nil {
		return true
	}
	i := slices.IndexFunc(r.enrolled, func(known Decision) bool { return known.Occurrence == d.Occurrence })
	if i < 0 {
		return false
	}
	r.enrolled = slices.Delete(r.enrolled, i, i+1)
	return true
}

// catchUp starts the recorded runs of before an instant to which the fold comes without finding their
// occurrence: the definitions have changed since.
func (r *replay) catchUp(c *Core, s *State, until time.Time) {
	for len(r.enrolled) > 0 && instant(r.enrolled[0].At).Before(until) {
		d := r.enrolled[0]
		c.Advance(s, instant(d.At))
		if len(r.enrolled) > 0 && r.enrolled[0].Occurrence == d.Occurrence {
			c.Started(s, d.Playbook, RunID(d.Occurrence))
			r.enrolled = r.enrolled[1:]
		}
	}
}

// explain keeps the explanation of a decision, before anything follows from it.
func (r *replay) explain(t *turn, o occurrence, d Decision) {
	if r == nil || r.playbook != d.Playbook || !r.at.Equal(t.now) {
		return
	}
	standing := t.standing(o.trigger)
	standing.State = strings.TrimSpace(o.sentence() + " " + standing.State)
	r.cases = append(r.cases, Case{Trigger: standing, Decision: &d, Rules: t.rulings(o, false)})
}
