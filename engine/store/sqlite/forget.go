package sqlite

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"github.com/tendhq/tend/engine/store"
)

// Forgetting implements store.Reader.
func (r reader) Forgetting(limit int) ([]string, error) {
	return list(r, scanText, "SELECT account FROM forgetting ORDER BY account LIMIT ?", atMost(limit))
}

// Redacting implements store.Reader.
func (r reader) Redacting(account string, limit int) ([]store.Redacting, error) {
	var f filter
	f.equal("account", account)
	query, args := f.page("SELECT account, contact, somebody, rest FROM redacting", "account, contact", limit)
	return list(r, scanRedacting, query, args...)
}

func scanRedacting(row scanner, r *store.Redacting) error {
	return row.Scan(&r.Account, &r.Contact, &r.As, decoded{&r.Rest})
}

// Forgotten implements store.Reader.
func (r reader) Forgotten(account, contact string) (at time.Time, err error) {
	var key []byte
	found, err := r.one("SELECT key FROM forgotten_key", nil, &key)
	if err == nil && found {
		_, err = r.one("SELECT at FROM forgotten WHERE hash = ?", []any{keyed(key, account, contact)}, instant{&at})
	}
	return at, err
}

// Held implements store.Reader.
func (r reader) Held(account, contact string) (held store.Purged, err error) {
	query := `SELECT
		(SELECT count(*) FROM entries WHERE account = ?1 OF), (SELECT count(*) FROM decisions WHERE account = ?1 OF),
		(SELECT count(*) FROM scores WHERE account = ?1 AND ?2 = ''), (SELECT count(*) FROM goals WHERE account = ?1 OF),
		(SELECT count(*) FROM runs WHERE account = ?1 OF),
		(SELECT count(*) FROM tasks WHERE account = ?1 AND (?2 = '' OR run IN (SELECT id FROM runs WHERE account = ?1 OF)))`
	_, err = r.one(strings.ReplaceAll(query, "OF", "AND (?2 = '' OR contact = ?2)"), []any{account, contact},
		&held.Entries, &held.Decisions, &held.Scores, &held.Goals, &held.Runs, &held.Tasks)
	return held, err
}

// keyed is names as they are remembered that tell nothing without the key.
func keyed(key []byte, names ...string) []byte {
	text, _ := json.Marshal(names) // Texts can always be written.
	mac := hmac.New(sha256.New, key)
	mac.Write(text)
	return mac.Sum(nil)
}

// Forget implements store.Tx.
func (t *tx) Forget(account string, at time.Time, limit int) (more bool, err error) {
	if err := t.check(account); err != nil {
		return false, err
	}
	f := &forgetting{tx: t, account: account, limit: atMost(limit)}
	f.begin(at)
	f.goals()
	f.exec("DELETE FROM decisions WHERE account = ? AND outcome = 'pending'", account)
	f.exec("DELETE FROM watches WHERE account = ?", account)
	f.exec("DELETE FROM accounts WHERE account = ?", account)
	f.exec("DELETE FROM redacting WHERE account = ?", account)
	f.exec("DELETE FROM purged_logs WHERE account = ?", account)
	f.remove("entries", "position")
	f.remove("decisions", "id")
	f.remove("scores", "position")
	f.runs()
	return f.end(), f.failed
}

// forgetting is one part of forgetting an account.
type forgetting struct {
	tx      *tx
	account string
	limit   int
	key     []byte
	// failed is the first error; after it nothing more is done.
	failed error
}

func (f *forgetting) exec(query string, args ...any) {
	if f.failed == nil {
		_, f.failed = f.tx.exec(query, args...)
	}
}

func (f *forgetting) one(query string, args []any, dest ...any) {
	if f.failed == nil {
		_, f.failed = f.tx.one(query, args, dest...)
	}
}

// begin notes that the account is being forgotten.
func (f *forgetting) begin(at time.Time) {
	f.remember(f.account, "", at)
	f.exec("INSERT INTO forgetting (account) VALUES (?) ON CONFLICT DO NOTHING", f.account)
}

// remember keeps when an account or a contact was forgotten, by a hash, and that there are traces.
func (f *forgetting) remember(account, contact string, at time.Time) {
	fresh := make([]byte, sha256.Size)
	_, _ = rand.Read(fresh) // It never fails.
	f.exec("INSERT INTO forgotten_key (one, key) VALUES (1, ?) ON CONFLICT DO NOTHING", fresh)
	f.one("SELECT key FROM forgotten_key", nil, &f.key)
	f.exec("INSERT INTO forgotten (hash, at) VALUES (?, ?) ON CONFLICT (hash) DO UPDATE SET at = max(at, excluded.at)",
		keyed(f.key, account, contact), at.UnixMicro())
	f.exec("INSERT INTO traces (one, n) VALUES (1, 1) ON CONFLICT (one) DO UPDATE SET n = n + 1")
}

// some selects a column of the oldest rows of a kind.
func (f *forgetting) some(table, column, order string) string {
	return "SELECT " + column + " FROM " + table + " WHERE account = ? ORDER BY " + order + " LIMIT ?"
}

// remove deletes the oldest rows of a kind by their key.
func (f *forgetting) remove(table, key string) {
	f.exec("DELETE FROM "+table+" WHERE "+key+" IN ("+f.some(table, key, key)+")", f.account, f.limit)
}

// goals makes the account's goals those of somebody: the comparison with the control group stays right. Who counts
// once goes on counting once.
func (f *forgetting) goals() {
	var units []string
	if f.failed == nil {
		units, f.failed = list(f.tx.reader, scanText, "SELECT DISTINCT unit FROM goals WHERE account = ?", f.account)
	}
	for _, unit := range units {
		f.exec("UPDATE goals SET account = '', contact = '', detail = '', unit = ? WHERE account = ? AND unit = ?",
			hex.EncodeToString(keyed(f.key, unit)[:16]), f.account, unit)
	}
}

// runs makes the oldest runs those of somebody, and deletes what they did: how many there were stays known.
func (f *forgetting) runs() {
	var ids string
	f.one("SELECT json_group_array(id) FROM ("+f.some("runs", "id", "position")+")", []any{f.account, f.limit}, &ids)
	f.emptyRuns(ids)
	f.exec(`UPDATE runs SET account = '', contact = '', at = '', wake_at = NULL, state = NULL
		WHERE id IN (SELECT value FROM json_each(?))`, ids)
	// Runs that were removed before have left no tasks; this is for those of other origin.
	f.exec("DELETE FROM tasks WHERE account = ? AND NOT EXISTS (SELECT 1 FROM runs WHERE account = ?)", f.account, f.account)
}

// end says whether there is more to forget, and else that the account is forgotten.
func (f *forgetting) end() (more bool) {
	f.one(`SELECT EXISTS (SELECT 1 FROM entries WHERE account = ?1) OR EXISTS (SELECT 1 FROM decisions WHERE account = ?1)
		OR EXISTS (SELECT 1 FROM scores WHERE account = ?1) OR EXISTS (SELECT 1 FROM runs WHERE account = ?1)`, []any{f.account}, &more)
	if !more {
		f.exec("DELETE FROM forgetting WHERE account = ?", f.account)
	}
	return more
}
