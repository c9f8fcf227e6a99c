package customer

import (
	"errors"
	"slices"
	"strings"
	"time"
)

// Past is what is known of an account's past.
type Past struct {
	// Entries calls yield for the account's log in order, until it returns false.
	Entries func(yield func(Entry) bool) error
	// Decided is the decisions for good about the account, of all playbooks, in order. Those that enrolled it
	// in a playbook or its control group must be among them, and those of occurrences that were kept before;
	// of skips that were counted together, the first.
	Decided []Decision
	// ForgottenAt is the state's.
	ForgottenAt time.Time
	// Changes is what changed for the workspace, in order. What they don't name is as the core knows it.
	Changes []WorkspaceChange
}

// ErrNotThen is returned for an instant before the account's log begins.
var ErrNotThen = errors.New("the account's log begins later")

// WhyAt explains the status of an account in a playbook at an instant of the past, by folding its log until then with
// this core's definitions. Enrolments are taken from the record. When a trigger of the playbook fired at this very
// instant, the explanation is of that decision.
func (c *Core) WhyAt(account, playbook string, past Past, at time.Time) (Why, error) {
	at = instant(at)
	core := *c
	if c.capacity != nil {
		core.capacity = pastCapacity{Capacity: c.capacity, at: at}
	}
	core.replay = &replay{playbook: playbook, at: at, decided: slices.Clone(past.Decided)}
	f := &refold{core: &core, account: account, forgotten: past.ForgottenAt, last: map[string]*Entry{}, workspaceChanges: past.Changes}
	core.seen = func(eventType string) bool { return c.seen(eventType) && !f.awaits(eventType) }
	err := past.Entries(func(e Entry) bool {
		if instant(e.Received).After(at) {
			return false
		}
		f.take(e)
		return true
	})
	if err != nil {
		return Why{}, err
	}
	if f.s == nil {
		return Why{}, ErrNotThen
	}
	f.flush()
	f.catchUp(at.Add(time.Millisecond), "")
	f.advance(at)
	return core.explain(f.s, playbook, at, func(eventType string) *Entry { return f.last[eventType] }, core.replay.cases)
}

// pastCapacity is a capacity as it was at an instant: what started later is left out, and what ended later is in
// progress.
type pastCapacity struct {
	Capacity
	at time.Time
}

// Start implements Capacity.
func (m pastCapacity) Start(playbook string, n int, before time.Time) time.Time {
	return m.Capacity.Start(playbook, n, m.bound(before))
}

// End implements Capacity.
func (m pastCapacity) End(playbook string, n int, before time.Time) (at time.Time, running bool) {
	at, running = m.Capacity.End(playbook, n, m.bound(before))
	if running || at.After(m.at) {
		return time.Time{}, true
	}
	return at, false
}

// Ahead implements Capacity: the queue of the past isn't recorded.
func (m pastCapacity) Ahead(*Decision, int) int { return 0 }

func (m pastCapacity) bound(before time.Time) time.Time {
	return earliest(before, m.at.Add(time.Millisecond))
}

// refold folds an account's log again, for the past.
type refold struct {
	core    *Core
	account string
	// forgotten is when an account of the same ID was forgotten before.
	forgotten time.Time
	s         *State
	// history is imported entries that were folded at once.
	history []Entry
	// last is the last event of each type.
	last map[string]*Entry
	// workspaceChanges is those to which the fold hasn't come yet.
	workspaceChanges []WorkspaceChange
}

func (f *refold) take(e Entry) {
	received := instant(e.Received)
	if f.s == nil {
		f.takeChanges(received)
		f.s = f.core.Fresh(f.account, received)
		f.s.ForgottenAt = f.forgotten
	}
	if !e.Imported || len(f.history) > 0 && !instant(f.history[0].Received).Equal(received) {
		f.flush()
	}
	f.catchUp(received, endedRun(&e))
	if f.core.subject.MayConcern(&e) {
		f.last[e.Type] = &e
	}
	if e.Imported {
		f.history = append(f.history, e)
		return
	}
	f.advance(received)
	f.core.Apply(f.s, e)
}

// flush folds in the imported entries that were collected. An event type that arrives with them for the first time isn't
// known before.
func (f *refold) flush() {
	if len(f.history) == 0 {
		return
	}
	now, history := instant(f.history[0].Received), slices.Values(f.history)
	f.advance(now.Add(-time.Millisecond))
	f.core.Advance(f.s, now)
	paused := f.core.paused
	if f.takeChanges(now) {
		f.core.RebaseAll(f.s, nil, history, now)
	} else {
		f.core.ApplyAll(f.s, history, now)
	}
	f.reevaluateResumed(paused, now)
	f.history = nil
}

// catchUp takes the recorded decisions before an instant that the fold doesn't come to by itself: of occurrences that
// were admitted, and of runs whose occurrence isn't found, as the definitions have changed. The decision about a run that
// has ended is taken as well when it was at this very instant.
func (f *refold) catchUp(until time.Time, ended string) {
	r := f.core.replay
	for len(r.decided) > 0 && (instant(r.decided[0].At).Before(until) || r.awaits(ended)) {
		d := r.decided[0]
		f.advance(instant(d.At))
		if r.isNext(&d) {
			f.core.Admit(f.s, d.Occurrence, instant(d.At))
		}
		if !r.isNext(&d) {
			continue
		}
		if d.Outcome.Enrols() {
			f.core.enrol(f.s, d.Outcome, &d)
		}
		r.decided = r.decided[1:]
	}
}

// replay is what a core needs to fold the past again: enrolments come from the record, and the decisions about one
// playbook at one instant are explained.
type replay struct {
	playbook string
	at       time.Time
	// decided is the recorded decisions that the fold hasn't come to yet.
	decided []Decision
	cases   []Case
}

// looksAhead reports whether the core looks ahead, where nothing is admitted, and not back.
func (r *replay) looksAhead() bool { return r != nil && r.at.IsZero() }

// awaits reports whether the record has a run that hasn't begun in the fold yet.
func (r *replay) awaits(run string) bool {
	return run != "" && slices.ContainsFunc(r.decided, func(d Decision) bool { return RunID(d.Occurrence) == run })
}

// isNext reports whether a decision is the record's next one.
func (r *replay) isNext(d *Decision) bool {
	return len(r.decided) > 0 && r.decided[0].Occurrence == d.Occurrence
}

// outcome is the outcome of a decision: the record's, as definitions may have changed since.
func (r *replay) outcome(d *Decision) Outcome {
	if r == nil {
		return d.Outcome
	}
	i := slices.IndexFunc(r.decided, func(known Decision) bool {
		return known.Outcome.Enrols() && known.Occurrence == d.Occurrence && instant(known.At).Equal(d.At)
	})
	if i < 0 {
		return Skip
	}
	known := r.decided[i].Outcome
	r.decided = slices.Delete(r.decided, i, i+1)
	return known
}

// explain keeps the explanation of a decision, before anything follows from it. Of an occurrence that is decided again
// at the same instant, the last one counts.
func (r *replay) explain(t *evaluation, o occurrence, d Decision) {
	if r == nil || r.playbook != d.Playbook || !r.at.Equal(t.now) {
		return
	}
	var status TriggerStatus
	t.as(o.instanceContact(), func() { status = t.triggerStatus(o.trigger) })
	status.State = strings.TrimSpace(o.reason() + " " + status.State)
	r.cases = slices.DeleteFunc(r.cases, func(c Case) bool { return c.Decision.Occurrence == d.Occurrence })
	r.cases = append(r.cases, Case{Trigger: status, Decision: &d, Rules: t.ruleStatuses(o, false)})
}

// endedRun is the run that ended with an entry, empty when none did.
func endedRun(e *Entry) string {
	if e.Source != SourceTend || e.Type != TypeRunFinished {
		return ""
	}
	return text(e.Data["run"])
}
