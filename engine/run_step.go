package engine

import (
	"encoding/json"
	"maps"
	"reflect"
	"time"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/run"
	"github.com/tendhq/tend/engine/store"
)

// wake fires a run's timer at its instant.
func (c *accountTx) wake(l *live, at time.Time) error {
	return c.step(l, func() ([]run.Line, error) { return l.core.Wake(l.state, c.env(at)) })
}

// offer gives an entry to a live run: to its waits and exits, then to the conditions over the facts that it changed.
func (c *accountTx) offer(l *live, e customer.Entry, env run.Env) error {
	if l.awaits(&e) {
		if err := c.step(l, func() ([]run.Line, error) { return l.core.Entry(l.state, e, env) }); err != nil {
			return err
		}
	}
	if !l.dependsOnTime(env.Now) {
		return nil
	}
	return c.factsChanged(l, env)
}

// factsChanged evaluates a run's exit conditions again.
func (c *accountTx) factsChanged(l *live, env run.Env) error {
	if l.state.Outcome != "" {
		return nil
	}
	revision, exits := l.state.Revision, maps.Clone(l.state.Exits)
	lines, err := l.core.FactsChanged(l.state, env)
	quiet := len(lines) == 0 && l.state.Revision == revision
	if err != nil || quiet && maps.Equal(exits, l.state.Exits) {
		return err // Without a consequence, only their last values can differ.
	}
	return c.stepped(l, revision, lines)
}

// step makes one transition of a live run and writes what changed. Its workflow is nudged if the outstanding set
// changed.
func (c *accountTx) step(l *live, fn func() ([]run.Line, error)) error {
	if l.state.Outcome != "" {
		return nil
	}
	revision := l.state.Revision
	lines, err := fn()
	if err != nil {
		return err
	}
	return c.stepped(l, revision, lines)
}

// stepped writes what changed of a run since it had a revision.
func (c *accountTx) stepped(l *live, revision int64, lines []run.Line) error {
	if len(lines) == 0 && l.state.Revision == revision {
		return c.keep(l)
	}
	if err := c.write(l, lines); err != nil {
		return err
	}
	if l.state.Revision == revision || l.row.ID == c.settling {
		return nil
	}
	return c.enqueue(store.Message{Run: l.row.ID, Kind: store.NudgeRun})
}

// keep writes a run's state if it differs from what is stored: the last value of an exit condition may.
func (c *accountTx) keep(l *live) error {
	raw, err := json.Marshal(l.state)
	if err != nil || string(raw) == string(l.row.State) {
		return err
	}
	l.row.State = raw
	return c.tx.PutRun(l.row)
}

// write stores a run after a transition: row, timeline, subscriptions, and its end.
func (c *accountTx) write(l *live, lines []run.Line) error {
	raw, err := json.Marshal(l.state)
	if err != nil {
		return err
	}
	l.row.State, l.row.Revision, l.row.WakeAt = raw, l.state.Revision, l.core.WakeAt(l.state)
	l.row.Status, l.row.Outcome, l.row.EndedAt = "running", string(l.state.Outcome), l.state.EndedAt
	l.row.At, l.wakeAt = l.core.At(l.state), l.core.WakeAt(l.state)
	if l.state.Outcome != "" {
		l.row.Status = "finished"
	}
	if err := c.tx.PutRun(l.row); err != nil {
		return err
	}
	stored := make([]store.Line, len(lines))
	for i, line := range lines {
		stored[i] = store.Line(line)
	}
	if err := c.tx.AddTimeline(l.row.ID, stored...); err != nil {
		return err
	}
	if err := c.subscribe(l); err != nil {
		return err
	}
	if l.state.Outcome != "" {
		c.finish(l)
	}
	return nil
}

// subscribe stores a run's subscriptions if they changed.
func (c *accountTx) subscribe(l *live) error {
	now := l.core.Subscriptions(l.state)
	if reflect.DeepEqual(now, l.subscriptions) {
		return nil
	}
	l.subscriptions = now
	rows := make([]store.Subscription, len(now))
	for i, w := range now {
		rows[i] = store.Subscription{Run: l.row.ID, Account: l.row.Account, Path: w.Path, Event: w.Event, Reads: w.Reads}
	}
	return c.tx.SetSubscriptions(l.row.Account, l.row.ID, rows)
}

// finish removes a run that has ended from the live ones and queues its end for the account's log.
func (c *accountTx) finish(l *live) {
	kept := []*live{}
	for _, other := range c.runs {
		if other != l {
			kept = append(kept, other)
		}
	}
	c.runs = kept
	c.post.finished = append(c.post.finished, l.row)
	c.queue = append(c.queue, customer.Entry{
		Source: customer.SourceTend, ID: l.row.ID + "/finished", Type: customer.TypeRunFinished,
		Account: l.row.Account, Contact: l.row.Contact, Time: l.state.EndedAt, Received: l.state.EndedAt,
		Data: map[string]any{"playbook": l.row.Playbook, "run": l.row.ID, "outcome": l.row.Outcome, "detail": l.state.Detail},
	})
}
