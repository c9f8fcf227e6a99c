package main

import (
	"context"
	"errors"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/importer"
	"github.com/tendhq/tend/engine/store"
)

// history takes an import's entries into an engine that nobody else uses.
type history struct{ engine *engine.Engine }

// Import commits one account's entries and says what became of each.
func (h history) Import(ctx context.Context, account string, entries []customer.Entry) (importer.Result, error) {
	before, err := h.last(ctx, account)
	if err != nil {
		return importer.Result{}, err
	}
	done, err := h.engine.Import(ctx, account, entries)
	if err != nil {
		return importer.Result{}, err
	}
	outcomes := make([]importer.Outcome, len(entries))
	if done.Added < len(entries) {
		added, err := h.since(ctx, account, before)
		if err != nil {
			return importer.Result{}, err
		}
		for i, e := range entries {
			if outcomes[i] = importer.Duplicate; added[e.ID] {
				outcomes[i] = importer.Added
				delete(added, e.ID)
			}
		}
	}
	for _, i := range done.Conflicts {
		outcomes[i] = importer.Conflict
	}
	return importer.Result{Outcomes: outcomes}, nil
}

// last is the account's newest entry before the import's.
func (h history) last(ctx context.Context, account string) (seq int64, err error) {
	err = h.engine.View(ctx, func(r store.Reader) error {
		seq, err = r.LastSeq(account)
		return err
	})
	return seq, err
}

// since is the IDs of the entries that the import added: they have one source.
func (h history) since(ctx context.Context, account string, seq int64) (map[string]bool, error) {
	added := map[string]bool{}
	err := h.engine.View(ctx, func(r store.Reader) error {
		return r.Entries(account, seq, nil, func(e customer.Entry) bool {
			added[e.ID] = true
			return true
		})
	})
	return added, err
}

// known says whether the state has the account.
func (h history) known(ctx context.Context, account string) (is bool, err error) {
	err = h.engine.View(ctx, func(r store.Reader) error {
		_, err := r.Account(account)
		if is = err == nil; errors.Is(err, store.ErrNotFound) {
			return nil
		}
		return err
	})
	return is, err
}
