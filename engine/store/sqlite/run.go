package sqlite

import (
	"github.com/tendhq/tend/engine/store"
)

const runColumns = `id, account, contact, playbook, plan_hash, status, outcome, at, started_at, ended_at, wake_at,
	revision, state`

func scanRun(row scanner, u *store.Run) error {
	return row.Scan(&u.ID, &u.Account, &u.Contact, &u.Playbook, &u.PlanHash, &u.Status, &u.Outcome, &u.At,
		instant{&u.StartedAt}, instant{&u.EndedAt}, instant{&u.WakeAt}, &u.Revision, verbatim{&u.State})
}

// Run implements store.Reader.
func (r reader) Run(id string) (store.Run, error) {
	return get(r, scanRun, "run", id, "SELECT "+runColumns+" FROM runs WHERE id = ?")
}

// Runs implements store.Reader.
func (r reader) Runs(q store.RunQuery) ([]store.Run, error) {
	after, err := r.position("runs", q.After)
	if err != nil {
		return nil, err
	}
	var f filter
	f.equal("account", q.Account)
	f.equal("playbook", q.Playbook)
	f.equal("status", q.Status)
	f.above("position", after)
	query, args := f.page("SELECT "+runColumns+" FROM runs", "position", q.Limit)
	return list(r, scanRun, query, args...)
}

// CountRuns implements store.Reader.
func (r reader) CountRuns() (map[string]int, error) {
	counts := map[string]int{}
	err := r.each(func(row scanner) error {
		var playbook string
		var count int
		err := row.Scan(&playbook, &count)
		counts[playbook] = count
		return err
	}, "SELECT playbook, count(*) FROM runs WHERE status = 'running' GROUP BY playbook")
	return counts, err
}

// LivePlans implements store.Reader.
func (r reader) LivePlans() (map[string]int, error) {
	counts := map[string]int{}
	err := r.each(func(row scanner) error {
		var hash string
		err := row.Scan(&hash)
		counts[hash]++
		return err
	}, "SELECT plan_hash FROM runs WHERE status = 'running'")
	return counts, err
}

// PutRun implements store.Tx. A run changes many times without its indexed columns, so these are left
// alone then: touching an indexed column rewrites its index.
func (t *tx) PutRun(u store.Run) error {
	if err := t.check(u.Account); err != nil {
		return err
	}
	changed, err := t.exec(`UPDATE runs SET outcome = ?, at = ?, wake_at = ?, revision = ?, state = ? WHERE id = ? AND
		account = ? AND contact = ? AND playbook = ? AND plan_hash = ? AND status = ? AND started_at IS ? AND ended_at IS ?`,
		u.Outcome, u.At, micros(u.WakeAt), u.Revision, raw(u.State),
		u.ID, u.Account, u.Contact, u.Playbook, u.PlanHash, u.Status, micros(u.StartedAt), micros(u.EndedAt))
	if err != nil || changed > 0 {
		return err
	}
	_, err = t.exec("INSERT INTO runs ("+runColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET account = excluded.account, contact = excluded.contact,
		playbook = excluded.playbook, plan_hash = excluded.plan_hash, status = excluded.status,
		outcome = excluded.outcome, at = excluded.at, started_at = excluded.started_at, ended_at = excluded.ended_at,
		wake_at = excluded.wake_at, revision = excluded.revision, state = excluded.state`,
		u.ID, u.Account, u.Contact, u.Playbook, u.PlanHash, u.Status, u.Outcome, u.At,
		micros(u.StartedAt), micros(u.EndedAt), micros(u.WakeAt), u.Revision, raw(u.State))
	return err
}
