package customer

import (
	"slices"
	"time"

	"github.com/tendhq/tend/dsl/expression"
)

// dayNeeds is the midnights at which something that reads the clock can change.
type dayNeeds struct {
	// programs only read how many days it is to or from a date: each knows the midnights at which it changes.
	programs []*expression.Program
	// each says that something can change at each midnight, ofPlans that it can while a success plan runs, ofTrend
	// that it can when the trend of the health score begins at another day.
	each, ofPlans, ofTrend bool
}

// any reports whether something can change at some midnight.
func (n *dayNeeds) any() bool { return n.each || len(n.programs) > 0 }

// add includes what a program reads of the clock.
func (n *dayNeeds) add(p *expression.Program) {
	n.ofPlans = n.ofPlans || countsDaysOfPlans(p)
	if !p.ReadsClock() {
		return
	}
	names, ok := p.Countdowns()
	if !ok || slices.ContainsFunc(names, notOfAccounts) {
		n.each = true
		return
	}
	if !slices.Contains(n.programs, p) {
		n.programs = append(n.programs, p)
	}
}

// countsDaysOfPlans reports whether a program may read how many days success plans have taken, besides what changes
// with their steps. Of a stored program, such as a goal's, that isn't known.
func countsDaysOfPlans(p *expression.Program) bool {
	if !slices.ContainsFunc(p.Reads(), func(read string) bool { return parseRef(read).root == "success_plan" }) {
		return false
	}
	return p.Uses() == nil || slices.ContainsFunc(p.Uses(), func(u expression.Use) bool {
		return u.Path[0] == "success_plan" && (len(u.Path) < 3 || u.Path[2] == "days" || u.Path[2] == "days_in_stage")
	})
}

func (n *dayNeeds) include(other dayNeeds) {
	n.each, n.ofPlans, n.ofTrend = n.each || other.each, n.ofPlans || other.ofPlans, n.ofTrend || other.ofTrend
	for _, p := range other.programs {
		if !slices.Contains(n.programs, p) {
			n.programs = append(n.programs, p)
		}
	}
}

// notOfAccounts reports whether a name isn't the same for all that is decided about an account, or that it can change
// without an update of the account.
func notOfAccounts(name string) bool {
	root := parseRef(name).root
	return root != "account" && root != "var" && root != "local"
}

// names is the names from which the programs count days.
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

// keepsVariables includes every midnight for what reads variables of its own, those of an older workspace: their values
// aren't known.
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
func (t *evaluation) midnight() {
	c := t.core
	if !t.s.Since.IsZero() && (t.changes.clock || t.changes.concern(&c.dayNames)) {
		t.s.Midnight = c.liveDays.next(t.view)
	}
}

// nextMidnight is when something next changes with the day alone that is live at all times, or now: where success
// plans run, occurrences are held and goals are tracked, and while a run is in progress, as its exits may read
// anything.
func (c *Core) nextMidnight(s *State) time.Time {
	if s.hasRunning() {
		return nextDay(s.Now, c.hours.Zone())
	}
	now := dayNeeds{ofPlans: c.liveDays.ofPlans, ofTrend: c.liveDays.ofTrend}
	for _, p := range c.heldPlaybooks(s) {
		now.include(p.refusalNeeds.days)
	}
	for _, def := range c.trackedGoals(s) {
		now.include(def.needs.days)
	}
	for _, def := range c.plans {
		if s.Plans[def.Name].running() {
			now.include(def.needs.days)
			now.each = now.each || now.ofPlans
		}
	}
	next := s.Midnight
	if now.any() {
		next = earliest(next, now.next(c.view(s, s.Now)))
	}
	if now.ofTrend {
		next = earliest(next, s.Health.trendTurns(s.Now, c.hours.Zone()))
	}
	return next
}
