package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/store"
)

var taskTests = map[string]func(*testing.T, store.Store){
	"a task is kept":                  taskTest,
	"in pages, in order of creation":  taskPagesTest,
	"after a task that doesn't exist": taskCursorTest,
}

func taskTest(t *testing.T, s store.Store) {
	get := func(r store.Reader) (store.Task, error) { return r.Task("t-1") }
	missing(t, s, get)
	task := store.Task{
		ID: "t-1", Account: "a", Run: "r-1", Step: "review", Playbook: "rescue", Title: "アクメに電話", Body: "*why*",
		Assignee: "hana@example.com", Due: after(60), Questions: map[string][]string{"cause": {"price", "people"}},
		Status: "open", CreatedAt: after(1),
	}
	update(t, s, on("a"), func(tx store.Tx) error { return tx.PutTask(task) })
	require.Equal(t, task, read(t, s, get))
	task.Status, task.Answers, task.CompletedAt = "completed", map[string]string{"cause": "price"}, after(9)
	update(t, s, on("a"), func(tx store.Tx) error {
		elsewhere := task
		elsewhere.CompletedAt = after(9).Add(999 * time.Nanosecond).In(time.FixedZone("JST", 9*3600))
		return tx.PutTask(elsewhere)
	})
	require.Equal(t, task, read(t, s, get))
}

func taskPagesTest(t *testing.T, s store.Store) {
	const n = 16
	account := func(i int) string { return []string{"a", "b"}[i%2] }
	run := func(i int) string { return []string{"r-1", "r-2"}[i/2%2] }
	for i := range n {
		task := store.Task{ID: fmt.Sprint((i * 7) % n), Account: account(i), Run: run(i), Status: "open"}
		update(t, s, on(task.Account), func(tx store.Tx) error {
			require.NoError(t, tx.PutTask(task))
			if i >= n/2 {
				task.Status = "completed"
			}
			return tx.PutTask(task)
		})
	}
	for _, q := range []store.TaskQuery{
		{},
		{Status: "open"},
		{Status: "completed"},
		{Account: "a"},
		{Account: "b"},
		{Run: "r-1"},
		{Run: "r-3"},
		{Status: "open", Account: "a"},
		{Status: "completed", Account: "b", Run: "r-2"},
		{Account: "a", Run: "r-2"},
	} {
		var want []string
		for i := range n {
			if (q.Status == "" || (q.Status == "completed") == (i >= n/2)) &&
				(q.Account == "" || q.Account == account(i)) && (q.Run == "" || q.Run == run(i)) {
				want = append(want, fmt.Sprint((i*7)%n))
			}
		}
		var got []string
		for _, task := range pages(t, s, len(want), func(r store.Reader, last *store.Task, limit int) ([]store.Task, error) {
			q.Limit, q.After = limit, ""
			if last != nil {
				q.After = last.ID
			}
			return r.Tasks(q)
		}) {
			got = append(got, task.ID)
		}
		require.Equal(t, want, got, "%+v", q)
	}
}

func taskCursorTest(t *testing.T, s store.Store) {
	missing(t, s, func(r store.Reader) ([]store.Task, error) { return r.Tasks(store.TaskQuery{After: "nobody"}) })
}
