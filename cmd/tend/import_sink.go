package main

import (
	"context"
	"errors"
	"iter"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/importer"
	"github.com/tendhq/tend/engine/store"
)

// historySink imports entries into an engine that nobody else uses.
type historySink struct {
	engine  *engine.Engine
	history *engine.History
}

// Begin prepares the engine for the accounts' history.
func (s *historySink) Begin(ctx context.Context, accounts, types []string) (err error) {
	s.history, err = s.engine.BeginHistory(ctx, accounts, types)
	return err
}

// Import commits one account's entries and returns the outcome of each.
func (s *historySink) Import(ctx context.Context, account string, entries iter.Seq2[customer.Entry, error]) (importer.Result, error) {
	taken, err := s.history.Import(ctx, account, entries)
	if err != nil {
		return importer.Result{}, err
	}
	outcomes := make([]importer.Outcome, len(taken.Appended))
	for i, result := range taken.Appended {
		outcomes[i] = outcomeOf[result]
	}
	return importer.Result{Outcomes: outcomes, ForgottenContacts: taken.ForgottenContacts}, nil
}

// outcomeOf is the importer's outcome for the engine's.
var outcomeOf = map[store.Appended]importer.Outcome{
	store.Added: importer.Added, store.Duplicate: importer.Duplicate, store.Conflict: importer.Conflict, store.Refused: importer.Refused,
	store.RefusedContact: importer.RefusedContact,
}

// known reports whether the state has the account.
func (s *historySink) known(ctx context.Context, account string) (is bool, err error) {
	err = s.engine.View(ctx, func(r store.Reader) error {
		_, err := r.Account(account)
		if is = err == nil; errors.Is(err, store.ErrNotFound) {
			return nil
		}
		return err
	})
	return is, err
}
