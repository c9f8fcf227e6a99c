package sqlite

import (
	"encoding/json"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

const goalColumns = "enrolment, account, contact, playbook, name, definition, unit, control, started, until, outcome, at, detail"

func scanGoal(row scanner, g *store.GoalRow) error {
	return row.Scan(&g.ID, &g.Enrolment, &g.Account, &g.Contact, &g.Playbook, &g.Name, &g.Definition, &g.Unit,
		&g.Control, instant{&g.Started}, instant{&g.Until}, &g.Outcome, instant{&g.At}, &g.Detail)
}

// Goals implements store.Reader.
func (r reader) Goals(q store.GoalQuery) ([]store.GoalRow, error) {
	f := filter{conditions: []string{"account = ?"}, args: []any{q.Account}}
	f.equal("playbook", q.Playbook)
	f.above("position", q.After)
	query, args := f.page("SELECT position, "+goalColumns+" FROM goals", "position", q.Limit)
	return list(r, scanGoal, query, args...)
}

// EachGoal implements store.Reader.
func (r reader) EachGoal(playbook string, yield func(customer.Goal)) error {
	var f filter
	f.equal("playbook", playbook)
	query, args := f.page("SELECT position, "+goalColumns+" FROM goals", "playbook, name, definition, unit, position", 0)
	return r.each(func(row scanner) error {
		var g store.GoalRow
		err := scanGoal(row, &g)
		if err == nil {
			yield(g.Goal)
		}
		return err
	}, query, args...)
}

// GoalDefinitions implements store.Reader.
func (r reader) GoalDefinitions() (map[string]json.RawMessage, error) {
	all := map[string]json.RawMessage{}
	err := r.each(func(row scanner) error {
		var hash string
		var definition json.RawMessage
		err := row.Scan(&hash, verbatim{&definition})
		all[hash] = definition
		return err
	}, "SELECT hash, definition FROM goal_definitions")
	return all, err
}

// GoalTracked implements store.Reader.
func (r reader) GoalTracked(definition string) (bool, error) {
	var one int
	return r.one("SELECT 1 FROM goals WHERE definition = ? AND outcome = '' LIMIT 1", []any{definition}, &one)
}

// PutGoal implements store.Tx.
func (t *tx) PutGoal(g customer.Goal) error {
	if err := t.check(g.Account); err != nil {
		return err
	}
	_, err := t.exec("INSERT INTO goals ("+goalColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (enrolment, name) DO UPDATE SET outcome = excluded.outcome, at = excluded.at, detail = excluded.detail`,
		g.Enrolment, g.Account, g.Contact, g.Playbook, g.Name, g.Definition, g.Unit, g.Control,
		micros(g.Started), micros(g.Until), string(g.Outcome), micros(g.At), g.Detail)
	return err
}

// PutGoalDefinition implements store.Tx.
func (t *tx) PutGoalDefinition(hash string, definition json.RawMessage) error {
	_, err := t.exec("INSERT INTO goal_definitions (hash, definition) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING", hash, string(definition))
	return err
}
