package engine

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

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
	// oldest is the earliest time of an event that is accepted.
	oldest  time.Time
	report  Report
	results []string
}

// ingest applies one event, or records why it is rejected.
func (b *batch) ingest(index int, event Event) error {
	reason := cmp.Or(checkEvent(b.pub.workspace, &event), timeProblem(event.Time, b.oldest, b.now))
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
			if reason, err = entryProblem(b.tx, c.state, &event); err != nil {
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

// entryProblem returns why an account refuses an event; empty if it doesn't.
func entryProblem(r store.Reader, state *customer.State, event *Event) (string, error) {
	reason, err := refusal(r, state, event.Contact, event.Time)
	if strange := contactProblem(state, event.Contact); reason == "" && strange != "" {
		reason = "contact " + strange
	}
	return reason, err
}

// unknownOrInvalid returns why an ID has no account.
func unknownOrInvalid(id string) string {
	if err := customer.CheckID(id); err != nil {
		return "account " + err.Error()
	}
	return fmt.Sprintf("account %q is not known: send it first with PUT /v1/accounts/%s", id, url.PathEscape(id))
}

// account opens an account once a batch.
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

// close writes the batch's accounts.
func (b *batch) close() error {
	for _, c := range b.accounts {
		if err := c.close(); err != nil {
			return err
		}
	}
	return nil
}
