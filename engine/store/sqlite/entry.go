package sqlite

import (
	"encoding/json"
	"fmt"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

const entryColumns = "account, seq, source, id, type, contact, time, received, data, imported"

// entryPage is how many entries are held in memory while they are handed out.
const entryPage = 512

func scanEntry(row scanner, e *customer.Entry) error {
	return row.Scan(&e.Account, &e.Seq, &e.Source, &e.ID, &e.Type, &e.Contact,
		instant{&e.Time}, instant{&e.Received}, decoded{&e.Data}, &e.Imported)
}

// Entries implements store.Reader. It reads page by page, so that yield may use the reader and a long
// log fits into memory.
func (r reader) Entries(account string, after int64, types []string, yield func(customer.Entry) bool) error {
	query, args := "SELECT "+entryColumns+" FROM entries WHERE account = ? AND seq > ?", []any{account, after}
	if len(types) > 0 {
		wanted, err := json.Marshal(types)
		if err != nil {
			return err
		}
		query += " AND type IN (SELECT value FROM json_each(?))"
		args = append(args, string(wanted))
	}
	query += " ORDER BY seq LIMIT ?"
	args = append(args, entryPage)
	for {
		page, err := list(r, scanEntry, query, args...)
		if err != nil {
			return fmt.Errorf("entries of account %q: %w", account, err)
		}
		for _, e := range page {
			if !yield(e) {
				return nil
			}
		}
		if len(page) < entryPage {
			return nil
		}
		args[1] = page[len(page)-1].Seq
	}
}

// LastSeq implements store.Reader.
func (r reader) LastSeq(account string) (int64, error) {
	var seq int64
	_, err := r.one(`SELECT max(coalesce((SELECT max(seq) FROM entries WHERE account = ?1), 0),
		coalesce((SELECT seq FROM purged_logs WHERE account = ?1), 0))`, []any{account}, &seq)
	return seq, err
}

// CountEntries implements store.Reader.
func (r reader) CountEntries() (int64, error) {
	var count int64
	_, err := r.one("SELECT count(*) FROM entries", nil, &count)
	return count, err
}

// Append implements store.Tx.
func (t *tx) Append(e *customer.Entry) (store.Appended, error) {
	if err := t.check(e.Account); err != nil {
		return 0, err
	}
	data, err := encode(e.Data, len(e.Data) == 0)
	if err != nil {
		return 0, fmt.Errorf("data of entry %q of source %q: %w", e.ID, e.Source, err)
	}
	hash := store.ContentHash(*e)
	known, seq, err := t.existing(e, hash)
	if err != nil || known != store.Added {
		if known == store.Duplicate {
			e.Seq = seq
		}
		return known, err
	}
	if seq, err = t.LastSeq(e.Account); err != nil {
		return 0, err
	}
	_, err = t.exec("INSERT INTO entries ("+entryColumns+", hash, aged) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		e.Account, seq+1, e.Source, e.ID, e.Type, e.Contact, micros(e.Time), micros(e.Received), data, e.Imported, hash, agedOf(e))
	if err != nil {
		return 0, err
	}
	e.Seq = seq + 1
	return store.Added, t.supersede(e)
}
