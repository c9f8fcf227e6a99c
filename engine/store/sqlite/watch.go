package sqlite

import "github.com/tendhq/tend/engine/store"

func scanWatch(row scanner, w *store.Watch) error {
	return row.Scan(&w.Run, &w.Account, &w.Path, &w.Event, decoded{&w.Reads})
}

// Watches implements store.Reader.
func (r reader) Watches(account string) ([]store.Watch, error) {
	return list(r, scanWatch,
		"SELECT run, account, path, event, reads FROM watches WHERE account = ? ORDER BY run, position", account)
}

// SetWatches implements store.Tx.
func (t *tx) SetWatches(account, run string, watches []store.Watch) error {
	if err := t.check(account); err != nil {
		return err
	}
	if _, err := t.exec("DELETE FROM watches WHERE run = ?", run); err != nil {
		return err
	}
	for _, w := range watches {
		reads, err := encode(w.Reads, len(w.Reads) == 0)
		if err != nil {
			return err
		}
		_, err = t.exec("INSERT INTO watches (account, run, path, event, reads) VALUES (?, ?, ?, ?, ?)",
			account, run, w.Path, w.Event, reads)
		if err != nil {
			return err
		}
	}
	return nil
}
