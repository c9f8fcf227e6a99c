package sqlite

import (
	"fmt"

	"github.com/tendhq/tend/engine/store"
)

func scanTask(row scanner, task *store.Task) error {
	return row.Scan(decoded{task})
}

// Task implements store.Reader.
func (r reader) Task(id string) (store.Task, error) {
	return get(r, scanTask, "task", id, "SELECT task FROM tasks WHERE id = ?")
}

// Tasks implements store.Reader.
func (r reader) Tasks(q store.TaskQuery) ([]store.Task, error) {
	after, err := r.position("tasks", q.After)
	if err != nil {
		return nil, err
	}
	var f filter
	f.equal("status", q.Status)
	f.equal("account", q.Account)
	f.equal("run", q.Run)
	f.above("position", after)
	query, args := f.page("SELECT task FROM tasks", "position", q.Limit)
	return list(r, scanTask, query, args...)
}

// PutTask implements store.Tx.
func (t *tx) PutTask(task store.Task) error {
	if err := t.check(task.Account); err != nil {
		return err
	}
	task.Due, task.CreatedAt, task.CompletedAt =
		store.Instant(task.Due), store.Instant(task.CreatedAt), store.Instant(task.CompletedAt)
	text, err := encode(task, false)
	if err != nil {
		return fmt.Errorf("task %q: %w", task.ID, err)
	}
	_, err = t.exec(`INSERT INTO tasks (id, account, run, status, task) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET account = excluded.account, run = excluded.run, status = excluded.status,
		task = excluded.task`, task.ID, task.Account, task.Run, task.Status, text)
	return err
}
