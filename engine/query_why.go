package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// WhyView is where an account stands with a playbook, with what the store remembers of it.
type WhyView struct {
	customer.Why
	// Decisions is the last about the account and the playbook until then, newest first.
	Decisions []store.DecisionRow
	// Goals is the last about the account and the playbook, newest first, as they were then.
	Goals []store.GoalRow
	// Notes is what the answer can't know, a sentence each.
	Notes []string
}

// shownDecisions and shownGoals are how many of the last decisions and goals are told.
const (
	shownDecisions = 5
	shownGoals     = 10
)

// WhyQuery is a question about where an account stands with a playbook.
type WhyQuery struct {
	Account, Playbook string
	// Whom narrows it to a contact, or to a value of the playbook's key.
	Subject customer.Subject
	// At is an instant of the past; zero: now.
	At time.Time
}

// Why explains where an account stands with a playbook, and changes nothing. The store's ErrNotFound when the
// account or the playbook isn't known; an *InvalidError for a question that has no answer.
func (e *Engine) Why(ctx context.Context, q WhyQuery) (WhyView, error) {
	w := &why{pub: e.published.Load(), account: q.Account, playbook: q.Playbook, subject: q.Subject, now: e.clock.Now(), at: q.At}
	p := w.pub.workspace.Playbooks[q.Playbook]
	if p == nil {
		return WhyView{}, fmt.Errorf("playbook %q: %w", q.Playbook, store.ErrNotFound)
	}
	if err := checkSubject(p, q.Subject); err != nil {
		return WhyView{}, err
	}
	if q.At.After(w.now) {
		return WhyView{}, invalidAt("is in the future: it is %s now", w.placed(w.now))
	}
	err := e.store.View(ctx, func(r store.Reader) error {
		w.r, w.capacity, w.theirs = r, &capacity{r: r}, map[string]bool{}
		state, err := r.Account(q.Account)
		if err != nil {
			return fmt.Errorf("account %q: %w", q.Account, err)
		}
		w.forgotten = state.ForgottenAt
		if w.whole, err = r.Horizon(); err != nil {
			return err
		}
		if state.Since.Before(w.whole) {
			w.known = w.whole
		}
		if err := w.decisions(); err != nil {
			return err
		}
		if err := w.goals(); err != nil {
			return err
		}
		if q.At.IsZero() {
			err = w.present(state)
		} else {
			err = w.past()
		}
		return cmp.Or(err, w.capacity.failed)
	})
	return w.view, err
}

// why is one explanation in the making.
type why struct {
	pub               *publication
	r                 store.Reader
	capacity          *capacity
	account, playbook string
	subject           customer.Subject
	now, at           time.Time
	// forgotten is when an account of the same ID was forgotten before.
	forgotten time.Time
	// whole is from when on logs are whole, and known from when on the account's is; zero: from their beginning.
	whole, known time.Time
	decided      []customer.Decision
	// theirs is the enrolments of those whom it is about.
	theirs map[string]bool
	view   WhyView
}

// checkSubject refuses questions about those whom a playbook doesn't tell apart.
func checkSubject(p *dsl.Playbook, w customer.Subject) error {
	var problems []Problem
	if w.Contact != "" && !p.PerContact {
		problems = append(problems, Problem{Reason: fmt.Sprintf("the playbook %q enrols accounts: ask without a contact", p.Name)})
	}
	if w.Key != "" && p.Enroll.Key == nil {
		problems = append(problems, Problem{Reason: fmt.Sprintf("the playbook %q has no key in its enroll block: ask without one", p.Name)})
	}
	if len(problems) > 0 {
		return &InvalidError{Problems: problems}
	}
	return nil
}

func invalidAt(reason string, args ...any) error {
	return &InvalidError{Problems: []Problem{{Field: "at", Reason: fmt.Sprintf(reason, args...)}}}
}

// decisions reads what was decided about the account. A time without a fraction of a second means the
// decision within that second, if there is one: times are shown like that.
func (w *why) decisions() error {
	rows, err := w.r.Decisions(store.DecisionQuery{Account: w.account})
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.Outcome != customer.Pending {
			w.decided = append(w.decided, row.First())
		}
		if row.Playbook != w.playbook || !w.subject.Concerns(&row.Decision) {
			continue
		}
		if row.Outcome.Enrols() {
			w.theirs[customer.RunID(row.Occurrence)] = true
		}
		for _, decided := range []time.Time{row.At, row.LastAt} {
			if w.at.Equal(decided.Truncate(time.Second)) {
				w.at = decided
			}
		}
	}
	slices.SortStableFunc(w.decided, func(a, b customer.Decision) int { return a.At.Compare(b.At) })
	for _, row := range slices.Backward(rows) {
		late := !w.at.IsZero() && row.At.After(w.at)
		if row.Playbook == w.playbook && w.subject.Concerns(&row.Decision) && !late && len(w.view.Decisions) < shownDecisions {
			w.view.Decisions = append(w.view.Decisions, row)
		}
	}
	return nil
}

// goals reads the goals of the account's enrolments in the playbook, as they stood at the instant.
func (w *why) goals() error {
	rows, err := w.r.Goals(store.GoalQuery{Account: w.account, Playbook: w.playbook})
	for _, row := range slices.Backward(rows) {
		switch {
		case w.subject != (customer.Subject{}) && !w.theirs[row.Enrolment]:
			continue
		case w.at.IsZero() || !row.At.After(w.at):
		case row.Started.After(w.at):
			continue
		default:
			row.Outcome, row.At, row.Detail = "", time.Time{}, ""
		}
		if len(w.view.Goals) < shownGoals {
			w.view.Goals = append(w.view.Goals, row)
		}
	}
	return err
}

// present explains the account as it is.
func (w *why) present(state *customer.State) error {
	failed := w.pub.upToDate(w.r, state, w.now)
	last := map[string]*customer.Entry{}
	types := w.events()
	if failed == nil && len(types) > 0 {
		failed = readLog(w.r, w.account, 0, types, func(e customer.Entry) bool {
			if w.subject.MayConcern(&e) {
				last[e.Type] = &e
			}
			return true
		})
	}
	if failed != nil {
		return failed
	}
	now := w.now
	if state.Now.After(now) {
		now = state.Now
	}
	var err error
	w.view.Why, err = w.pub.core.RetainedSince(w.known).With(w.capacity).About(w.subject).Why(state, w.playbook, now, func(t string) *customer.Entry { return last[t] })
	for _, name := range names(w.view.Partial) {
		w.note("%s is partial: it knows what happened from %s on, as the log before is removed.", name, w.show(w.view.Partial[name]))
	}
	return err
}

// events is the types of event that the playbook's triggers wait for.
func (w *why) events() []string {
	var types []string
	for _, t := range w.pub.workspace.Playbooks[w.playbook].Triggers {
		if t.Event != nil && t.Event.Event != "" {
			types = append(types, t.Event.Event)
		}
	}
	return types
}

// past explains the account as it was, from its log.
func (w *why) past() error {
	notices, err := w.workspaceChanges()
	if err != nil {
		return err
	}
	if w.at.Before(w.whole) {
		return invalidAt("is before %s, from when on logs are kept", w.placed(w.whole))
	}
	var first customer.Entry
	entries := func(yield func(customer.Entry) bool) error {
		return readLog(w.r, w.account, 0, nil, func(e customer.Entry) bool {
			if first.Seq == 0 {
				first = e
			}
			return yield(e)
		})
	}
	past := customer.Past{Entries: entries, Decided: w.decided, ForgottenAt: w.forgotten, Notices: notices}
	w.view.Why, err = w.pub.core.Pausing(nil).RetainedSince(w.known).With(w.capacity).About(w.subject).WhyAt(w.account, w.playbook, past, w.at)
	if errors.Is(err, customer.ErrNotThen) {
		return w.notThen(first)
	}
	if first.Seq > 1 || first.Received.Before(w.whole) {
		w.note("Logs are kept from %s on: of what happened before, only the account's attributes and contacts are in this answer.", w.show(w.whole))
	}
	return err
}

func (w *why) notThen(first customer.Entry) error {
	if first.Seq == 0 {
		return invalidAt("can't be told: the account's log is empty")
	}
	return invalidAt("is before the account's log begins, on %s", w.placed(first.Received))
}

// workspaceChanges is what the workspace log tells of all accounts' past.
func (w *why) workspaceChanges() ([]customer.WorkspaceChange, error) {
	versions, err := w.r.Versions()
	if err != nil {
		return nil, err
	}
	var all []customer.WorkspaceChange
	var paused map[string]customer.Pause
	changed := time.Time{}
	for _, v := range versions {
		n := customer.WorkspaceChange{At: v.At}
		switch {
		case v.Kind == firstSeen:
			n.Arrived = v.Note
		case v.Kind == published && v.At.After(w.at):
			changed = v.At
		}
		paused = maps.Clone(paused)
		notePause(&paused, v)
		n.Paused = paused
		all = append(all, n)
	}
	if !changed.IsZero() {
		w.note("The playbooks were changed since then, last on %s: this is what today's say of that time.", w.show(changed))
	}
	return all, nil
}

// show is an instant for people, on the workspace's clock.
func (w *why) show(at time.Time) string { return calendar.Show(at, w.pub.workspace.Hours.Zone()) }

// placed is the same where nothing else names the zone.
func (w *why) placed(at time.Time) string {
	return fmt.Sprintf("%s in %s", w.show(at), w.pub.workspace.Hours.Zone())
}

func (w *why) note(format string, args ...any) {
	w.view.Notes = append(w.view.Notes, fmt.Sprintf(format, args...))
}
