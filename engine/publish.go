package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/run"
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
	// number is the log's; version is that of the last entry on which the facts of accounts depend.
	number, version int64
	workspace       *dsl.Workspace
	core            *customer.Core
	seen            map[string]bool
	paused          map[string]customer.Pause
	// goals is those of older versions that enrolments still have.
	goals []*dsl.Goal
}

// errNewer says that another process has written to the workspace log.
var errNewer = errors.New("the store holds a newer workspace than this process: restart it with the newest playbooks")

// errStale says that another version came into force since the transaction's was looked up.
var errStale = errors.New("the workspace was published anew meanwhile")

// Publish puts a workspace in force under a new number, unless it is already. It fires nothing: accounts
// are rebased when they are next touched, or by the sweeper. A *RetypedError says that runs in progress
// rely on facts that the workspace doesn't declare any more, or not as they were: nothing is changed then.
func (e *Engine) Publish(ctx context.Context, w *dsl.Workspace, note string) (int64, error) {
	e.publishing.Lock()
	defer e.publishing.Unlock()
	next := &publication{workspace: w}
	err := e.store.Update(ctx, nil, func(tx store.Tx) error {
		latest, err := tx.Version()
		if err != nil {
			return err
		}
		if err := next.read(tx); err != nil {
			return err
		}
		versions, err := tx.Versions()
		if err != nil {
			return err
		}
		next.number, next.version, next.paused = latest.Number, factsVersion(versions), pausedBy(versions)
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
	e.force(next)
	return next.number, nil
}

// force puts a publication in force in this process.
func (e *Engine) force(p *publication) {
	core := customer.New(p.workspace, p.version, func(eventType string) bool {
		return p.seen[eventType] || ours(eventType)
	})
	core.Keep(p.goals...)
	p.core = core.Pausing(p.paused)
	e.published.Store(p)
	signal(e.due)
}

// ours says whether the engine itself is the source of an event type: none received then means none
// happened, and nobody else may send it.
func ours(eventType string) bool {
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

// publishChange puts the first arrival of event types into the workspace log: what counts them isn't missing
// from then on, for any account.
func (e *Engine) publishChange(ctx context.Context, types []string) error {
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
		return next.read(tx)
	})
	if err != nil {
		return fmt.Errorf("note new event types: %w", err)
	}
	e.force(next)
	return nil
}

// update runs fn in a transaction on the accounts with the version in force.
func (e *Engine) update(ctx context.Context, accounts []string, fn func(store.Tx, *publication) error) error {
	for {
		p := e.published.Load()
		err := e.store.Update(ctx, accounts, func(tx store.Tx) error {
			latest, err := tx.Version()
			if err != nil {
				return err
			}
			if latest.Number != p.number {
				return errStale
			}
			return fn(tx, p)
		})
		if !errors.Is(err, errStale) {
			return err
		}
		// The publication that overtook us puts its version in force before it unlocks.
		e.publishing.Lock()
		same := e.published.Load() == p
		e.publishing.Unlock()
		if same {
			return errNewer
		}
	}
}

// plans keeps the run cores of the plans in use, by content hash.
type plans struct {
	mu    sync.Mutex
	cores map[string]*run.Core
}

// core gives the run core of a plan, from the workspace or from the store.
func (p *plans) core(hash string, r store.Reader) (*run.Core, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if core := p.cores[hash]; core != nil {
		return core, nil
	}
	raw, err := r.Plan(hash)
	if err != nil {
		return nil, fmt.Errorf("plan %s: %w", hash, err)
	}
	var plan dsl.Plan
	if err := json.Unmarshal(raw, &plan); err != nil {
		return nil, fmt.Errorf("plan %s: %w", hash, err)
	}
	core, err := run.New(&plan)
	if err != nil {
		return nil, err
	}
	if p.cores == nil {
		p.cores = map[string]*run.Core{}
	}
	p.cores[hash] = core
	return core, nil
}

// upToDate brings a state to the version in force.
func (p *publication) upToDate(r store.Reader, state *customer.State, now time.Time) error {
	if state.Version == p.version {
		return nil
	}
	return p.rebase(r, state, func(core *customer.Core, log iter.Seq[customer.Entry]) { core.Rebase(state, log, now) })
}

// rebase has a core rebase a state, which knows from when on the account's log is whole.
func (p *publication) rebase(r store.Reader, state *customer.State, by func(*customer.Core, iter.Seq[customer.Entry])) error {
	whole, failed := r.Horizon()
	by(p.core.RetainedSince(whole), func(yield func(customer.Entry) bool) {
		failed = errors.Join(failed, readLog(r, state.Account, 0, nil, yield))
	})
	return failed
}
