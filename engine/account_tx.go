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
	// core decides with what room there is, which the transaction knows.
	core     *customer.Core
	capacity *capacity
	state    *customer.State
	// at is the present, read once: a transaction happens at one instant.
	at time.Time
	// changed says that the account's state isn't what is stored.
	changed bool
	// provisional is what is judged before the account's history is there, and goes again; nil: nothing.
	provisional *customer.Provisional
	// runs is the account's live runs, nil until asked for.
	runs []*live
	// queue is what the change itself learned and still has to be applied.
	queue []customer.Entry
	// caused counts the entries that were in the queue.
	caused int
	// settling is the run whose workflow asked: it gets the answer and needs no nudge.
	settling string
	post     *postCommit
}

// postCommit is what to do once the transaction is committed.
type postCommit struct {
	decisions []customer.Decision
	finished  []store.Run
	goals     []customer.Goal
	outbox    bool
}

// open begins to change an account by the version in force; ErrNotFound when it isn't known and create is false.
func (e *Engine) open(tx store.Tx, p *publication, account string, create bool, after *postCommit) (*accountTx, error) {
	c, err := e.find(tx, p, account, create, after)
	if err == nil {
		err = c.renew()
	}
	return c, err
}

// find is open for an account that may be of an older version.
func (e *Engine) find(tx store.Tx, p *publication, account string, create bool, after *postCommit) (*accountTx, error) {
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

// create makes an account that isn't known. One of the same ID that is still being forgotten is forgotten first.
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

// stale says that the account is of an older version than the one in force.
func (c *accountTx) stale() bool { return c.state.Version != c.pub.version }

// renew brings the account to the version in force, unless it is. What was due under the old one is lost in it only
// if it changed: unchanged definitions keep their state.
func (c *accountTx) renew() error {
	if !c.stale() {
		return nil
	}
	c.changed = true
	before := c.state.Health
	if err := c.pub.upToDate(c.tx, c.state, c.now()); err != nil {
		return err
	}
	return c.scored(before, c.state.Now)
}

// now is the present for the account: it never goes backwards.
func (c *accountTx) now() time.Time {
	if c.at.After(c.state.Now) {
		return c.at
	}
	return c.state.Now
}

// close writes the account's state and what became of goals, unless all that happened was a run's.
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

// advance runs everything that became due up to an instant, in order, each at its own instant.
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

// tick lets time pass for the account up to its due instant.
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
		if !l.asks(at) {
			continue
		}
		if err := c.factsChanged(l, env); err != nil {
			return err
		}
	}
	return c.decided(decisions, at)
}

// apply takes an entry into the log and lets everything follow that follows from it.
func (c *accountTx) apply(e *customer.Entry) (store.Appended, error) {
	e.Received = c.now()
	if err := c.advance(e.Received); err != nil {
		return 0, err
	}
	result, err := c.tx.Append(e)
	if err != nil || result != store.Added {
		return result, err
	}
	if err := c.follow(*e); err != nil {
		return result, err
	}
	return result, c.drain()
}

// follow folds an appended entry: the facts first, then the runs that were live, then enrolments.
func (c *accountTx) follow(e customer.Entry) error {
	runs, err := c.liveRuns()
	if err != nil {
		return err
	}
	var heeding []*live
	for _, l := range runs {
		if l.heeds(&e) {
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

// maxCaused is how many entries one transaction may cause by itself: far more than playbooks that
// mean well, and an end for those that start each other in a circle.
const maxCaused = 1000

// drain applies what the change itself learned, at the instants at which it did, until nothing follows any more.
func (c *accountTx) drain() error {
	for len(c.queue) > 0 {
		e := c.queue[0]
		c.queue = c.queue[1:]
		if c.caused++; c.caused > maxCaused {
			return fmt.Errorf("playbooks start each other without end: %d runs began and ended at one moment", maxCaused)
		}
		if e.Received.Before(c.state.Now) {
			e.Received = c.state.Now
		}
		result, err := c.tx.Append(&e)
		if err == nil && result == store.Added {
			err = c.follow(e)
		}
		if err != nil {
			return fmt.Errorf("apply %s: %w", e.Type, err)
		}
	}
	return nil
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
