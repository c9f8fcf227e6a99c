package sqlite

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

func scanAccount(row scanner, state **customer.State) error {
	return row.Scan(decoded{state})
}

// Account implements store.Reader.
func (r reader) Account(id string) (*customer.State, error) {
	return get(r, scanAccount, "account", id, "SELECT state FROM accounts WHERE account = ?")
}

// Accounts implements store.Reader.
func (r reader) Accounts(after string, limit int) ([]*customer.State, error) {
	return list(r, scanAccount, "SELECT state FROM accounts WHERE account > ? ORDER BY account LIMIT ?", after, atMost(limit))
}

// CountAccounts implements store.Reader.
func (r reader) CountAccounts() (map[store.AccountLabels]int, error) {
	counts := map[store.AccountLabels]int{}
	err := r.each(func(row scanner) error {
		var labels store.AccountLabels
		var count int
		err := row.Scan(&labels.Tier, &labels.Band, &count)
		counts[labels] = count
		return err
	}, "SELECT tier, band, count(*) FROM accounts GROUP BY tier, band")
	return counts, err
}

// DueAccounts implements store.Reader.
func (r reader) DueAccounts(until time.Time, limit int) ([]string, error) {
	return list(r, scanText,
		"SELECT account FROM accounts WHERE next_due <= ? ORDER BY next_due, account LIMIT ?", until.UnixMicro(), atMost(limit))
}

// NextDue implements store.Reader.
func (r reader) NextDue() (time.Time, error) {
	var at time.Time
	_, err := r.one("SELECT min(next_due) FROM accounts WHERE next_due IS NOT NULL", nil, instant{&at})
	return at, err
}

// StaleAccounts implements store.Reader.
func (r reader) StaleAccounts(version int64, limit int) ([]string, error) {
	return list(r, scanText,
		"SELECT account FROM accounts WHERE version < ? ORDER BY version, account LIMIT ?", version, atMost(limit))
}

// PutAccount implements store.Tx. Most states change without their indexed columns but one, so the others are left
// alone then: touching an indexed column rewrites its index.
func (t *tx) PutAccount(s *customer.State) error {
	if err := t.check(s.Account); err != nil {
		return err
	}
	state, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("state of account %q: %w", s.Account, err)
	}
	labels, due := store.LabelsOf(s), microsAfter(s.NextDue)
	changed, err := t.exec(
		"UPDATE accounts SET state = ?, next_due = ? WHERE account = ? AND version = ? AND tier = ? AND band = ?",
		string(state), due, s.Account, s.Version, labels.Tier, labels.Band)
	if err != nil || changed > 0 {
		return err
	}
	_, err = t.exec(`INSERT INTO accounts (account, version, tier, band, next_due, state) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (account) DO UPDATE SET version = excluded.version, tier = excluded.tier, band = excluded.band,
		next_due = excluded.next_due, state = excluded.state`,
		s.Account, s.Version, labels.Tier, labels.Band, due, string(state))
	return err
}
