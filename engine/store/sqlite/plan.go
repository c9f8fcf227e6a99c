package sqlite

import "encoding/json"

func scanPlan(row scanner, plan *json.RawMessage) error {
	return row.Scan(verbatim{plan})
}

// Plan implements store.Reader.
func (r reader) Plan(hash string) (json.RawMessage, error) {
	return get(r, scanPlan, "plan", hash, "SELECT plan FROM plans WHERE hash = ?")
}

// PutPlan implements store.Tx.
func (t *tx) PutPlan(hash string, plan json.RawMessage) error {
	_, err := t.exec("INSERT INTO plans (hash, plan) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING", hash, string(plan))
	return err
}
