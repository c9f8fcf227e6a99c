package oracletest

import (
	"cmp"
	"slices"
	"time"

	"github.com/tendhq/tend/engine/customer"
)

// held is what is remembered of something that was refused only for now.
type held struct {
	due     time.Time // when it is decided again, if no run ends or starts before and no guard changes its mind
	why     string    // it was refused: the reason and what a sentence about it names
	key     string
	guarded bool // whether a guard kept it back when it was asked
	paused  bool // whether its playbook was paused then
}

// keptUntil is when a firing is decided for the last time; zero: it isn't held.
func (o *oracle) keptUntil(f *firing) time.Time {
	if f.playbook.Enroll.Hold == nil {
		return time.Time{}
	}
	return instant(o.w.Hours.Add(f.at, *f.playbook.Enroll.Hold))
}

func (o *oracle) keeps(m *moment, f *firing) bool { return m.now.Before(o.keptUntil(f)) }

// keep holds a firing on, and reports whether anything is new about it.
func (o *oracle) keep(m *moment, f *firing, d customer.Decision, no refusal) bool {
	due := o.keptUntil(f)
	if until := instant(no.until); until.After(m.now) && until.Before(due) {
		due = until
	}
	now := held{due: due, why: string(no.reason) + no.why, key: d.Key, guarded: o.guarded(m, f.playbook), paused: no.reason == customer.ReasonPaused}
	if f.held == nil {
		o.held = append(o.held, f)
		f.held = &now
		return true
	}
	isNew := f.held.why != now.why
	*f.held = now
	return isNew
}

func (o *oracle) release(f *firing) {
	o.held = slices.DeleteFunc(o.held, func(other *firing) bool { return other == f })
}

// reevaluate is what is held and decided again: its time has come, a run of the account has started or ended, its playbook
// was resumed or, where no pause came before them, its guards have come to another answer. What waits for a trigger
// that an edit took away is skipped. History decides nothing: what it moves is decided soon after.
func (o *oracle) reevaluate(m *moment, moved bool) (found []*firing, gone []customer.Decision) {
	known := map[string]trigger{}
	for _, tr := range o.triggers() {
		known[tr.key()] = tr
	}
	for _, f := range slices.Clone(o.held) {
		tr, there := known[f.key()]
		if there {
			f.trigger = tr // as it is written now
		}
		unmoved := !there || f.held.paused || o.guarded(m, f.playbook) == f.held.guarded
		if m.now.Before(f.held.due) && !moved && o.resumed != f.playbook.Name && unmoved {
			continue
		}
		if m.quiet {
			f.held.due = m.now.Add(time.Millisecond)
			continue
		}
		if there {
			found = append(found, f)
			continue
		}
		if m.now.Before(f.held.due) && o.w.Playbooks[f.playbook.Name] == nil {
			continue
		}
		o.release(f)
		d := f.decision(o.account, m.now)
		d.Key, d.Reason = f.held.key, customer.ReasonGone
		gone = append(gone, d)
	}
	o.resumed = ""
	return found, gone
}

// inOrder is the order in which is decided: by priority, then by the time of firing, then by name.
func (o *oracle) inOrder(found []*firing) []*firing {
	rank := map[string]int{}
	for i, tr := range o.triggers() {
		rank[tr.key()] = i
	}
	slices.SortStableFunc(found, func(a, b *firing) int {
		return cmp.Or(cmp.Compare(b.playbook.Priority, a.playbook.Priority), a.at.Compare(b.at), cmp.Compare(rank[a.key()], rank[b.key()]))
	})
	return found
}
