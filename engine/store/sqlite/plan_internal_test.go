package sqlite

import (
	"context"
	"database/sql"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

func opened(t *testing.T, options Options) *Store {
	t.Helper()
	s, err := Open(context.Background(), filepath.Join(t.TempDir(), "tend.db"), options)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// queries returns the text of every query that the reader's methods make, with each of their filters.
func queries(t *testing.T, s *Store) []string {
	t.Helper()
	var texts []string
	err := s.writer.update(context.Background(), nil, func(tx store.Tx) error {
		r := tx.(interface{ unwrap() reader }).unwrap()
		prepare := r.prepare
		r.prepare = func(query string) (*sql.Stmt, error) {
			texts = append(texts, query)
			return prepare(query)
		}
		readAll(r)
		return nil
	})
	require.NoError(t, err)
	slices.Sort(texts)
	return slices.Compact(texts)
}

func (t *tx) unwrap() reader { return t.reader }

// readAll calls every method; that most find nothing doesn't matter.
func readAll(r store.Reader) {
	_, _ = r.Account("a")
	_, _ = r.Accounts("a", 1)
	_, _ = r.CountAccounts()
	_, _ = r.DueAccounts(time.Time{}, 1)
	_, _ = r.NextDue()
	_, _ = r.StaleAccounts(1, 1)
	_ = r.Entries("a", 0, nil, nil)
	_ = r.Entries("a", 0, []string{"x"}, nil)
	_, _ = r.LastSeq("a")
	_, _ = r.Horizon()
	_, _ = r.Aged(time.Time{}, 1)
	_, _ = r.Run("r")
	_, _ = r.Scores(store.ScoreQuery{Account: "a"})
	_, _ = r.CountRuns()
	order := 1.0
	_, _ = r.Queue("p", 1)
	_, _ = r.Queues()
	_, _ = r.Paused("p", 1, 1)
	_, _ = r.PausedPlaybooks()
	_, _ = r.Ahead(customer.Decision{Occurrence: "o", Playbook: "p"}, 1)
	_, _ = r.Ahead(customer.Decision{Occurrence: "o", Playbook: "p", Order: &order}, 1)
	_, _ = r.NthStart("p", 1, time.Time{})
	_, _, _ = r.NthEnd("p", 1, time.Time{})
	_ = r.EachGoal("", func(customer.Goal) {})
	_ = r.EachGoal("p", func(customer.Goal) {})
	_, _ = r.GoalDefinitions()
	_, _ = r.GoalTracked("h")
	_, _ = r.Timeline("r")
	_, _ = r.Subscriptions("a")
	_, _ = r.Task("t")
	_, _ = r.Plan("h")
	_, _ = r.Outbox(1, 1)
	_, _ = r.LivePlans()
	_, _ = r.Facts()
	_, _ = r.Version()
	_, _ = r.Versions()
	for i := range 16 {
		some := func(bit int) string {
			if i&bit != 0 {
				return "x"
			}
			return ""
		}
		_, _ = r.Runs(store.RunQuery{Account: some(1), Playbook: some(2), Status: some(4)})
		_, _ = r.Tasks(store.TaskQuery{Account: some(1), Run: some(2), Status: some(4)})
		_, _ = r.Goals(store.GoalQuery{Account: "a", Playbook: some(1), After: int64(i & 2)})
		_, _ = r.Decisions(store.DecisionQuery{
			Account: some(1), Playbook: some(2), Outcome: customer.Outcome(some(4)), After: int64(i & 8),
		})
	}
}

// Every list comes out of an index in its order: none reads a whole table to sort it.
func TestQueriesUseIndices(t *testing.T) {
	t.Parallel()
	s := opened(t, Options{})
	texts := queries(t, s)
	require.Greater(t, len(texts), 40)
	for _, text := range texts {
		for _, step := range explain(t, s, text) {
			require.NotContains(t, step, "TEMP B-TREE", text)
			if strings.HasPrefix(step, "SCAN") && !strings.Contains(step, "INDEX") && !strings.Contains(step, "VIRTUAL TABLE") && step != "SCAN CONSTANT ROW" {
				// Without a condition, and in order of the key: the pages of the whole.
				require.NotContains(t, text, "WHERE", step)
			}
		}
	}
}

// A sweep looks only at the accounts that are due, whatever the number of the others.
func TestASweepReadsOnlyWhatIsDue(t *testing.T) {
	t.Parallel()
	s := opened(t, Options{})
	swept := 0
	for _, text := range queries(t, s) {
		if strings.Contains(text, "FROM accounts") && (strings.Contains(text, "next_due") || strings.Contains(text, "version <")) {
			swept++
			for _, step := range explain(t, s, text) {
				require.Regexp(t, "^SEARCH accounts USING COVERING INDEX", step, text)
			}
		}
	}
	require.Equal(t, 3, swept)
}

// What is held in a pause is found without looking at anything else.
func TestWhatIsPausedHasAnIndex(t *testing.T) {
	t.Parallel()
	s := opened(t, Options{})
	found := 0
	for _, text := range queries(t, s) {
		if strings.Contains(text, pausedDecisions) {
			found++
			require.Regexp(t, "^SEARCH decisions USING (COVERING )?INDEX decisions_paused ", explain(t, s, text)[0], text)
		}
	}
	require.Equal(t, 2, found)
}

// A purge finds what is old, and nothing else: its deletions, too, are searches in an index.
func TestAPurgeReadsOnlyWhatIsOld(t *testing.T) {
	t.Parallel()
	s := opened(t, Options{})
	p := &purge{}
	for aged, table := range map[string]string{
		agedEntries: "entries", agedDecisions: "decisions", agedScores: "scores", agedGoals: "goals", agedRuns: "runs",
	} {
		steps := explain(t, s, p.some("1", aged))
		require.Regexp(t, "^SEARCH "+table+" USING (COVERING )?INDEX "+table+"_aged ", steps[0])
		require.NotContains(t, strings.Join(steps, "\n"), "TEMP B-TREE")
	}
	for _, table := range []string{"tasks", "timeline", "watches"} {
		require.Regexp(t, "^SEARCH "+table+" USING .*INDEX "+table+"_run ", explain(t, s, removeOfRuns(table, "run"))[0])
	}
}

// explain returns the steps in which SQLite would answer a query.
func explain(t *testing.T, s *Store, query string) []string {
	t.Helper()
	rows, err := s.pool.db.Query("EXPLAIN QUERY PLAN "+query, make([]any, strings.Count(query, "?"))...)
	require.NoError(t, err)
	defer func() { require.NoError(t, rows.Close()) }()
	var steps []string
	for rows.Next() {
		var id, parent, unused int
		var step string
		require.NoError(t, rows.Scan(&id, &parent, &unused, &step))
		steps = append(steps, step)
	}
	require.NoError(t, rows.Err())
	return steps
}
