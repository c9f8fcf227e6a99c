package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/run"
	"github.com/tendhq/tend/engine/store"
)

// live is a run in progress that a transaction works on.
type live struct {
	row   store.Run
	state *run.State
	core  *run.Core
	// subscriptions is what is stored of the run's subscriptions.
	subscriptions []run.Subscription
	// wakeAt is the next moment at which the run does something by itself; zero: none.
	wakeAt time.Time
}

// isAffectedBy reports whether an entry, or what it changes of the facts, can do anything to the run.
func (l *live) isAffectedBy(e *customer.Entry) bool {
	return l.awaits(e) || l.dependsOnTime(e.Received)
}

// awaits reports whether an entry itself can do anything to the run.
func (l *live) awaits(e *customer.Entry) bool {
	return l.isDue(e.Received) || l.core.Awaits(l.state, l.subscriptions, e)
}

// dependsOnTime reports whether the passing of time up to an instant can do anything to the run.
func (l *live) dependsOnTime(at time.Time) bool {
	return l.isDue(at) || slices.ContainsFunc(l.subscriptions, func(w run.Subscription) bool { return w.Event == "" })
}

func (l *live) isDue(at time.Time) bool { return !l.wakeAt.IsZero() && !l.wakeAt.After(at) }

// liveRuns loads the account's runs in progress, in the order of their playbooks.
func (c *accountTx) liveRuns() ([]*live, error) {
	if c.runs != nil {
		return c.runs, nil
	}
	c.runs = []*live{}
	for _, id := range c.state.Running() {
		l, err := c.engine.loadRun(c.tx, id)
		if err != nil {
			return nil, err
		}
		if l.state.Outcome == "" {
			c.runs = append(c.runs, l)
		}
	}
	return c.runs, nil
}

// loadRun reads a run with its state and plan; nil when its customer was forgotten.
func (e *Engine) loadRun(r store.Reader, id string) (*live, error) {
	row, err := r.Run(id)
	if err != nil {
		return nil, fmt.Errorf("run %s: %w", id, err)
	}
	if row.State == nil {
		return nil, nil
	}
	l := &live{row: row}
	if l.state, err = stateOf(row); err != nil {
		return nil, err
	}
	if l.core, err = e.plans.core(row.PlanHash, r); err != nil {
		return nil, err
	}
	l.subscriptions, l.wakeAt = l.core.Subscriptions(l.state), l.core.WakeAt(l.state)
	return l, nil
}

// stateOf returns the state that is kept of a run.
func stateOf(row store.Run) (*run.State, error) {
	state := &run.State{}
	if err := json.Unmarshal(row.State, state); err != nil {
		return nil, fmt.Errorf("run %s: %w", row.ID, err)
	}
	return state, nil
}

// liveRun returns a live run by its ID; nil when it has ended.
func (c *accountTx) liveRun(id string) (*live, error) {
	runs, err := c.liveRuns()
	if err != nil {
		return nil, err
	}
	for _, l := range runs {
		if l.row.ID == id {
			return l, nil
		}
	}
	return nil, nil
}

// earliestWake returns the live run whose timer is due first.
func (c *accountTx) earliestWake() (*live, time.Time, error) {
	runs, err := c.liveRuns()
	if err != nil {
		return nil, time.Time{}, err
	}
	var first *live
	var at time.Time
	for _, l := range runs {
		if !l.wakeAt.IsZero() && (first == nil || l.wakeAt.Before(at)) {
			first, at = l, l.wakeAt
		}
	}
	return first, at, nil
}

// env returns what runs see at an instant, until the account changes.
func (c *accountTx) env(at time.Time) run.Env {
	return run.Env{
		Now:          at,
		Facts:        sync.OnceValue(func() map[string]any { return c.core.Facts(c.state, at) }),
		Contact:      func(id string) map[string]any { return c.core.Contact(c.state, id) },
		ContactFacts: func(id string) map[string]any { return c.core.ContactFacts(c.state, id, at) },
		Hours:        c.hours(),
		Seq:          c.state.Seq,
		Scan: func(after int64, eventType string, yield func(customer.Entry) bool) error {
			return readLog(c.tx, c.state.Account, after, []string{eventType}, yield)
		},
	}
}

// enrol starts a run. Its first outstanding set goes to the outbox in the same transaction.
func (c *accountTx) enrol(d customer.Decision, at time.Time) error {
	plan := c.pub.workspace.Playbooks[d.Playbook].Plan
	hash := plan.Hash()
	if _, err := c.tx.Plan(hash); errors.Is(err, store.ErrNotFound) {
		raw, err := json.Marshal(plan)
		if err != nil {
			return err
		}
		if err := c.tx.PutPlan(hash, raw); err != nil {
			return err
		}
	} else if err != nil {
		return err
	}
	core, err := c.engine.plans.core(hash, c.tx)
	if err != nil {
		return err
	}
	l := &live{core: core, state: &run.State{
		Run: customer.RunID(d.Occurrence), Account: d.Account, Contact: d.Contact, Playbook: d.Playbook, Trigger: d.Values,
	}}
	l.row = store.Run{
		ID: l.state.Run, Account: d.Account, Contact: d.Contact, Playbook: d.Playbook, PlanHash: hash, StartedAt: at,
	}
	if _, err := c.liveRuns(); err != nil {
		return err
	}
	c.runs = append(c.runs, l)
	lines, err := core.Start(l.state, c.env(at))
	if err != nil {
		return err
	}
	if err := c.write(l, lines); err != nil {
		return err
	}
	if l.state.Outcome != "" {
		return nil
	}
	first, err := json.Marshal(startMessage{
		Outstanding: c.engine.outstanding(l), Playbook: d.Playbook, WakeAt: l.core.WakeAt(l.state),
	})
	if err != nil {
		return err
	}
	return c.enqueue(store.Message{Run: l.row.ID, Kind: store.StartRun, Payload: first})
}

func (c *accountTx) enqueue(m store.Message) error {
	c.post.outbox = true
	return c.tx.Enqueue(m)
}
