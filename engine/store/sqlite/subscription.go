package sqlite

import "github.com/tendhq/tend/engine/store"

func scanSubscription(row scanner, w *store.Subscription) error {
	return row.Scan(&w.Run, &w.Account, &w.Path, &w.Event, decoded{&w.Reads})
}

// Subscriptions implements store.Reader.
func (r reader) Subscriptions(account string) ([]store.Subscription, error) {
	return list(r, scanSubscription,
		"SELECT run, account, path, event, reads FROM watches WHERE account = ? ORDER BY run, position", account)
}

// SetSubscriptions implements store.Tx.
func (t *tx) SetSubscriptions(account, run string, watches []store.Subscription) error {
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
