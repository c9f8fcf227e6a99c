package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// Imported says what became of the entries of an import, by their index.
type Imported struct {
	Added, Duplicates int
	Conflicts         []int
}

// Import takes history into an account's log, making the account when it isn't known. It changes facts
// and fires nothing. Of account.updated entries, one that says what is known already is a duplicate.
func (e *Engine) Import(ctx context.Context, account string, entries []customer.Entry) (Imported, error) {
	types := map[string]bool{}
	for _, entry := range entries {
		types[entry.Type] = true
	}
	if err := e.notice(ctx, slices.Sorted(maps.Keys(types))); err != nil {
		return Imported{}, err
	}
	var done Imported
	err := e.update(ctx, []string{account}, func(tx store.Tx, p *publication) error {
		done = Imported{}
		c, err := e.open(tx, p, account, true, &aftermath{})
		if err != nil {
			return err
		}
		if err := c.advance(c.now()); err != nil {
			return err
		}
		if done, err = c.importAll(entries); err != nil || done.Added == 0 {
			return err
		}
		return c.close()
	})
	if err != nil {
		return Imported{}, fmt.Errorf("import account %s: %w", account, err)
	}
	signal(e.due)
	return done, nil
}

// errUnfolded says that the log gave an entry no position, which no store may do.
var errUnfolded = errors.New("the log gave an entry no position")

func (c *change) importAll(entries []customer.Entry) (Imported, error) {
	var done Imported
	var added []customer.Entry
	for i := range entries {
		entry := entries[i]
		entry.Account, entry.Received, entry.Imported = c.state.Account, c.now(), true
		result, err := c.tx.Append(&entry)
		if err != nil {
			return done, err
		}
		switch result {
		case store.Added:
			if entry.Seq == 0 {
				return done, errUnfolded
			}
			added = append(added, entry)
			done.Added++
		case store.Duplicate:
			done.Duplicates++
		case store.Conflict:
			done.Conflicts = append(done.Conflicts, i)
		}
	}
	if len(added) > 0 {
		c.pub.core.ApplyAll(c.state, added, c.now())
	}
	return done, nil
}
