package engine

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// The kinds of entry in the workspace log.
const (
	published = "published"
	firstSeen = "first_seen"
	paused    = "paused"
	resumed   = "resumed"
)

// publication is the workspace as of an entry of its log: every transaction decides with the one in force.
type publication struct {
	// number is that of the log's last entry; version is that of the last entry on which the facts of accounts depend.
	number, version int64
	workspace       *dsl.Workspace
	core            *customer.Core
	seen            map[string]bool
	paused          map[string]customer.Pause
	// goals is those of older versions that enrolments still have.
	goals []*dsl.Goal
}

// Publish puts a workspace in force under a new number, unless it is already. It fires nothing: accounts are rebased
// when they are next touched, or by the sweeper. A *RetypedError reports runs in progress that rely on facts which the
// workspace doesn't declare any more, or declares otherwise: then nothing is changed.
func (e *Engine) Publish(ctx context.Context, w *dsl.Workspace, note string) (int64, error) {
	e.publishing.Lock()
	defer e.publishing.Unlock()
	next := &publication{workspace: w}
	err := e.store.Update(ctx, nil, func(tx store.Tx) error {
		latest, err := tx.Version()
		if err != nil {
			return err
		}
		if err := next.load(tx); err != nil {
			return err
		}
		versions, err := tx.Versions()
		if err != nil {
			return err
		}
		next.number, next.version, next.paused = latest.Number, factsVersion(versions), pausesAfter(versions)
		if latest.Hash == w.Hash {
			return nil
		}
		if err := e.checkLive(tx, w); err != nil {
			return err
		}
		if err := tx.Declare(w.Facts()); err != nil {
			return err
		}
		if err := keepGoals(tx, w); err != nil {
			return err
		}
		next.number, err = tx.AddVersion(store.Version{Kind: published, Hash: w.Hash, Note: note, At: e.clock.Now()})
		next.version = next.number
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("publish the workspace: %w", err)
	}
	e.activate(next)
	return next.number, nil
}

// activate puts a publication in force in this process.
func (e *Engine) activate(p *publication) {
	core := customer.New(p.workspace, p.version, func(eventType string) bool {
		return p.seen[eventType] || emittedByEngine(eventType)
	})
	core.Keep(p.goals...)
	p.core = core.Pausing(p.paused)
	e.published.Store(p)
	signal(e.due)
}

// emittedByEngine reports whether the engine itself is the source of an event type. Clients may not send it, and none
// received means that none happened.
func emittedByEngine(eventType string) bool {
	switch eventType {
	case "email.sent", "meeting.requested", "tier.changed", "contact.added", "contact.left":
		return true
	}
	for _, prefix := range []string{"task.", "run.", "account."} {
		if strings.HasPrefix(eventType, prefix) {
			return true
		}
	}
	return false
}

// publishFirstSeen records the first arrival of event types in the workspace log: from then on, what counts them is 0
// instead of missing, for all accounts.
func (e *Engine) publishFirstSeen(ctx context.Context, types []string) error {
	known := e.published.Load().seen
	if !slices.ContainsFunc(types, func(t string) bool { return !known[t] }) {
		return nil
	}
	e.publishing.Lock()
	defer e.publishing.Unlock()
	current := e.published.Load()
	next := &publication{workspace: current.workspace, number: current.number, version: current.version, paused: current.paused}
	now := e.clock.Now()
	err := e.store.Update(ctx, nil, func(tx store.Tx) error {
		for _, t := range types {
			first, err := tx.MarkSeen(t, now)
			if err != nil {
				return err
			}
			if first {
				next.number, err = tx.AddVersion(store.Version{Kind: firstSeen, Hash: current.workspace.Hash, Note: t, At: now})
				next.version = next.number
			}
			if err != nil {
				return err
			}
		}
		return next.load(tx)
	})
	if err != nil {
		return fmt.Errorf("note new event types: %w", err)
	}
	e.activate(next)
	return nil
}

// rebaseIfStale brings a state to the version in force.
func (p *publication) rebaseIfStale(r store.Reader, state *customer.State, now time.Time) error {
	if state.Version == p.version {
		return nil
	}
	return p.rebase(r, state, func(core *customer.Core, log iter.Seq[customer.Entry]) { core.Rebase(state, log, now) })
}

// rebase makes a core that knows what is retained rebase a state from its log.
func (p *publication) rebase(r store.Reader, state *customer.State, by func(*customer.Core, iter.Seq[customer.Entry])) error {
	whole, failed := r.Horizon()
	by(p.core.RetainedSince(whole), func(yield func(customer.Entry) bool) {
		failed = errors.Join(failed, readLog(r, state.Account, 0, nil, yield))
	})
	return failed
}
