package sqlite

import (
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// existing returns the outcome for an entry whose source and ID are in the log already, and where that is; else Added.
func (t *tx) existing(e *customer.Entry, hash string) (store.Appended, int64, error) {
	var seq int64
	var other string
	found, err := t.one("SELECT seq, hash FROM entries WHERE source = ? AND id = ?", []any{e.Source, e.ID}, &seq, &other)
	switch {
	case err != nil || !found:
		return store.Added, 0, err
	case other == hash:
		return store.Duplicate, seq, nil
	default:
		return store.Conflict, seq, nil
	}
}
