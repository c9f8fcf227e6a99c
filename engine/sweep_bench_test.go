package engine_test

import (
	"database/sql"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// supported is a workspace in which the passing of time changes an account's tier.
const supported = declarations + `
tier "busy" { when = "metric.tickets_7d > 0" }
tier "calm" {}
`

// population fills a house with accounts at rest and some that become due in eight days.
func population(b *testing.B, atRest, due int) *house {
	h := newHouse(b, supported)
	h.account("seed")
	h.event("1", "ticket", "seed")
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
	h.clock.pass(8 * 24 * time.Hour)
	return h
}

// sql changes the house's database behind the engine's back.
func (h *house) sql(statement string, arguments ...any) {
	h.t.Helper()
	db, err := sql.Open("sqlite", h.path)
	require.NoError(h.t, err)
	defer func() { require.NoError(h.t, db.Close()) }()
	_, err = db.Exec(statement, arguments...)
	require.NoError(h.t, err)
}

// A thousand accounts that are due cost the same whatever the number of those that aren't. The fastest
// sweep counts, which other work on the machine disturbed the least.
func BenchmarkSweep(b *testing.B) {
	const due = 1000
	base := 0.0
	for _, atRest := range []int{10_000, 1_000_000} {
		b.Run(fmt.Sprint("at_rest=", atRest), func(b *testing.B) {
			h := population(b, atRest, due)
			fastest := time.Duration(math.MaxInt64)
			for b.Loop() {
				b.StopTimer()
				h.sql("REPLACE INTO accounts SELECT * FROM before")
				b.StartTimer()
				began := time.Now()
				_, err := h.engine.Sweep(b.Context())
				fastest = min(fastest, time.Since(began))
				require.NoError(b, err)
			}
			if atRest == 10_000 {
				base = float64(fastest)
			}
			b.ReportMetric(float64(fastest)/due/1e3, "µs/account")
			b.ReportMetric(float64(fastest)/base, "times_10000")
		})
	}
}
