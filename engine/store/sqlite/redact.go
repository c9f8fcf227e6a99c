package sqlite

import (
	"encoding/hex"
	"encoding/json"
	"reflect"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// Redact implements store.Tx.
func (t *tx) Redact(account string, r store.Redaction) error {
	if err := t.check(account); err != nil {
		return err
	}
	f := &forgetting{tx: t, account: account}
	f.remember(account, r.Contact, r.At)
	f.exec(`UPDATE entries SET contact = ?, source = 'forgotten', id = ? || '/' || seq, data = NULL, hash = ''
		WHERE account = ? AND contact = ?`, r.As, r.As, account, r.Contact)
	f.exec("DELETE FROM decisions WHERE account = ? AND contact = ?", account, r.Contact)
	own, err := json.Marshal(r.Own)
	if err != nil {
		return err
	}
	f.contactsGoals(string(own))
	f.emptyRuns(string(own))
	f.exec(`UPDATE runs SET at = '', wake_at = NULL, state = NULL WHERE account = ? AND id IN (SELECT value FROM json_each(?))`, account, string(own))
	f.exec("UPDATE goals SET contact = '' WHERE account = ? AND contact = ?", account, r.Contact)
	f.exec("UPDATE runs SET contact = '' WHERE account = ? AND contact = ?", account, r.Contact)
	d := &redacting{forgetting: f, Redactor: r.Redactor}
	for _, rest := range []func() error{d.entries, d.decisions, d.goals, d.lines, d.tasks} {
		if f.failed == nil {
			f.failed = rest()
		}
	}
	return f.failed
}

// contactsGoals makes a contact's own goals anonymous.
func (f *forgetting) contactsGoals(own string) {
	var units []string
	if f.failed == nil {
		units, f.failed = list(f.tx.reader, scanText, "SELECT DISTINCT unit FROM goals WHERE account = ? AND enrolment IN (SELECT value FROM json_each(?))", f.account, own)
	}
	for _, unit := range units {
		f.exec("UPDATE goals SET detail = '', unit = ? WHERE account = ? AND unit = ? AND enrolment IN (SELECT value FROM json_each(?))",
			hex.EncodeToString(keyed(f.key, unit)[:16]), f.account, unit, own)
	}
}

// emptyRuns deletes what runs did.
func (f *forgetting) emptyRuns(ids string) {
	for _, table := range []string{"tasks", "timeline", "watches"} {
		f.exec(removeOfRuns(table, "run"), ids)
	}
}

// redacting redacts the texts of an account.
type redacting struct {
	*forgetting
	customer.Redactor
}

// text redacts texts, and reports whether that changed any.
func (d *redacting) text(texts ...*string) (changed bool) {
	for _, at := range texts {
		now, _ := d.Value(*at).(string)
		changed = changed || now != *at
		*at = now
	}
	return changed
}

// data redacts an object, and reports whether that changed it.
func (d *redacting) data(at *map[string]any) (changed bool) {
	if *at == nil {
		return false
	}
	now := make(map[string]any, len(*at))
	for name, value := range *at {
		now[name] = d.Value(value)
	}
	changed = !reflect.DeepEqual(now, *at)
	*at = now
	return changed
}

// save writes a row's columns, the last argument being its key.
func (d *redacting) save(query string, data map[string]any, args ...any) error {
	raw, err := encode(data, len(data) == 0)
	if err == nil {
		_, err = d.tx.exec(query, append([]any{raw}, args...)...)
	}
	return err
}

func (d *redacting) entries() error {
	var failed error
	err := d.tx.Entries(d.account, 0, nil, func(e customer.Entry) bool {
		if now := d.Entry(e); e.Data != nil && !reflect.DeepEqual(now, e.Data) {
			failed = d.save("UPDATE entries SET data = ? WHERE account = ? AND seq = ?", now, d.account, e.Seq)
		}
		return failed == nil
	})
	if err == nil {
		err = failed
	}
	return err
}

func (d *redacting) decisions() error {
	rows, err := d.tx.Decisions(store.DecisionQuery{Account: d.account})
	for _, row := range rows {
		key := row.Key
		row.Key = d.Key(key)
		texts := d.text(&row.Detail, &row.CauseID) || row.Key != key
		if values := d.data(&row.Values); err == nil && (texts || values) {
			err = d.save(`UPDATE decisions SET "values" = ?, key = ?, detail = ?, cause_id = ? WHERE id = ?`,
				row.Values, row.Key, row.Detail, row.CauseID, row.ID)
		}
	}
	return err
}

func (d *redacting) goals() error {
	rows, err := d.tx.Goals(store.GoalQuery{Account: d.account})
	for _, row := range rows {
		if d.text(&row.Detail) && err == nil {
			err = d.tx.PutGoal(row.Goal)
		}
	}
	return err
}

// keptLine is a line of a timeline with its position.
type keptLine struct {
	store.Line
	position int64
}

func scanKeptLine(row scanner, l *keptLine) error {
	return row.Scan(&l.position, &l.Text, decoded{&l.Data})
}

func (d *redacting) lines() error {
	lines, err := list(d.tx.reader, scanKeptLine,
		"SELECT position, text, data FROM timeline WHERE run IN (SELECT id FROM runs WHERE account = ?)", d.account)
	for _, l := range lines {
		text := d.text(&l.Text)
		if data := d.data(&l.Data); err == nil && (text || data) {
			err = d.save("UPDATE timeline SET data = ?, text = ? WHERE position = ?", l.Data, l.Text, l.position)
		}
	}
	return err
}

func (d *redacting) tasks() error {
	tasks, err := d.tx.Tasks(store.TaskQuery{Account: d.account})
	for _, task := range tasks {
		changed := d.text(&task.Title, &task.Body, &task.Assignee)
		for question, answer := range task.Answers {
			if d.text(&answer) {
				changed, task.Answers[question] = true, answer
			}
		}
		for _, choices := range task.Questions {
			for i := range choices {
				changed = d.text(&choices[i]) || changed
			}
		}
		if changed && err == nil {
			err = d.tx.PutTask(task)
		}
	}
	return err
}
