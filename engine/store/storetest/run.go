package storetest

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/store"
)

var runTests = map[string]func(*testing.T, store.Store){
	"a run is kept":                    runTest,
	"in pages, in order of creation":   runPagesTest,
	"running ones by playbook":         runCountTest,
	"a timeline grows":                 timelineTest,
	"watches are replaced":             subscriptionTest,
	"after a run that doesn't exist":   runCursorTest,
	"the last starts and ends":         nthTest,
	"the last of many":                 nthOfManyTest,
	"a plan is kept under its content": planTest,
}

func runTest(t *testing.T, s store.Store) {
	get := func(r store.Reader) (store.Run, error) { return r.Run("r-1") }
	missing(t, s, get)
	run := store.Run{
		ID: "r-1", Account: "a", Contact: "kenji", Playbook: "rescue", PlanHash: "h", Status: "running",
		At: "review: waiting", StartedAt: after(1), WakeAt: after(9), Revision: 1, State: json.RawMessage(`{"b":1,  "a":2}`),
	}
	put := func() {
		update(t, s, on("a"), func(tx store.Tx) error { return tx.PutRun(run) })
		require.Equal(t, run, read(t, s, get), "and its state to the letter")
	}
	put()
	run.Status, run.Outcome, run.EndedAt, run.WakeAt, run.Revision = "finished", "completed", after(10), time.Time{}, 12
	put()
	run.State = nil
	put()
	require.Len(t, read(t, s, func(r store.Reader) ([]store.Run, error) { return r.Runs(store.RunQuery{}) }), 1)
}

func runPagesTest(t *testing.T, s store.Store) {
	const n = 16
	for i := range n {
		run := store.Run{
			ID:      fmt.Sprintf("r-%d", (i*7)%n), // the order of IDs isn't that of creation
			Account: []string{"a", "b"}[i%2], Playbook: []string{"p", "q"}[i/2%2], Status: "running",
		}
		update(t, s, on(run.Account), func(tx store.Tx) error {
			require.NoError(t, tx.PutRun(run))
			if i >= n/2 {
				run.Status = "finished"
			}
			return tx.PutRun(run) // a change doesn't move it
		})
	}
	for _, account := range []string{"", "a", "b"} {
		for _, playbook := range []string{"", "p", "q"} {
			for _, status := range []string{"", "running", "finished"} {
				var want []string
				for i := range n {
					if (account == "" || account == []string{"a", "b"}[i%2]) &&
						(playbook == "" || playbook == []string{"p", "q"}[i/2%2]) &&
						(status == "" || (status == "finished") == (i >= n/2)) {
						want = append(want, fmt.Sprintf("r-%d", (i*7)%n))
					}
				}
				require.Equal(t, want, runPages(t, s, len(want), account, playbook, status))
			}
		}
	}
}

// runPages returns the IDs of the selected runs, read page by page.
func runPages(t *testing.T, s store.Store, want int, account, playbook, status string) []string {
	t.Helper()
	runs := pages(t, s, want, func(r store.Reader, last *store.Run, limit int) ([]store.Run, error) {
		q := store.RunQuery{Account: account, Playbook: playbook, Status: status, Limit: limit}
		if last != nil {
			q.After = last.ID
		}
		return r.Runs(q)
	})
	var ids []string
	for _, run := range runs {
		ids = append(ids, run.ID)
	}
	return ids
}

func runCursorTest(t *testing.T, s store.Store) {
	missing(t, s, func(r store.Reader) ([]store.Run, error) { return r.Runs(store.RunQuery{After: "nobody"}) })
}

func runCountTest(t *testing.T, s store.Store) {
	require.Empty(t, read(t, s, store.Reader.CountRuns))
	require.Empty(t, read(t, s, store.Reader.LivePlans))
	for i, run := range []store.Run{
		{Playbook: "p", Status: "running"},
		{Playbook: "p", Status: "running"},
		{Playbook: "p", Status: "finished"},
		{Playbook: "q", Status: "finished"},
		{Playbook: "s", Status: "running"},
	} {
		run.ID, run.Account, run.PlanHash = fmt.Sprint(i), "a", "plan-"+run.Playbook
		update(t, s, on("a"), func(tx store.Tx) error { return tx.PutRun(run) })
	}
	require.Equal(t, map[string]int{"p": 2, "s": 1}, read(t, s, store.Reader.CountRuns))
	require.Equal(t, map[string]int{"plan-p": 2, "plan-s": 1}, read(t, s, store.Reader.LivePlans))
}

func nthTest(t *testing.T, s store.Store) {
	for i, run := range []store.Run{
		{Playbook: "p", StartedAt: after(10), EndedAt: after(15)},
		{Playbook: "p", StartedAt: after(30)},
		{Playbook: "p", StartedAt: after(20), EndedAt: after(40)},
		{Playbook: "p", StartedAt: after(20), EndedAt: after(20)},
		{Playbook: "p", StartedAt: after(12)},
		{Playbook: "q", StartedAt: after(50), EndedAt: after(60)},
	} {
		run.ID, run.Account, run.Status = fmt.Sprint(i), "a", "running"
		ended := run.EndedAt
		run.EndedAt = time.Time{}
		update(t, s, on("a"), func(tx store.Tx) error { return tx.PutRun(run) })
		if run.EndedAt = ended; !ended.IsZero() {
			update(t, s, on("a"), func(tx store.Tx) error { return tx.PutRun(run) })
		}
	}
	var none time.Time
	starts := func(playbook string, before time.Time) (all []time.Time) {
		for n := 1; n <= 6; n++ {
			all = append(all, read(t, s, func(r store.Reader) (time.Time, error) { return r.NthStart(playbook, n, before) }))
		}
		return all
	}
	require.Equal(t, []time.Time{after(30), after(20), after(20), after(12), after(10), none}, starts("p", none))
	require.Equal(t, []time.Time{after(12), after(10), none, none, none, none}, starts("p", after(20)), "before it, not at it")
	require.Equal(t, []time.Time{after(50), none, none, none, none, none}, starts("q", none))
	require.Equal(t, make([]time.Time, 6), starts("nobody's", none))

	type end struct {
		at      time.Time
		running bool
	}
	ends := func(playbook string, before time.Time) (all []end) {
		for n := 1; n <= 6; n++ {
			all = append(all, read(t, s, func(r store.Reader) (end, error) {
				at, running, err := r.NthEnd(playbook, n, before)
				return end{at, running}, err
			}))
		}
		return all
	}
	going, fewer := end{running: true}, end{}
	require.Equal(t, []end{going, going, {at: after(40)}, {at: after(20)}, {at: after(15)}, fewer}, ends("p", none))
	require.Equal(t, []end{going, {at: after(15)}, fewer, fewer, fewer, fewer}, ends("p", after(20)))
	require.Equal(t, []end{{at: after(60)}, fewer, fewer, fewer, fewer, fewer}, ends("q", none))
	require.Equal(t, make([]end, 6), ends("nobody's", none))
}

func timelineTest(t *testing.T, s store.Store) {
	lines := []store.Line{
		{At: after(3), Step: "review", Code: "sent", Text: "Task for 花.", Data: map[string]any{"id": "t-1"}},
		{At: after(1), Code: "started", Text: "Earlier, but added later."},
		{At: after(1), Code: "started", Text: "Earlier, but added later."},
		{},
	}
	update(t, s, on("a"), func(tx store.Tx) error { return tx.AddTimeline("r-1", lines[:2]...) })
	update(t, s, on("a"), func(tx store.Tx) error {
		require.NoError(t, tx.AddTimeline("r-2", store.Line{Code: "other"}))
		require.NoError(t, tx.AddTimeline("r-1"))
		return tx.AddTimeline("r-1", lines[2:]...)
	})
	require.Equal(t, lines, read(t, s, func(r store.Reader) ([]store.Line, error) { return r.Timeline("r-1") }))
	require.Empty(t, read(t, s, func(r store.Reader) ([]store.Line, error) { return r.Timeline("r-3") }))
}

func subscriptionTest(t *testing.T, s store.Store) {
	watches := func(account string) []store.Subscription {
		return read(t, s, func(r store.Reader) ([]store.Subscription, error) { return r.Subscriptions(account) })
	}
	set := func(account, run string, w ...store.Subscription) {
		update(t, s, on(account), func(tx store.Tx) error { return tx.SetSubscriptions(account, run, w) })
	}
	exit := store.Subscription{Path: "exit.recovered", Reads: []string{"health.band", "tier"}}
	reply := store.Subscription{Path: "steps.ask", Event: "email.replied"}
	set("a", "r-2", reply, exit)
	set("a", "r-1", exit)
	set("b", "r-3", store.Subscription{Path: "x", Run: "whoever", Account: "wherever"})
	named := func(w store.Subscription, account, run string) store.Subscription {
		w.Account, w.Run = account, run
		return w
	}
	require.Equal(t, []store.Subscription{named(exit, "a", "r-1"), named(reply, "a", "r-2"), named(exit, "a", "r-2")}, watches("a"))
	require.Equal(t, []store.Subscription{{Path: "x", Account: "b", Run: "r-3"}}, watches("b"))

	set("a", "r-2", exit)
	require.Equal(t, []store.Subscription{named(exit, "a", "r-1"), named(exit, "a", "r-2")}, watches("a"))
	set("a", "r-1")
	set("a", "r-2")
	require.Empty(t, watches("a"))
	require.Len(t, watches("b"), 1)
}

func planTest(t *testing.T, s store.Store) {
	get := func(r store.Reader) (json.RawMessage, error) { return r.Plan("h") }
	missing(t, s, get)
	for _, plan := range []string{`{"steps": []}`, `{"steps": [1]}`} {
		update(t, s, nil, func(tx store.Tx) error { return tx.PutPlan("h", json.RawMessage(plan)) })
		require.JSONEq(t, `{"steps": []}`, string(read(t, s, get)))
	}
}
