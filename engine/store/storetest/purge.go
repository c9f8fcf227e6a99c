package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

var purgeTests = map[string]func(*testing.T, store.Store){
	"old rows of each kind":                 purgeKindsTest,
	"what is needed stays":                  purgeNeededTest,
	"tasks that are to be done":             purgeTasksTest,
	"updates that others say anew":          purgeUpdatesTest,
	"imported updates stay known":           purgeImportedTest,
	"positions go on":                       purgeSeqTest,
	"in parts, the oldest first":            purgePartsTest,
	"only accounts that are held":           purgeLockTest,
	"the horizon moves on and is respected": horizonTest,
}

// received returns an entry that was received so many minutes after the start.
func received(account, id string, minute int) customer.Entry {
	e := entry(account, id)
	e.Received = after(minute)
	return e
}

// updated returns an update of an account with some parts.
func updated(account, id string, minute int, parts ...string) customer.Entry {
	e := received(account, id, minute)
	e.Type, e.Data = customer.TypeAccountUpdated, map[string]any{}
	for _, part := range parts {
		e.Data[part] = id
	}
	return e
}

func append1(t testing.TB, s store.Store, entries ...customer.Entry) {
	t.Helper()
	for _, e := range entries {
		update(t, s, on(e.Account), func(tx store.Tx) error { return add(tx, e) })
	}
}

// purged removes what ended before so many minutes after the start, of all accounts that have something.
func purged(t testing.TB, s store.Store, minute, limit int) store.Purged {
	t.Helper()
	accounts := read(t, s, func(r store.Reader) ([]string, error) { return r.Aged(after(minute), limit) })
	var done store.Purged
	update(t, s, accounts, func(tx store.Tx) error {
		require.NoError(t, tx.SetHorizon(after(minute)))
		var err error
		var runs []store.Run
		done, runs, err = tx.Purge(after(minute), limit)
		require.Len(t, runs, done.Runs)
		for _, run := range runs {
			require.False(t, run.EndedAt.IsZero())
		}
		return err
	})
	return done
}

func purgeKindsTest(t *testing.T, s store.Store) {
	for i, account := range []string{"old", "new"} {
		append1(t, s, received(account, account, 10+i))
		decide(t, s, decision(account, 10+i, customer.Enrol, ""))
		addScores(t, s, account, score(1, 70, "green"), score(10+i, 50, "red"))
		ended := goal(account, "p", 1)
		ended.Outcome, ended.At, ended.Until = customer.Reached, after(5), after(10+i)
		putGoals(t, s, ended)
		update(t, s, on(account), func(tx store.Tx) error {
			id := account + "-run"
			require.NoError(t, tx.PutRun(store.Run{ID: id, Account: account, Playbook: "p", Status: "finished", StartedAt: start, EndedAt: after(10 + i)}))
			require.NoError(t, tx.AddTimeline(id, store.Line{At: start, Code: "started"}))
			require.NoError(t, tx.SetSubscriptions(account, id, []store.Subscription{{Path: "exit"}}))
			return tx.PutTask(store.Task{ID: account + "-task", Account: account, Run: id, Status: "completed"})
		})
	}
	require.Zero(t, purged(t, s, 10, 100), "at its end something isn't older than it")
	want := store.Purged{Entries: 1, Decisions: 1, Scores: 1, Goals: 1, Runs: 1, Tasks: 1}
	require.Equal(t, want, purged(t, s, 11, 100))
	require.Zero(t, purged(t, s, 11, 100))
	for account, want := range map[string]int{"old": 0, "new": 1} {
		rows := map[string]int{}
		require.NoError(t, s.View(context.Background(), func(r store.Reader) error {
			rows["decisions"] = length(r.Decisions(store.DecisionQuery{Account: account}))
			rows["scores"] = length(r.Scores(store.ScoreQuery{Account: account})) - 1 // The last is still the account's.
			rows["goals"] = length(r.Goals(store.GoalQuery{Account: account}))
			rows["runs"] = length(r.Runs(store.RunQuery{Account: account}))
			rows["timeline"] = length(r.Timeline(account + "-run"))
			rows["watches"] = length(r.Subscriptions(account))
			rows["tasks"] = length(r.Tasks(store.TaskQuery{Account: account}))
			return nil
		}))
		for kind, n := range rows {
			require.Equal(t, want, n, "%s of the %s account", kind, account)
		}
		require.Len(t, log(t, s, account), want)
	}
}

func purgeNeededTest(t *testing.T, s store.Store) {
	request := received("a", "request", 2)
	request.Type = customer.TypeEnrolment
	append1(t, s, updated("a", "update", 1, "name"), request, received("a", "event", 3))
	waits := decision("a", 1, customer.Pending, customer.ReasonCooldown)
	decide(t, s, waits)
	putGoals(t, s, goal("a", "p", 1))
	update(t, s, on("a"), func(tx store.Tx) error {
		require.NoError(t, tx.PutTask(store.Task{ID: "task", Account: "a", Run: "run", Status: "open"}))
		return tx.PutRun(store.Run{ID: "run", Account: "a", Playbook: "p", Status: "running", StartedAt: start})
	})
	require.Equal(t, store.Purged{Entries: 1}, purged(t, s, 1000, 100))
	require.Equal(t, []string{"update", "request"}, log(t, s, "a"))

	enrolled := waits
	enrolled.Outcome, enrolled.At = customer.Enrol, after(2000)
	decide(t, s, enrolled)
	require.Zero(t, purged(t, s, 2000, 100), "a decision is as old as what became of it")
	require.Equal(t, store.Purged{Decisions: 1}, purged(t, s, 2001, 100))
}

// A person may complete a task long after its run has ended; then it is as old as that.
func purgeTasksTest(t *testing.T, s store.Store) {
	task := store.Task{ID: "task", Account: "a", Run: "run", Status: "open", CreatedAt: start}
	put := func() { update(t, s, on("a"), func(tx store.Tx) error { return tx.PutTask(task) }) }
	put()
	update(t, s, on("a"), func(tx store.Tx) error {
		require.NoError(t, tx.PutTask(store.Task{ID: "done", Account: "a", Run: "run", Status: "completed", CompletedAt: after(1)}))
		require.NoError(t, tx.PutTask(store.Task{ID: "other", Account: "a", Run: "other", Status: "open"}))
		return tx.PutRun(store.Run{ID: "run", Account: "a", Playbook: "p", Status: "finished", StartedAt: start, EndedAt: after(1)})
	})
	require.Zero(t, purged(t, s, 1000, 100), "somebody has it to do")
	task.Status, task.CompletedAt = "completed", after(2000)
	put()
	require.Zero(t, purged(t, s, 2000, 100))
	require.Equal(t, store.Purged{Runs: 1, Tasks: 2}, purged(t, s, 2001, 100))
}

func purgeUpdatesTest(t *testing.T, s store.Store) {
	append1(t, s,
		updated("a", "1", 1, "name", "contacts"), updated("a", "2", 2, "name"),
		updated("a", "3", 3, "attributes"), updated("a", "4", 4, "name", "attributes"),
	)
	require.Equal(t, store.Purged{}, purged(t, s, 4, 100), "an update ends with the one that says it anew")
	require.Equal(t, store.Purged{Entries: 2}, purged(t, s, 5, 100))
	require.Equal(t, []string{"1", "4"}, log(t, s, "a"), "nothing else says who the contacts are")
	append1(t, s, updated("b", "other", 5, "name", "contacts"), updated("a", "5", 5, "name", "attributes", "contacts"))
	require.Equal(t, store.Purged{Entries: 2}, purged(t, s, 6, 100))
	require.Equal(t, []string{"5"}, log(t, s, "a"))
}

// An import has no time by which one that is repeated could be refused.
func purgeImportedTest(t *testing.T, s store.Store) {
	first := updated("a", "1", 1, "name", "contacts")
	first.Imported = true
	append1(t, s, first)
	for i, id := range []string{"2", "3"} {
		append1(t, s, updated("a", id, 5+i, "name", "contacts"))
		require.Equal(t, store.Purged{Entries: i}, purged(t, s, 6+i, 100))
		require.Equal(t, []string{"1", id}, log(t, s, "a"))
		require.Empty(t, read(t, s, entries("a", 0))[0].Data, "what it said is gone")
		require.Empty(t, read(t, s, func(r store.Reader) ([]string, error) { return r.Aged(after(6+i), 100) }))
	}
	again := first
	update(t, s, on("a"), func(tx store.Tx) error {
		done, err := tx.Append(&again)
		require.Equal(t, store.Duplicate, done)
		return err
	})
}

func purgeSeqTest(t *testing.T, s store.Store) {
	append1(t, s, received("a", "1", 1), received("a", "2", 2), received("b", "3", 9))
	require.Equal(t, 2, purged(t, s, 5, 100).Entries)
	last := func(account string) int64 {
		return read(t, s, func(r store.Reader) (int64, error) { return r.LastSeq(account) })
	}
	require.EqualValues(t, 2, last("a"), "the log is empty, and goes on where it was")
	append1(t, s, received("a", "4", 10), received("a", "5", 11))
	require.EqualValues(t, 4, last("a"))
	require.EqualValues(t, 3, read(t, s, entries("a", 0))[0].Seq)
	require.Equal(t, 2, purged(t, s, 11, 100).Entries)
	append1(t, s, received("a", "6", 12))
	require.Equal(t, []string{"5", "6"}, log(t, s, "a"))
	require.EqualValues(t, 5, last("a"))
	require.EqualValues(t, 1, last("b"))

	append1(t, s, updated("c", "c1", 1, "name"), received("c", "c2", 2))
	require.Equal(t, 1, purged(t, s, 11, 100).Entries)
	append1(t, s, received("c", "c3", 20))
	require.EqualValues(t, 3, last("c"), "an older entry stays")
}

func purgePartsTest(t *testing.T, s store.Store) {
	for i := range 5 {
		append1(t, s, received([]string{"a", "b"}[i%2], fmt.Sprint(i), i))
	}
	for _, want := range [][2][]string{{{"2", "4"}, {"3"}}, {{"4"}, nil}, {nil, nil}} {
		require.Positive(t, purged(t, s, 100, 2).Entries)
		require.Equal(t, want, [2][]string{log(t, s, "a"), log(t, s, "b")})
	}
	require.Zero(t, purged(t, s, 100, 2))
}

func purgeLockTest(t *testing.T, s store.Store) {
	append1(t, s, received("a", "1", 1), received("b", "2", 2))
	update(t, s, on("b"), func(tx store.Tx) error {
		require.NoError(t, tx.SetHorizon(after(10)))
		done, _, err := tx.Purge(after(10), 1)
		require.Equal(t, store.Purged{Entries: 1}, done)
		return err
	})
	require.Equal(t, []string{"1"}, log(t, s, "a"))
	require.Empty(t, log(t, s, "b"))
}

func horizonTest(t *testing.T, s store.Store) {
	horizon := func() time.Time { return read(t, s, store.Reader.Horizon) }
	require.Zero(t, horizon())
	err := s.Update(context.Background(), nil, func(tx store.Tx) error { _, _, err := tx.Purge(after(1), 1); return err })
	require.ErrorContains(t, err, "whole")
	update(t, s, nil, func(tx store.Tx) error { return tx.SetHorizon(after(7)) })
	update(t, s, nil, func(tx store.Tx) error { return tx.SetHorizon(after(3)) })
	require.Equal(t, after(7), horizon(), "what was removed doesn't come back")
	err = s.Update(context.Background(), nil, func(tx store.Tx) error { _, _, err := tx.Purge(after(8), 1); return err })
	require.Error(t, err)
}
