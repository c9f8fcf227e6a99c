package importer

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/tendhq/tend/engine/customer"
)

// deliverAll gives all entries to the sink, account by account, and books the outcomes of their rows.
func (r *run) deliverAll(ctx context.Context) error {
	accounts := slices.Sorted(maps.Keys(r.spool.accounts))
	if err := r.sink.Begin(ctx, accounts, slices.Sorted(maps.Keys(r.spool.types))); err != nil {
		return fmt.Errorf("begin the import: %w", err)
	}
	for i, account := range accounts {
		if err := r.deliver(ctx, i, account); err != nil {
			return err
		}
		delete(r.spool.accounts, account)
	}
	return nil
}

// book counts the outcome of a row, and records one that was refused.
func (r *run) book(outcome Outcome, at origin) {
	r.report.Files[at.table].tally(outcome, at)
	if _, is := refusals[outcome]; is && r.rejects.out != nil {
		if r.refused[at.table] == nil {
			r.refused[at.table] = map[int]Outcome{}
		}
		r.refused[at.table][at.line] = outcome
	}
}

// rowsOf returns the rows of some contacts of an account.
func (ds drafts) rowsOf(account string, contacts []string) map[origin]bool {
	rows := make(map[origin]bool, len(contacts))
	for _, id := range contacts {
		rows[ds[account].named[id]] = true
	}
	return rows
}

// deliver gives one account's entries to the sink and books the outcomes of their rows.
func (r *run) deliver(ctx context.Context, number int, account string) error {
	if err := stopped(ctx); err != nil {
		return err
	}
	items := r.spool.of(account)
	result, err := r.sink.Import(ctx, account, entries(ctx, items))
	if err != nil {
		return fmt.Errorf("import the entries of an account: %w", err)
	}
	left, n := r.drafts.rowsOf(account, result.ForgottenContacts), 0
	for it, err := range items {
		if err != nil {
			return err
		}
		if n++; n > len(result.Outcomes) {
			continue
		}
		outcome := result.Outcomes[n-1]
		if it.place.rank == 0 && outcome == Conflict {
			outcome = Duplicate // the ID is the content's hash: only the time of arrival can differ
		}
		for _, o := range it.origins {
			if it.place.rank == 0 && left[o] {
				r.book(RefusedContact, o)
			} else {
				r.book(outcome, o)
			}
		}
	}
	return checkResult(number, n, result)
}

// entries returns the entries of items, until the import is stopped.
func entries(ctx context.Context, items iter.Seq2[*item, error]) iter.Seq2[customer.Entry, error] {
	return func(yield func(customer.Entry, error) bool) {
		for it, err := range items {
			var e customer.Entry
			if err == nil {
				err = stopped(ctx)
			}
			if err == nil {
				e, err = it.open()
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

func stopped(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("import stopped: %w", err)
	}
	return nil
}
