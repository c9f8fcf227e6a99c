package engine_test

import (
	"cmp"
	"database/sql"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// supported is a workspace in which the passing of time changes an account's tier.
const supported = declarations + `
tier "busy" { when = "metric.tickets_7d > 0" }
tier "calm" {}
`

// population fills an engine with accounts at rest and some that become due in eight days.
func population(b *testing.B, atRest, due int) *harness {
	h := newHarness(b, supported)
	h.PutAccount("seed")
	h.Ingest("1", "ticket", "seed")
	// Rows as the engine writes them, quickly: what is at rest is due some time in the following month.
	h.sql(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < ?)
		INSERT INTO accounts (account, version, tier, band, next_due, state)
		SELECT 'rest' || i, version, tier, band, next_due + 86400000000 * 30 + i * 2500000,
			json_set(state, '$.account', 'rest' || i) FROM accounts, n WHERE account = 'seed'`, atRest)
	h.sql(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < ?)
		INSERT INTO accounts (account, version, tier, band, next_due, state)
		SELECT 'due' || i, version, tier, band, next_due, json_set(state, '$.account', 'due' || i)
		FROM accounts, n WHERE account = 'seed'`, due)
	h.sql("UPDATE accounts SET next_due = NULL WHERE account = 'seed'")
	h.sql("CREATE TABLE before AS SELECT * FROM accounts WHERE account LIKE 'due%'")
	h.Clock.Advance(8 * 24 * time.Hour)
	return h
}

// sql changes the database behind the engine's back.
func (h *harness) sql(statement string, arguments ...any) {
	h.T.Helper()
	db, err := sql.Open("sqlite", h.Path)
	require.NoError(h.T, err)
	defer func() { require.NoError(h.T, db.Close()) }()
	_, err = db.Exec(statement, arguments...)
	require.NoError(h.T, err)
}

// sweep makes the accounts due that were, and gives what it takes to let time pass for them.
func (h *harness) sweep() time.Duration {
	h.T.Helper()
	h.sql("REPLACE INTO accounts SELECT * FROM before")
	began := time.Now()
	_, err := h.Engine.Sweep(h.T.Context())
	require.NoError(h.T, err)
	return time.Since(began)
}

// A thousand accounts that are due cost the same whatever the number of those that aren't. Both engines are swept
// in turns and their fastest sweeps count, which other work on the machine disturbed the least.
func BenchmarkSweep(b *testing.B) {
	const due = 1000
	few, many := population(b, 10_000, due), population(b, 1_000_000, due)
	least := func(fastest, took time.Duration) time.Duration { return min(cmp.Or(fastest, took), took) }
	var fastFew, fastMany time.Duration
	for b.Loop() {
		fastFew, fastMany = least(fastFew, few.sweep()), least(fastMany, many.sweep())
	}
	b.ReportMetric(float64(fastFew.Microseconds())/due, "µs/account(10,000_at_rest)")
	b.ReportMetric(float64(fastMany.Microseconds())/due, "µs/account(1,000,000_at_rest)")
	b.ReportMetric(float64(fastMany)/float64(fastFew), "times_10,000")
}
