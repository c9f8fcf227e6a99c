package storetest

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// writeEverything writes one row of each kind, for the account or with its name.
func writeEverything(t testing.TB, tx store.Tx, account string) {
	t.Helper()
	require.NoError(t, add(tx, entry(account, account+"-entry")))
	require.NoError(t, tx.PutAccount(&customer.State{Account: account, NextDue: after(1)}))
	require.NoError(t, tx.AddDecision(skip(account, 1, customer.ReasonWhen)))
	require.NoError(t, tx.AddScore(account, score(1, 50, "red"), time.Time{}))
	require.NoError(t, tx.PutGoal(goal(account, "p", 1)))
	require.NoError(t, tx.PutGoalDefinition(account+"-goal", json.RawMessage(`{}`)))
	require.NoError(t, tx.PutRun(store.Run{ID: account + "-run", Account: account, Status: "running", Playbook: "p"}))
	require.NoError(t, tx.AddTimeline(account+"-run", store.Line{At: after(1), Code: "started"}))
	require.NoError(t, tx.SetSubscriptions(account, account+"-run", []store.Subscription{{Path: "exit"}}))
	require.NoError(t, tx.PutTask(store.Task{ID: account + "-task", Account: account, Status: "open"}))
	require.NoError(t, tx.PutPlan(account+"-plan", json.RawMessage(`{}`)))
	require.NoError(t, tx.Enqueue(store.Message{Run: account + "-run", Kind: store.NudgeRun}))
	_, err := tx.AddVersion(store.Version{Kind: "published", At: after(1)})
	require.NoError(t, err)
	require.NoError(t, tx.Declare(map[string]string{"metric." + account: "number"}))
	first, err := tx.MarkSeen(account+"-type", after(1))
	require.NoError(t, err)
	require.True(t, first)
}

// counts returns how many rows of each kind there are, of those that writeEverything writes.
func counts(t testing.TB, r store.Reader, account string) map[string]int {
	t.Helper()
	n := map[string]int{}
	entries, err := r.CountEntries()
	require.NoError(t, err)
	n["entries"] = int(entries)
	n["accounts"] = length(r.Accounts("", 0))
	n["due"] = length(r.DueAccounts(after(1), 0))
	n["decisions"] = length(r.Decisions(store.DecisionQuery{}))
	n["scores"] = length(r.Scores(store.ScoreQuery{Account: account}))
	n["goals"] = length(r.Goals(store.GoalQuery{Account: account}))
	definitions, err := r.GoalDefinitions()
	require.NoError(t, err)
	n["goal definitions"] = len(definitions)
	n["runs"] = length(r.Runs(store.RunQuery{}))
	n["timeline"] = length(r.Timeline(account + "-run"))
	n["watches"] = length(r.Subscriptions(account))
	n["tasks"] = length(r.Tasks(store.TaskQuery{}))
	n["outbox"] = length(r.Outbox(0, 0))
	facts, err := r.Facts()
	require.NoError(t, err)
	n["facts"] = len(facts)
	n["versions"] = length(r.Versions())
	plans, err := r.LivePlans()
	require.NoError(t, err)
	n["live plans"] = len(plans)
	plan, err := r.Plan(account + "-plan")
	if err == nil {
		require.JSONEq(t, `{}`, string(plan))
		n["plans"]++
	} else {
		require.ErrorIs(t, err, store.ErrNotFound)
	}
	seen, err := r.Seen()
	require.NoError(t, err)
	n["seen"] = len(seen)
	return n
}

// length returns how long a list is, -1 when it couldn't be read.
func length[T any](items []T, err error) int {
	if err != nil {
		return -1
	}
	return len(items)
}

// requireEverything requires that what writeEverything wrote is there, once.
func requireEverything(t testing.TB, r store.Reader, account string) {
	t.Helper()
	for name, count := range counts(t, r, account) {
		require.Equal(t, 1, count, name)
	}
}

// requireEmpty requires a store without rows.
func requireEmpty(t testing.TB, s store.Store, account string) {
	t.Helper()
	for name, count := range read(t, s, func(r store.Reader) (map[string]int, error) { return counts(t, r, account), nil }) {
		require.Zero(t, count, name)
	}
}
