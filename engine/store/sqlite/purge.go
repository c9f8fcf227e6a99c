package sqlite

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// The rows of each kind that came to their end before an instant, the oldest first: each has an index.
const (
	agedEntries   = "FROM entries WHERE aged < ?"
	agedDecisions = "FROM decisions WHERE outcome <> 'pending' AND last_at < ?"
	agedScores    = "FROM scores WHERE until < ?"
	agedGoals     = "FROM goals WHERE outcome <> '' AND until < ?"
	agedRuns      = `FROM runs WHERE ended_at < ?1 AND NOT EXISTS (SELECT 1 FROM tasks WHERE run = runs.id
		AND (+status <> 'completed' OR unixepoch(task ->> 'completed_at', 'subsec') * 1000000 >= ?1))`
)

// agedOrder is the order of each of them.
var agedOrder = map[string]string{
	agedEntries: "aged", agedDecisions: "last_at", agedScores: "until", agedGoals: "until", agedRuns: "ended_at",
}

// Aged implements store.Reader.
func (r reader) Aged(before time.Time, limit int) ([]string, error) {
	accounts := map[string]bool{}
	for aged, order := range agedOrder {
		err := r.each(func(row scanner) error {
			var account string
			err := row.Scan(&account)
			accounts[account] = true
			return err
		}, "SELECT account "+aged+" ORDER BY "+order+" LIMIT ?", before.UnixMicro(), atMost(limit))
		if err != nil {
			return nil, err
		}
	}
	return slices.Sorted(maps.Keys(accounts)), nil
}

// Horizon implements store.Reader.
func (r reader) Horizon() (at time.Time, err error) {
	_, err = r.one("SELECT at FROM horizon WHERE one = 1", nil, instant{&at})
	return at, err
}

// SetHorizon implements store.Tx.
func (t *tx) SetHorizon(at time.Time) error {
	_, err := t.exec("INSERT INTO horizon (one, at) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET at = max(at, excluded.at)", at.UnixMicro())
	return err
}

// Purge implements store.Tx.
func (t *tx) Purge(before time.Time, limit int) (done store.Purged, ended []store.Run, err error) {
	horizon, err := t.Horizon()
	if err == nil && before.After(horizon) {
		err = fmt.Errorf("logs can't be purged up to %s: they are said to be whole from %s on", before, horizon)
	}
	if err != nil {
		return done, nil, err
	}
	locked, err := json.Marshal(slices.Sorted(maps.Keys(t.locked)))
	if err != nil {
		return done, nil, err
	}
	p := &purge{tx: t, before: before.UnixMicro(), locked: string(locked), limit: atMost(limit)}
	p.emptyImported()
	p.keepSeqs()
	done.Entries = p.remove("entries", "position", agedEntries)
	done.Decisions = p.remove("decisions", "id", agedDecisions)
	done.Scores = p.remove("scores", "position", agedScores)
	done.Goals = p.remove("goals", "position", agedGoals)
	runs := p.endedRuns()
	ended = p.read(runs)
	done.Tasks = p.exec(removeOfRuns("tasks", "run"), runs)
	p.exec(removeOfRuns("timeline", "run"), runs)
	p.exec(removeOfRuns("watches", "run"), runs)
	done.Runs = p.exec(removeOfRuns("runs", "id"), runs)
	return done, ended, p.failed
}

// purge is one removal of old rows.
type purge struct {
	tx     *tx
	before int64
	locked string
	limit  int
	// failed is the first error; after it nothing more is done.
	failed error
}

// some returns a query for a column of the oldest rows of a kind, those of the transaction's accounts. The plus keeps
// SQLite from searching through these accounts instead of through what is old.
func (p *purge) some(column, aged string) string {
	return "SELECT " + column + " " + aged + " AND +account IN (SELECT value FROM json_each(?)) ORDER BY " + agedOrder[aged] + " LIMIT ?"
}

func (p *purge) args() []any { return []any{p.before, p.locked, p.limit} }

// remove deletes the oldest rows of a kind by their key, and returns how many.
func (p *purge) remove(table, key, aged string) int {
	return p.exec("DELETE FROM "+table+" WHERE "+key+" IN ("+p.some(key, aged)+")", p.args()...)
}

// endedRuns returns the IDs of the oldest runs that have ended, as JSON: they are searched once, past those with open
// tasks.
func (p *purge) endedRuns() (ids string) {
	if p.failed == nil {
		_, p.failed = p.tx.one("SELECT json_group_array(id) FROM ("+p.some("id", agedRuns)+")", p.args(), &ids)
	}
	return ids
}

// read returns runs by their IDs, which are JSON.
func (p *purge) read(ids string) (runs []store.Run) {
	if p.failed == nil {
		runs, p.failed = list(p.tx.reader, scanRun, "SELECT "+runColumns+" FROM runs WHERE id IN (SELECT value FROM json_each(?)) ORDER BY position", ids)
	}
	return runs
}

// removeOfRuns returns the statement that deletes the rows of runs, whose IDs are in a column.
func removeOfRuns(table, column string) string {
	return "DELETE FROM " + table + " WHERE " + column + " IN (SELECT value FROM json_each(?))"
}

func (p *purge) exec(query string, args ...any) int {
	if p.failed != nil {
		return 0
	}
	n, err := p.tx.exec(query, args...)
	p.failed = err
	return int(n)
}

// emptyImported removes the data of the oldest updates that were imported.
func (p *purge) emptyImported() {
	p.exec("UPDATE entries SET data = NULL, aged = NULL WHERE type = 'account.updated' AND imported = 1 AND position IN ("+
		p.some("position", agedEntries)+")", p.args()...)
}

// keepSeqs records the position that logs have reached from which entries are about to be removed: their next entry
// must not get the position of an old one.
func (p *purge) keepSeqs() {
	p.exec(`INSERT INTO purged_logs (account, seq) SELECT account, max(seq) FROM entries
		WHERE position IN (`+p.some("position", agedEntries)+`) GROUP BY account
		ON CONFLICT (account) DO UPDATE SET seq = max(seq, excluded.seq)`, p.args()...)
}

// agedOf returns the instant since which an entry isn't needed any more; NULL: it is needed.
func agedOf(e *customer.Entry) any {
	if store.Needed(e) {
		return nil
	}
	return micros(e.Received)
}

// supersede marks the updates of the account that an entry supersedes.
func (t *tx) supersede(e *customer.Entry) error {
	if e.Type != customer.TypeAccountUpdated {
		return nil
	}
	older, err := list(t.reader, scanEntry, "SELECT "+entryColumns+` FROM entries
		WHERE account = ? AND type = 'account.updated' AND aged IS NULL AND data IS NOT NULL AND seq < ?`, e.Account, e.Seq)
	if err != nil {
		return err
	}
	for _, update := range older {
		if !store.Supersedes(e, &update) {
			continue
		}
		if _, err := t.exec("UPDATE entries SET aged = ? WHERE account = ? AND seq = ?", micros(e.Received), e.Account, update.Seq); err != nil {
			return err
		}
	}
	return nil
}
