package sqlite

import "github.com/tendhq/tend/engine/store"

func scanMessage(row scanner, m *store.Message) error {
	return row.Scan(&m.ID, &m.Run, &m.Kind, verbatim{&m.Payload})
}

// Outbox implements store.Reader.
func (r reader) Outbox(after int64, limit int) ([]store.Message, error) {
	return list(r, scanMessage, "SELECT id, run, kind, payload FROM outbox WHERE id > ? ORDER BY id LIMIT ?", after, atMost(limit))
}

// Enqueue implements store.Tx.
func (t *tx) Enqueue(m store.Message) error {
	_, err := t.exec("INSERT INTO outbox (run, kind, payload) VALUES (?, ?, ?)", m.Run, string(m.Kind), raw(m.Payload))
	return err
}

// Dequeue implements store.Tx.
func (t *tx) Dequeue(ids ...int64) error {
	for _, id := range ids {
		if _, err := t.exec("DELETE FROM outbox WHERE id = ?", id); err != nil {
			return err
		}
	}
	return nil
}
