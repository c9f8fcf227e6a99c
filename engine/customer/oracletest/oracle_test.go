package oracletest

import (
	"maps"
	"slices"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/expression"
	"github.com/tendhq/tend/engine/customer"
)

// oracle decides about one account from the log and from the instants at which it has evaluated before.
type oracle struct {
	w       *dsl.Workspace
	seen    func(eventType string) bool
	account string
	log     []*arrived
	counted map[string][]counted // by metric, in the order of arrival
	moments []*moment
	// runs is the enrolments of each playbook, oldest first.
	runs map[string][]*run
	// held is what was refused only for now, in the order in which it came.
	held []*firing
	// accumulated is the events that triggers have accumulated since they fired.
	accumulated map[string][]*arrived
	// quiet is when a trigger was added: what was due before isn't its own.
	quiet map[string]time.Time
	// tracking is the goals that are tracked, and goals those of which something is new.
	tracking []*trackedGoal
	goals    []customer.Goal
	// silences is what triggers know of the inactivity of each contact, by their keys.
	silences map[string]map[string]*silence
	// paused is since when operators have paused playbooks, and resumed the one that goes on at this moment.
	paused  map[string]time.Time
	resumed string
	// oldest is the first moment of which a health_drop knows that was added.
	oldest map[string]*moment
}

// moment is the account at one instant at which the oracle evaluated.
type moment struct {
	now   time.Time
	cause *arrived // the entry that came, the last of several; nil: time passed
	came  []*arrived
	// quiet says that history came: edges are noted, and nothing is decided.
	quiet bool
	// again says that the moment follows what was decided at the same instant.
	again bool

	contacts     map[string]map[string]any // that the account has
	facts        map[string]any
	contactFacts map[string]map[string]any // the facts where there is that contact
	// wants is the level that an account would be at without any hold, or whether it would be in the segment.
	wants      map[string]any
	plans      map[string]*plan
	health     *score
	remembered map[string]any // what each trigger saw, by its key; nothing: it couldn't tell
	due        []time.Time    // when something could change that this moment knows of
}

func newOracle(w *dsl.Workspace, account string, seen func(string) bool) *oracle {
	return &oracle{
		w: w, seen: seen, account: account, counted: map[string][]counted{}, runs: map[string][]*run{},
		accumulated: map[string][]*arrived{}, silences: map[string]map[string]*silence{}, quiet: map[string]time.Time{}, oldest: map[string]*moment{},
	}
}

// arrive takes an entry, after everything that is due until it came.
func (o *oracle) arrive(entry customer.Entry) []customer.Decision {
	now := instant(entry.Received)
	decisions := o.advance(now)
	e := o.note(entry, now)
	return append(decisions, o.decideAt(e.now, e)...)
}

// arriveAll takes history at once: it is evaluated when all of it is there.
func (o *oracle) arriveAll(entries []customer.Entry) []customer.Decision {
	now := instant(entries[0].Received)
	decisions := o.advance(now)
	var all []*arrived
	for _, entry := range entries {
		all = append(all, o.note(entry, now))
	}
	return append(decisions, o.decideAt(all[0].now, all...)...)
}

// note puts an entry into the log.
func (o *oracle) note(entry customer.Entry, now time.Time) *arrived {
	if last := o.last(); last != nil && last.now.After(now) {
		now = last.now
	}
	at := now
	if !entry.Time.IsZero() && instant(entry.Time).Before(now) {
		at = instant(entry.Time)
	}
	e := &arrived{Entry: entry, now: now, at: at, known: o.record().updated(entry)}
	o.log = append(o.log, e)
	o.register(e)
	return e
}

// advance evaluates every instant until one at which anything could have become due.
func (o *oracle) advance(until time.Time) []customer.Decision {
	var decisions []customer.Decision
	for len(o.moments) > 0 {
		next := o.next()
		if next.After(until) {
			break
		}
		decisions = append(decisions, o.decideAt(next)...)
	}
	return decisions
}

// decideAt evaluates everything, decides about what fired, and evaluates again as long as anything was decided: what
// was enrolled is a fact, too.
func (o *oracle) decideAt(now time.Time, came ...*arrived) []customer.Decision {
	var all []customer.Decision
	var cause *arrived
	if len(came) > 0 {
		cause = came[len(came)-1]
	}
	moved := cause != nil && o.runFinished(cause)
	for again := false; ; again = true {
		m := &moment{now: now, cause: cause, came: came, again: again, quiet: cause != nil && cause.Imported, plans: o.plansBefore()}
		o.evaluate(m)
		found := o.fired(m)
		o.moments = append(o.moments, m)
		reevaluated, gone := o.reevaluate(m, moved)
		o.settleGoals(m)
		all = append(all, gone...)
		found = o.inOrder(append(found, reevaluated...))
		if len(found) == 0 {
			return all
		}
		moved = false
		for _, f := range found {
			if o.accumulates(m, f) {
				continue
			}
			for _, one := range o.each(f) {
				decided := o.decide(m, one)
				all = append(all, decided...)
				moved = moved || len(decided) > 0 && decided[0].Outcome == customer.Enrol
			}
		}
	}
}

// evaluate works out the facts of a moment, each of which reads only those before it.
func (o *oracle) evaluate(m *moment) {
	m.contacts = o.record().contacts
	m.wants, m.remembered = map[string]any{}, map[string]any{}
	m.facts, m.contactFacts = o.env(m.now, o.record().facts(o.account)).Values, map[string]map[string]any{}
	o.metrics(m, "", m.facts)
	for _, id := range o.contactIDs() {
		person := maps.Clone(m.facts)
		person["contact"] = o.record().person(id)
		m.contactFacts[id] = person
		o.metrics(m, id, person)
	}
	o.setFact(m, "contacts", o.groups(m))
	o.successPlans(m)
	o.levels(m)
	o.scored(m)
	o.segments(m)
	o.setFact(m, "running", o.running())
}

// setFact adds a fact, which is known where there is a contact, too.
func (o *oracle) setFact(m *moment, root string, value any) {
	m.facts[root] = value
	for _, person := range m.contactFacts {
		person[root] = value
	}
}

// contactIDs is everyone of whom anything is known, or was.
func (o *oracle) contactIDs() []string {
	all := map[string]bool{}
	for _, e := range o.log {
		for id := range e.known.contacts {
			all[id] = true
		}
		if e.Contact != "" {
			all[e.Contact] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

func (o *oracle) groups(m *moment) map[string]any {
	all := map[string]any{}
	for name, group := range o.w.Groups {
		members := []any{}
		for _, id := range slices.Sorted(maps.Keys(o.record().contacts)) {
			if ok, err := group.When.Program.True(o.env(m.now, m.contactFacts[id])); ok && err == nil {
				members = append(members, o.record().contacts[id])
			}
		}
		all[name] = members
	}
	return all
}

// env is facts with the workspace's variables and the clock.
func (o *oracle) env(now time.Time, facts map[string]any) expression.Env {
	if facts["var"] == nil {
		facts = with(facts, map[string]any{"var": o.w.Vars, "local": o.w.Locals})
	}
	return expression.Env{Values: facts, Clock: expression.Clock{Now: now, Zone: o.w.Hours.Zone(), Hours: o.w.Hours}}
}

// holds is a condition over facts; one that isn't there holds, and one that fails doesn't.
func (o *oracle) holds(c *dsl.Condition, now time.Time, facts map[string]any) bool {
	if c == nil {
		return true
	}
	ok, err := c.Program.True(o.env(now, facts))
	return ok && err == nil
}

// record is what is known of the account from updates.
func (o *oracle) record() record {
	if len(o.log) == 0 {
		return record{}
	}
	return o.log[len(o.log)-1].known
}

// since is the account's start: the earliest time of an entry.
func (o *oracle) since() time.Time {
	return slices.MinFunc(o.log, func(a, b *arrived) int { return a.at.Compare(b.at) }).at
}

func (o *oracle) last() *moment {
	if len(o.moments) == 0 {
		return nil
	}
	return o.moments[len(o.moments)-1]
}

// instant is what the engine keeps of a time.
func instant(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

func with(facts, more map[string]any) map[string]any {
	all := maps.Clone(facts)
	if all == nil {
		all = map[string]any{}
	}
	maps.Copy(all, more)
	return all
}
