package sqlite

import (
	"math"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// The queued decisions, and those that are pending for a pause: each has an index by playbook.
const (
	queuedDecisions = "FROM decisions WHERE queued = 1"
	pausedDecisions = "FROM decisions INDEXED BY decisions_paused WHERE outcome = 'pending' AND reason = 'paused'"
)

// Queues implements store.Reader.
func (r reader) Queues() ([]string, error) { return r.playbooksOf(queuedDecisions) }

// PausedPlaybooks implements store.Reader.
func (r reader) PausedPlaybooks() ([]string, error) { return r.playbooksOf(pausedDecisions) }

// playbooksOf returns the playbooks of decisions. It skips from name to name in the index.
func (r reader) playbooksOf(decisions string) ([]string, error) {
	var all []string
	for last := ""; ; {
		found, err := r.one("SELECT playbook "+decisions+" AND playbook > ? ORDER BY playbook LIMIT 1", []any{last}, &last)
		if err != nil || !found {
			return all, err
		}
		all = append(all, last)
	}
}

// Paused implements store.Reader.
func (r reader) Paused(playbook string, after int64, limit int) ([]store.DecisionRow, error) {
	return list(r, scanDecision, "SELECT id, "+decisionColumns+" "+pausedDecisions+" AND playbook = ? AND id > ? ORDER BY id LIMIT ?",
		playbook, after, atMost(limit))
}

// Queue implements store.Reader.
func (r reader) Queue(playbook string, limit int) ([]store.DecisionRow, error) {
	return list(r, scanDecision, "SELECT id, "+decisionColumns+" "+queuedDecisions+` AND playbook = ?
		ORDER BY rank DESC, at, id LIMIT ?`, playbook, atMost(limit))
}

// LongestQueued implements store.Reader. It reads the index of queues alone to select the rows.
func (r reader) LongestQueued(playbook string, limit int) ([]store.DecisionRow, error) {
	return list(r, scanDecision, "SELECT id, "+decisionColumns+" FROM decisions WHERE id IN (SELECT id "+queuedDecisions+` AND playbook = ?
		ORDER BY at, id LIMIT ?) ORDER BY at, id`, playbook, atMost(limit))
}

// Ahead implements store.Reader.
func (r reader) Ahead(d customer.Decision, most int) (int, error) {
	id, at := int64(math.MaxInt64), d.At.UnixMicro()
	_, err := r.one("SELECT id, at FROM decisions WHERE occurrence = ? AND outcome = 'pending'", []any{d.Occurrence}, &id, &at)
	if err != nil {
		return 0, err
	}
	ahead := 0
	count := func(scanner) error { ahead++; return nil }
	higher, than := "rank > ?", []any{}
	if d.Order != nil {
		than = append(than, *d.Order)
	} else {
		higher = "rank IS NOT NULL"
	}
	err = r.each(count, "SELECT 1 FROM decisions WHERE queued = 1 AND playbook = ? AND "+higher+" AND id <> ? LIMIT ?",
		append(append([]any{d.Playbook}, than...), id, most)...)
	if err != nil || ahead == most {
		return ahead, err
	}
	return ahead, r.each(count, `SELECT 1 FROM decisions WHERE queued = 1 AND playbook = ? AND rank IS ? AND (at, id) < (?, ?)
		LIMIT ?`, d.Playbook, d.Order, at, id, most-ahead)
}
