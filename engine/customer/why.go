package customer

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Why is the status of an account in a playbook at an instant: of each trigger, and of every rule. It is found by the
// code that decides.
type Why struct {
	Account, Playbook string
	// Subject is whom of the account it is about; zero: the whole account.
	Subject Subject
	// At is the instant that it is about.
	At time.Time
	// Summary is the answer in a sentence or two.
	Summary string
	// Cases is one for each trigger, in the order of the playbook; when a trigger fired at this very
	// instant, one for each of its occurrences.
	Cases []Case
	// TrackedGoals is the goals of the account's enrolments in the playbook that are tracked now.
	TrackedGoals []GoalStatus
	// Partial is the facts among those read that lack a part of their window, as the log before is removed, each with
	// when the part begins that is whole.
	Partial map[string]time.Time
	// Due is when the account is next evaluated without an entry; zero: never.
	Due time.Time
}

// Case is one trigger of a playbook, with the rules' results for it.
type Case struct {
	Trigger TriggerStatus
	// Decision is what was decided when the trigger fired at this instant. Nil: it didn't, and Rules are
	// the results as if it had.
	Decision *Decision
	Rules    []RuleStatus
	// Next is what will be decided when it next fires, if nothing happens until then and no run ends, as the
	// length of a run isn't known. Nil: without an entry it won't fire within the time that is looked ahead.
	Next *Decision
}

// Why explains the status of an account in a playbook at now, which isn't before the state's own. What was due until then
// is taken into account; the state itself isn't changed. Last returns the account's last event of a type, nil when there
// was none: it stands for the next one.
func (c *Core) Why(s *State, playbook string, now time.Time, last func(eventType string) *Entry) (Why, error) {
	past, err := s.copy()
	if err != nil {
		return Why{}, err
	}
	c.Advance(past, instant(now))
	return c.explain(past, playbook, instant(now), last, nil)
}

// explain explains a state that is advanced to now. Fired is the cases of the triggers that fired at this very instant.
func (c *Core) explain(s *State, name string, now time.Time, last func(string) *Entry, fired []Case) (Why, error) {
	p := c.playbooksByName[name]
	if p == nil {
		return Why{}, fmt.Errorf("there is no playbook %q", name)
	}
	t := c.newEvaluation(s, now, false)
	fired = slices.DeleteFunc(fired, func(f Case) bool { return !c.subject.Concerns(f.Decision) })
	w := Why{Account: s.Account, Playbook: name, Subject: c.subject, At: t.now, Cases: fired, Due: s.NextDue}
	ahead, err := c.lookAhead(s, p)
	if err != nil {
		return Why{}, err
	}
	for _, tr := range p.triggers {
		isCase := func(known Case) bool { return known.Trigger.trigger == tr }
		if !slices.ContainsFunc(w.Cases, isCase) {
			w.Cases = append(w.Cases, t.hypothesis(tr, last))
		}
		for i := range w.Cases {
			if isCase(w.Cases[i]) {
				w.Cases[i].Next = ahead[tr]
			}
		}
	}
	slices.SortStableFunc(w.Cases, func(a, b Case) int { return a.Trigger.trigger.rank - b.Trigger.trigger.rank })
	w.TrackedGoals = t.goalStatuses(name)
	w.Partial = w.partial(c, s, t.now)
	w.Summary = t.summary(p, &w)
	return w, nil
}

// hypothesis applies the rules as if a trigger fired now.
func (t *evaluation) hypothesis(tr *triggerDef, last func(string) *Entry) Case {
	status := t.triggerStatus(tr)
	values := maps.Clone(status.values)
	t.cause = nil
	if k, ok := tr.kind.(supposer); ok {
		if brought := k.suppose(t, &status, last); brought != nil {
			values = brought
		}
	}
	o := t.occurrence(tr, "", values, t.cause)
	if t.core.subject.Contact != "" {
		o.Contact = t.core.subject.Contact
	}
	return Case{Trigger: status, Rules: t.ruleStatuses(o, true)}
}

// ofAnotherKey reports whether the cause is for another key than the explanation's.
func (t *evaluation) ofAnotherKey(o occurrence) bool {
	if t.cause == nil || t.core.subject.Key == "" {
		return false
	}
	key, err := t.key(o)
	return err == nil && key != t.core.subject.Key
}

// copy is a state of its own.
func (s *State) copy() (*State, error) {
	raw, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("copy the state of account %q: %w", s.Account, err)
	}
	c := &State{}
	return c, json.Unmarshal(raw, c)
}

// The limits of looking ahead: a year, and an end for accounts at which something is due all the time.
const (
	aheadDays  = 366
	aheadTicks = 5000
)

// lookAhead advances a copy of the state and returns the first decision that each trigger of the playbook leads to, if
// nothing happens until then.
func (c *Core) lookAhead(s *State, p *playbook) (map[*triggerDef]*Decision, error) {
	future, err := s.copy()
	if err != nil {
		return nil, err
	}
	core := *c
	core.replay = &replay{} // Nobody is enrolled: nobody knows how long a run will take.
	core.scheduleAdmissions(future)
	found, end := map[*triggerDef]*Decision{}, s.Now.AddDate(0, 0, aheadDays)
	for range aheadTicks {
		if future.NextDue.IsZero() || future.NextDue.After(end) || len(found) == len(p.triggers) {
			break
		}
		decisions := core.Tick(future, future.NextDue)
		for i := range decisions {
			if tr := p.fired(&decisions[i]); tr != nil && found[tr] == nil && c.subject.Concerns(&decisions[i]) {
				found[tr] = &decisions[i]
			}
		}
	}
	return found, nil
}

// fired is the playbook's trigger whose occurrence a decision is about, nil when it is none of them.
func (p *playbook) fired(d *Decision) *triggerDef {
	if p == nil || d.Playbook != p.Name {
		return nil
	}
	for _, tr := range p.triggers {
		if tr.fires(d.Occurrence) {
			return tr
		}
	}
	return nil
}
