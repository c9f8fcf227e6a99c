package engine

import (
	"errors"
	"fmt"
	"time"

	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// accountTx is one account within one transaction: everything that happens to it, in order.
type accountTx struct {
	engine *Engine
	tx     store.Tx
	pub    *publication
	// core decides with the capacity that this transaction sees.
	core     *customer.Core
	capacity *capacity
	state    *customer.State
	// at is the present, read once: a transaction happens at one instant.
	at time.Time
	// changed reports whether the state differs from what is stored.
	changed bool
	// provisional is what was judged before the account's history was imported, and is undone after; nil: nothing.
	provisional *customer.Provisional
	// runs is the account's live runs; nil until they are loaded.
	runs []*live
	// queue is the entries that the transaction itself caused and has still to apply.
	queue []customer.Entry
	// settling is the run whose workflow called: it gets the answer and needs no nudge.
	settling string
	post     *postCommit
}

// open loads an account and brings it to the version in force. It returns ErrNotFound for an unknown one, unless
// create is set.
func (e *Engine) open(tx store.Tx, p *publication, account string, create bool, after *postCommit) (*accountTx, error) {
	c, err := e.openStale(tx, p, account, create, after)
	if err == nil {
		err = c.renew()
	}
	return c, err
}

// openStale is open without bringing the account to the version in force.
func (e *Engine) openStale(tx store.Tx, p *publication, account string, create bool, after *postCommit) (*accountTx, error) {
	c := &accountTx{engine: e, tx: tx, pub: p, capacity: &capacity{r: tx}, post: after, at: e.clock.Now()}
	c.core = p.core.With(c.capacity)
	state, err := tx.Account(account)
	switch {
	case err == nil:
		c.state = state
	case errors.Is(err, store.ErrNotFound) && create:
		err = c.create(account)
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}

// create makes an account. One of the same ID whose forgetting has not ended is forgotten first.
func (c *accountTx) create(account string) error {
	if begun, err := isForgetting(c.tx, account); err != nil {
		return err
	} else if begun {
		if _, err := c.forget(account, 0, map[string][]string{}); err != nil {
			return err
		}
	}
	at, err := c.tx.Forgotten(account, "")
	if err != nil {
		return err
	}
	// The account's row must be there before its log has entries.
	c.state = c.pub.core.Fresh(account, c.at)
	c.state.ForgottenAt = at
	return c.tx.PutAccount(c.state)
}

// stale reports whether the account is of an older version than the one in force.
func (c *accountTx) stale() bool { return c.state.Version != c.pub.version }

// renew brings the account to the version in force. What was due under the old version is lost only where its
// definition changed: unchanged definitions keep their state.
func (c *accountTx) renew() error {
	if !c.stale() {
		return nil
	}
	c.changed = true
	before := c.state.Health
	if err := c.pub.rebaseIfStale(c.tx, c.state, c.now()); err != nil {
		return err
	}
	return c.scored(before, c.state.Now)
}

// now returns the present for the account, which never goes backwards.
func (c *accountTx) now() time.Time {
	if c.at.After(c.state.Now) {
		return c.at
	}
	return c.state.Now
}

// close writes the account's state and its goals, unless only a run changed.
func (c *accountTx) close() error {
	if !c.changed {
		return nil
	}
	for _, g := range c.state.TakeGoals() {
		if err := c.tx.PutGoal(g); err != nil {
			return err
		}
		c.post.goals = append(c.post.goals, g)
	}
	c.core.Due(c.state) // The state is stored with it.
	return c.tx.PutAccount(c.state)
}

// advance processes everything that is due up to an instant, in order, each at its own instant.
func (c *accountTx) advance(to time.Time) error {
	for {
		wake, at, err := c.earliestWake()
		if err != nil {
			return err
		}
		due := c.core.DueBy(c.state, to)
		switch {
		case !due.IsZero() && (at.IsZero() || !at.Before(due)):
			err = c.tick(due)
		case !at.IsZero() && !at.After(to):
			err = c.wake(wake, at)
		default:
			return nil
		}
		if err == nil {
			err = c.drain()
		}
		if err != nil {
			return err
		}
	}
}

// tick advances the account to its due instant.
func (c *accountTx) tick(at time.Time) error {
	runs, err := c.liveRuns()
	if err != nil {
		return err
	}
	c.changed = true
	before := c.state.Health
	decisions := c.core.Tick(c.state, at)
	if err := c.scored(before, at); err != nil {
		return err
	}
	env := c.env(at)
	for _, l := range runs {
		if !l.dependsOnTime(at) {
			continue
		}
		if err := c.factsChanged(l, env); err != nil {
			return err
		}
	}
	return c.decided(decisions, at)
}

// apply appends an entry to the log and processes all that follows from it.
func (c *accountTx) apply(e *customer.Entry) (store.Appended, error) {
	e.Received = c.now()
	if err := c.advance(e.Received); err != nil {
		return 0, err
	}
	result, err := c.tx.Append(e)
	if err != nil || result != store.Added {
		return result, err
	}
	if err := c.fold(*e); err != nil {
		return result, err
	}
	return result, c.drain()
}

// fold folds an appended entry: first the facts, then the live runs, then enrolments.
func (c *accountTx) fold(e customer.Entry) error {
	runs, err := c.liveRuns()
	if err != nil {
		return err
	}
	var heeding []*live
	for _, l := range runs {
		if l.isAffectedBy(&e) {
			heeding = append(heeding, l)
		}
	}
	c.changed = true
	before := c.state.Health
	decisions := c.core.Take(c.state, e)
	if err := c.scored(before, e.Received); err != nil {
		return err
	}
	env := c.env(e.Received)
	for _, l := range heeding {
		if err := c.offer(l, e, env); err != nil {
			return err
		}
	}
	return c.decided(decisions, e.Received)
}

// What an account causes by itself at one moment is limited, far beyond what useful playbooks need, as an end for those
// that start each other in a circle: maxRounds is how often one may follow another, and maxCaused how many entries all
// of them may be. Many at once that cause nothing more, such as the ends of a thousand runs, are one round.
const (
	maxRounds = 1_000
	maxCaused = 100_000
)

// drain applies the queue, each entry at its own instant, until nothing follows.
func (c *accountTx) drain() error {
	caused := 0
	for round := 0; len(c.queue) > 0; round++ {
		entries := c.queue
		c.queue = nil
		if caused += len(entries); round == maxRounds || caused > maxCaused {
			return fmt.Errorf("playbooks start each other without end: %d runs began and ended at one moment, one after the other", caused)
		}
		for _, e := range entries {
			if err := c.applyCaused(e); err != nil {
				return fmt.Errorf("apply %s: %w", e.Type, err)
			}
		}
	}
	return nil
}

// applyCaused appends and folds an entry that the transaction itself caused.
func (c *accountTx) applyCaused(e customer.Entry) error {
	if e.Received.Before(c.state.Now) {
		e.Received = c.state.Now
	}
	result, err := c.tx.Append(&e)
	if err != nil || result != store.Added {
		return err
	}
	return c.fold(e)
}

// decided records decisions and starts the runs of enrolments.
func (c *accountTx) decided(decisions []customer.Decision, at time.Time) error {
	if c.capacity.failed != nil {
		return fmt.Errorf("see what room there is: %w", c.capacity.failed)
	}
	for _, d := range decisions {
		if err := c.tx.AddDecision(d); err != nil {
			return err
		}
		c.post.decisions = append(c.post.decisions, d)
		if d.Outcome != customer.Enrol {
			continue
		}
		if err := c.enrol(d, at); err != nil {
			return fmt.Errorf("enrol in %q: %w", d.Playbook, err)
		}
	}
	return nil
}

func (c *accountTx) hours() *calendar.Calendar { return c.pub.workspace.Hours }
