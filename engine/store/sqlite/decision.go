package sqlite

import (
	"crypto/sha256"
	"fmt"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

const decisionColumns = `occurrence, account, contact, playbook, key, kind, at, outcome, reason, detail, "values",
	cause_source, cause_id, queued, rank, count, last_at`

// occurrenceBytes is how much of an occurrence's hash is kept, as there is one for every decision ever taken.
const occurrenceBytes = 16

func scanDecision(row scanner, d *store.DecisionRow) error {
	return row.Scan(&d.ID, &d.Occurrence, &d.Account, &d.Contact, &d.Playbook, &d.Key, &d.Trigger, instant{&d.At}, &d.Outcome,
		&d.Reason, &d.Detail, decoded{&d.Values}, &d.CauseSource, &d.CauseID, &d.Queued, &d.Order, &d.Count, instant{&d.LastAt})
}

// Decisions implements store.Reader.
func (r reader) Decisions(q store.DecisionQuery) ([]store.DecisionRow, error) {
	var f filter
	f.equal("account", q.Account)
	f.equal("playbook", q.Playbook)
	f.equal("outcome", string(q.Outcome))
	f.above("id", q.After)
	query, args := f.page("SELECT id, "+decisionColumns+" FROM decisions", "id", q.Limit)
	return list(r, scanDecision, query, args...)
}

// AddDecision implements store.Tx.
func (t *tx) AddDecision(d customer.Decision) error {
	if err := t.check(d.Account); err != nil {
		return err
	}
	if d.Occurrence == "" {
		return fmt.Errorf("a decision on playbook %q has no occurrence", d.Playbook)
	}
	values, err := encode(d.Values, len(d.Values) == 0)
	if err != nil {
		return fmt.Errorf("values of a decision on playbook %q: %w", d.Playbook, err)
	}
	hash := sha256.Sum256([]byte(d.Occurrence))
	added, err := t.exec("INSERT INTO occurrences (hash) VALUES (?) ON CONFLICT DO NOTHING", hash[:occurrenceBytes])
	if err != nil {
		return err
	}
	if added == 0 {
		return t.decideAgain(d)
	}
	merged, err := t.mergeSkip(d, values)
	if err != nil || merged {
		return err
	}
	_, err = t.exec("INSERT INTO decisions ("+decisionColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?)",
		d.Occurrence, d.Account, d.Contact, d.Playbook, d.Key, d.Trigger, micros(d.At), string(d.Outcome),
		string(d.Reason), d.Detail, values, d.CauseSource, d.CauseID, d.Queued, d.Order, micros(d.At))
	return err
}

// decideAgain replaces the decision on an occurrence that is pending; any other is final.
func (t *tx) decideAgain(d customer.Decision) error {
	_, err := t.exec(`UPDATE decisions SET outcome = ?, reason = ?, detail = ?, key = ?, last_at = ?, queued = ?, rank = ?
		WHERE occurrence = ? AND outcome = 'pending'`,
		string(d.Outcome), string(d.Reason), d.Detail, d.Key, micros(d.At), d.Queued, d.Order, d.Occurrence)
	return err
}

// mergeSkip counts a skip in the row of the previous decision, if that was the same skip.
func (t *tx) mergeSkip(d customer.Decision, values any) (bool, error) {
	if d.Outcome != customer.Skip {
		return false, nil
	}
	var id int64
	var before customer.Decision
	waited := false
	found, err := t.one(`SELECT id, outcome, reason, contact, key, count = 1 AND last_at > at FROM decisions
		WHERE account = ? AND playbook = ? AND kind = ? ORDER BY id DESC LIMIT 1`, []any{d.Account, d.Playbook, d.Trigger},
		&id, &before.Outcome, &before.Reason, &before.Contact, &before.Key, &waited)
	if err != nil || !found || waited || !d.Repeats(&before) {
		return false, err
	}
	_, err = t.exec(`UPDATE decisions SET count = count + 1, last_at = ?, contact = ?, detail = ?, "values" = ?,
		cause_source = ?, cause_id = ? WHERE id = ?`,
		micros(d.At), d.Contact, d.Detail, values, d.CauseSource, d.CauseID, id)
	return err == nil, err
}
