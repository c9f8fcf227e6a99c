package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"time"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// Ingest takes a batch of events in, in their order. When it returns without an error, every accepted
// event and all that followed from it is committed; with an error nothing is, and the same batch may be
// sent again.
func (e *Engine) Ingest(ctx context.Context, events []Event) (Report, error) {
	began := time.Now()
	if err := e.publishArrivals(ctx, events); err != nil {
		return Report{}, err
	}
	var report Report
	var results []string
	after := &postCommit{}
	err := e.update(ctx, accountsOf(events), func(tx store.Tx, p *publication) error {
		*after = postCommit{}
		b := &batch{engine: e, tx: tx, pub: p, after: after, accounts: map[string]*accountTx{}, now: e.clock.Now()}
		var err error
		if b.oldest, err = p.oldest(tx, b.now); err != nil {
			return err
		}
		for i, event := range events {
			if err := b.take(i, event); err != nil {
				return err
			}
		}
		report, results = b.report, b.results
		return b.close()
	})
	if err != nil {
		return Report{}, fmt.Errorf("ingest: %w", err)
	}
	e.committed(after)
	e.metrics.ingested(e.labels(events), results)
	if len(after.decisions) > 0 {
		e.metrics.toDecision.Observe(time.Since(began).Seconds())
	}
	return report, nil
}

// publishArrivals notes the first arrival of event types, of those events that will be taken.
func (e *Engine) publishArrivals(ctx context.Context, events []Event) error {
	p, now := e.published.Load(), e.clock.Now()
	var first []Event
	for _, event := range events {
		if !p.seen[event.Type] && check(p.workspace, &event) == "" {
			first = append(first, event)
		}
	}
	if len(first) == 0 {
		return nil
	}
	types := map[string]bool{}
	err := e.store.View(ctx, func(r store.Reader) error {
		oldest, err := p.oldest(r, now)
		for _, event := range first {
			if err != nil {
				return err
			}
			if types[event.Type] || mistimed(event.Time, oldest, now) != "" {
				continue
			}
			switch state, missing := r.Account(event.Account); {
			case missing == nil:
				var reason string
				reason, err = unwanted(r, state, &event)
				types[event.Type] = reason == ""
			case !errors.Is(missing, store.ErrNotFound):
				err = missing
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	maps.DeleteFunc(types, func(_ string, comes bool) bool { return !comes })
	return e.publishChange(ctx, names(types))
}

// labels is the declared types of events: an unknown type is counted as "unknown".
func (e *Engine) labels(events []Event) []string {
	types := make([]string, len(events))
	for i, event := range events {
		types[i] = "unknown"
		if e.Workspace().Events[event.Type] != nil {
			types[i] = event.Type
		}
	}
	return types
}

func accountsOf(events []Event) []string {
	var accounts []string
	for _, event := range events {
		if event.Account != "" {
			accounts = append(accounts, event.Account)
		}
	}
	slices.Sort(accounts)
	return slices.Compact(accounts)
}

// The results that events are counted by.
const (
	accepted  = "accepted"
	duplicate = "duplicate"
	conflict  = "conflict"
	rejected  = "rejected"
)

// batch is the events of one Ingest within its transaction.
type batch struct {
	engine   *Engine
	tx       store.Tx
	pub      *publication
	after    *postCommit
	accounts map[string]*accountTx
	now      time.Time
	// oldest is the earliest time of an event that is taken.
	oldest  time.Time
	report  Report
	results []string
}

// take applies one event, or says why not.
func (b *batch) take(index int, event Event) error {
	reason := cmp.Or(check(b.pub.workspace, &event), mistimed(event.Time, b.oldest, b.now))
	var c *accountTx
	if reason == "" {
		var err error
		c, err = b.account(event.Account)
		switch {
		case errors.Is(err, store.ErrNotFound):
			reason = unknownOrInvalid(event.Account)
		case err != nil:
			return err
		default:
			if reason, err = unwanted(b.tx, c.state, &event); err != nil {
				return err
			}
		}
	}
	if reason != "" {
		b.report.Rejected = append(b.report.Rejected, Rejection{Index: index, Reason: reason})
		b.results = append(b.results, rejected)
		return nil
	}
	result, err := c.apply(&customer.Entry{
		Source: event.Source, ID: event.ID, Type: event.Type, Account: event.Account, Contact: event.Contact,
		Time: event.Time.UTC(), Data: event.Data,
	})
	if err != nil {
		return fmt.Errorf("event %d: %w", index, err)
	}
	if _, known := c.state.Contacts[event.Contact]; !known && event.Contact != "" && result != store.Conflict {
		b.report.UnknownContacts = append(b.report.UnknownContacts, UnknownContact{Index: index, Account: event.Account, Contact: event.Contact})
	}
	switch result {
	case store.Added:
		b.report.Accepted++
		b.results = append(b.results, accepted)
	case store.Duplicate:
		b.report.Duplicates++
		b.results = append(b.results, duplicate)
	case store.Conflict:
		b.report.Conflicts = append(b.report.Conflicts, Conflict{Index: index, Source: event.Source, ID: event.ID})
		b.results = append(b.results, conflict)
	}
	return nil
}

// unwanted says why an account takes no such event; empty: it does.
func unwanted(r store.Reader, state *customer.State, event *Event) (string, error) {
	reason, err := refusal(r, state, event.Contact, event.Time)
	if strange := strangeContact(state, event.Contact); reason == "" && strange != "" {
		reason = "contact " + strange
	}
	return reason, err
}

// unknownOrInvalid says why there is no account with an ID.
func unknownOrInvalid(id string) string {
	if err := customer.CheckID(id); err != nil {
		return "account " + err.Error()
	}
	return fmt.Sprintf("account %q is not known: send it first with PUT /v1/accounts/%s", id, url.PathEscape(id))
}

func (b *batch) account(account string) (*accountTx, error) {
	if c := b.accounts[account]; c != nil {
		return c, nil
	}
	c, err := b.engine.open(b.tx, b.pub, account, false, b.after)
	if err != nil {
		return nil, err
	}
	b.accounts[account] = c
	return c, nil
}

func (b *batch) close() error {
	for _, c := range b.accounts {
		if err := c.close(); err != nil {
			return err
		}
	}
	return nil
}

// committed does what a committed change asks for: counting, and waking the loops.
func (e *Engine) committed(after *postCommit) {
	e.metrics.decided(after.decisions)
	e.metrics.ended(after.finished)
	e.metrics.goalsEnded(after.goals)
	signal(e.due)
	if after.outbox {
		signal(e.outbox)
	}
}
