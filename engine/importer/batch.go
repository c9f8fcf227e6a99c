package importer

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/tendhq/tend/engine/customer"
)

// item is an entry with the rows that it was made of.
type item struct {
	entry   customer.Entry
	origins []origin
}

// batch holds entries by account until there are enough to be handed over.
type batch struct {
	accounts map[string][]item
	rows     int
}

func newBatch() *batch { return &batch{accounts: map[string][]item{}} }

func (b *batch) add(it item) {
	b.accounts[it.entry.Account] = append(b.accounts[it.entry.Account], it)
	b.rows += len(it.origins)
}

// flush hands over what the batch holds: account by account, the account's own entry first and its
// events in the order of their times, so that facts which depend on order come out as they were.
func (r *run) flush(ctx context.Context) error {
	for i, account := range slices.Sorted(maps.Keys(r.batch.accounts)) {
		items := r.batch.accounts[account]
		slices.SortStableFunc(items, func(a, b item) int {
			if rank := rank(a) - rank(b); rank != 0 {
				return rank
			}
			return a.entry.Time.Compare(b.entry.Time)
		})
		if err := r.hand(ctx, i, account, items); err != nil {
			return err
		}
	}
	r.batch = newBatch()
	return nil
}

func rank(it item) int {
	if it.entry.Type == customer.TypeAccountUpdated {
		return 0
	}
	return 1
}

// hand gives one account's entries to the sink and books what became of their rows.
func (r *run) hand(ctx context.Context, number int, account string, items []item) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("import stopped: %w", err)
	}
	entries := make([]customer.Entry, len(items))
	for i, it := range items {
		entries[i] = it.entry
	}
	result, err := r.sink.Import(ctx, account, entries)
	if err != nil {
		return fmt.Errorf("import %d entries of an account: %w", len(entries), err)
	}
	if err := checkResult(number, items, result); err != nil {
		return err
	}
	for i, it := range items {
		outcome := result.Outcomes[i]
		if rank(it) == 0 && outcome == Conflict {
			outcome = Duplicate // the ID is the content's hash: only the time of arrival can differ
		}
		for _, o := range it.origins {
			r.report.Files[o.table].settle(outcome, o.line)
		}
	}
	return nil
}
