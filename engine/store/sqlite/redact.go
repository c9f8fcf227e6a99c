package sqlite

import (
	"encoding/hex"
	"encoding/json"
	"reflect"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// linesOfARun is about how many lines a timeline has: parts are to cost the same, whatever there is most of.
const linesOfARun = 10

// Redact implements store.Tx.
func (t *tx) Redact(account string, r store.Redaction, from store.Place, limit int) (to store.Place, more bool, err error) {
	if err := t.check(account); err != nil {
		return from, false, err
	}
	own, err := json.Marshal(r.Own)
	if err != nil {
		return from, false, err
	}
	f := &forgetting{tx: t, account: account, limit: atMost(limit)}
	d := &redacting{forgetting: f, Redaction: r, own: string(own), to: from}
	if from == (store.Place{}) {
		d.begin()
	}
	for _, part := range []func() error{d.entries, d.decisions, d.runs, d.tasks} {
		if f.failed == nil {
			f.failed = part()
		}
	}
	if d.more = d.more || r.Open; !d.more {
		f.exec("DELETE FROM redacting WHERE account = ? AND contact = ?", account, r.Contact)
	}
	return d.to, d.more, f.failed
}

// contactsGoals makes a contact's own goals those of somebody.
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

// redacting is one part of redacting an account.
type redacting struct {
	*forgetting
	store.Redaction
	// own is the contact's own runs, as a list in JSON.
	own string
	to  store.Place
	// more says that a page of a kind was full.
	more bool
}

// begin notes that the contact is being forgotten, and removes what others would go by.
func (d *redacting) begin() {
	d.remember(d.account, d.Contact, d.At)
	d.exec("INSERT INTO redacting (account, contact, somebody, rest) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", d.account, d.Contact, d.As, raw(d.Rest))
	d.exec("DELETE FROM decisions WHERE account = ? AND contact = ? AND outcome = 'pending'", d.account, d.Contact)
	d.contactsGoals(d.own)
	d.exec(removeOfRuns("tasks", "run"), d.own)
	d.exec(removeOfRuns("watches", "run"), d.own)
	d.exec("UPDATE runs SET at = '', wake_at = NULL, state = NULL WHERE account = ? AND id IN (SELECT value FROM json_each(?))", d.account, d.own)
	d.exec("UPDATE goals SET contact = '' WHERE account = ? AND contact = ?", d.account, d.Contact)
	d.exec("UPDATE runs SET contact = '' WHERE account = ? AND contact = ?", d.account, d.Contact)
	if d.failed == nil {
		d.failed = d.goals()
	}
}

// page notes that so many rows of a kind were redacted of at most so many, up to a place.
func (d *redacting) page(rows, limit int, place *int64, last int64) {
	if rows > 0 {
		*place = last
	}
	d.more = d.more || rows == limit
}

// text redacts a text, and says whether that changed it.
func (d *redacting) text(texts ...*string) (changed bool) {
	for _, at := range texts {
		now, _ := d.Value(*at).(string)
		changed = changed || now != *at
		*at = now
	}
	return changed
}

// data redacts an object, and says whether that changed it.
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
	rows, last := 0, int64(0)
	err := d.tx.Entries(d.account, d.to.Entry, nil, func(e customer.Entry) bool {
		rows, last = rows+1, e.Seq
		if e.Contact == d.Contact {
			_, failed = d.tx.exec(`UPDATE entries SET contact = ?1, source = 'forgotten', id = ?1 || '/' || seq, data = NULL, hash = ''
				WHERE account = ?2 AND seq = ?3`, d.As, d.account, e.Seq)
		} else if now := d.Entry(e); e.Data != nil && !reflect.DeepEqual(now, e.Data) {
			failed = d.save("UPDATE entries SET data = ? WHERE account = ? AND seq = ?", now, d.account, e.Seq)
		}
		return failed == nil && rows != d.limit
	})
	d.page(rows, d.limit, &d.to.Entry, last)
	if err == nil {
		err = failed
	}
	return err
}

func (d *redacting) decisions() error {
	rows, err := d.tx.Decisions(store.DecisionQuery{Account: d.account, After: d.to.Decision, Limit: d.limit})
	for _, row := range rows {
		if err == nil {
			err = d.decision(row)
		}
		d.page(len(rows), d.limit, &d.to.Decision, row.ID)
	}
	return err
}

func (d *redacting) decision(row store.DecisionRow) error {
	if row.Contact == d.Contact {
		_, err := d.tx.exec("DELETE FROM decisions WHERE id = ?", row.ID)
		return err
	}
	key := row.Key
	row.Key = d.Key(key)
	texts := d.text(&row.Detail, &row.CauseID) || row.Key != key
	if values := d.data(&row.Values); !texts && !values {
		return nil
	}
	return d.save(`UPDATE decisions SET "values" = ?, key = ?, detail = ?, cause_id = ? WHERE id = ?`,
		row.Values, row.Key, row.Detail, row.CauseID, row.ID)
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

// keptLine is a line of a timeline with its place.
type keptLine struct {
	store.Line
	position int64
}

func scanKeptLine(row scanner, l *keptLine) error {
	return row.Scan(&l.position, &l.Text, decoded{&l.Data})
}

// runs empties the timelines of the contact's own runs, and redacts those of others.
func (d *redacting) runs() error {
	limit := d.limit
	if limit > 0 {
		limit = max(limit/linesOfARun, 1)
	}
	runs, err := list(d.tx.reader, scanPlaced, "SELECT position, id FROM runs WHERE account = ? AND position > ? ORDER BY position LIMIT ?",
		d.account, d.to.Run, limit)
	ids := make([]string, len(runs))
	for i, run := range runs {
		ids[i] = run.text
		d.page(len(runs), limit, &d.to.Run, run.position)
	}
	if err != nil {
		return err
	}
	of, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	d.exec("DELETE FROM timeline WHERE run IN (SELECT value FROM json_each(?) INTERSECT SELECT value FROM json_each(?))", string(of), d.own)
	lines, err := list(d.tx.reader, scanKeptLine,
		"SELECT position, text, data FROM timeline WHERE run IN (SELECT value FROM json_each(?))", string(of))
	for _, l := range lines {
		text := d.text(&l.Text)
		if data := d.data(&l.Data); err == nil && (text || data) {
			err = d.save("UPDATE timeline SET data = ?, text = ? WHERE position = ?", l.Data, l.Text, l.position)
		}
	}
	return err
}

// placed is a text with its row's place.
type placed struct {
	position int64
	text     string
}

func scanPlaced(row scanner, p *placed) error { return row.Scan(&p.position, &p.text) }

// placedTask is a task with its place.
type placedTask struct {
	store.Task
	position int64
}

func scanPlacedTask(row scanner, t *placedTask) error { return row.Scan(&t.position, decoded{&t.Task}) }

func (d *redacting) tasks() error {
	tasks, err := list(d.tx.reader, scanPlacedTask, "SELECT position, task FROM tasks WHERE account = ? AND position > ? ORDER BY position LIMIT ?",
		d.account, d.to.Task, d.limit)
	for _, task := range tasks {
		if err == nil && d.task(&task.Task) {
			err = d.tx.PutTask(task.Task)
		}
		d.page(len(tasks), d.limit, &d.to.Task, task.position)
	}
	return err
}

// task redacts a task, and says whether that changed it.
func (d *redacting) task(task *store.Task) (changed bool) {
	changed = d.text(&task.Title, &task.Body, &task.Assignee)
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
	return changed
}
