package customer

import (
	"slices"
	"time"

	"github.com/tendhq/tend/dsl/expression"
)

// dayNeeds is how something reads the clock.
type dayNeeds struct {
	// programs only ask how many days it is to or from a date: they change at the midnights that they tell.
	programs []*expression.Program
	// each says that something can change at each midnight.
	each bool
}

// any says that something can change at some midnight.
func (n *dayNeeds) any() bool { return n.each || len(n.programs) > 0 }

// add includes a program that reads the clock.
func (n *dayNeeds) add(p *expression.Program) {
	names, ok := p.Countdowns()
	if !ok || slices.ContainsFunc(names, notOfAccounts) {
		n.each = true
		return
	}
	if !slices.Contains(n.programs, p) {
		n.programs = append(n.programs, p)
	}
}

func (n *dayNeeds) include(other dayNeeds) {
	n.each = n.each || other.each
	for _, p := range other.programs {
		if !slices.Contains(n.programs, p) {
			n.programs = append(n.programs, p)
		}
	}
}

// notOfAccounts says that a name isn't the same for all that is decided about an account, or that it can change
// without an update of the account.
func notOfAccounts(name string) bool {
	root := parseRef(name).root
	return root != "account" && root != "var" && root != "local"
}

// names is what the programs read of the account for the days.
func (n *dayNeeds) names() needs {
	var all needs
	for _, p := range n.programs {
		names, _ := p.Countdowns()
		for _, name := range names {
			all.addRef(parseRef(name))
		}
	}
	return all
}

// keepsVariables is for what has variables of its own, those of an older workspace: of these nothing is told.
func (n *dayNeeds) keepsVariables() {
	names := n.names()
	n.each = n.each || names.reads("var") || names.reads("local")
}

// next is the first midnight after a view's now at which something can change; zero: never.
func (n *dayNeeds) next(v *view) time.Time {
	if n.each {
		return nextDay(v.now, v.core.hours.Zone())
	}
	names := n.names()
	v.need(&names)
	var next time.Time
	for _, p := range n.programs {
		next = earliest(next, p.NextDay(v.env()))
	}
	return next
}

// midnight keeps when something live next changes with the day alone, until what that depends on changes.
func (t *turn) midnight() {
	c := t.core
	if !t.s.Since.IsZero() && (t.changes.clock || t.changes.concern(&c.dayNames)) {
		t.s.Midnight = c.liveDays.next(t.view)
	}
}

// nextMidnight is when something next changes with the day alone that is live at all times, or now: where success
// plans run, occurrences are kept and goals are watched, and while a play runs, as its exits may read anything.
func (c *Core) nextMidnight(s *State) time.Time {
	if s.playing() {
		return nextDay(s.Now, c.hours.Zone())
	}
	var now dayNeeds
	for _, def := range c.plans {
		if s.Plans[def.Name].running() {
			now.each = now.each || c.livePlans
			now.include(def.needs.days)
		}
	}
	for _, p := range c.waiting(s) {
		now.each = now.each || p.refusing.reads("success_plan")
		now.include(p.refusing.days)
	}
	for _, def := range c.watchedGoals(s) {
		now.each = now.each || def.needs.reads("success_plan")
		now.include(def.needs.days)
	}
	if !now.any() {
		return s.Midnight
	}
	return earliest(s.Midnight, now.next(c.view(s, s.Now)))
}
