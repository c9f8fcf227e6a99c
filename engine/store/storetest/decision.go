package storetest

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

var decisionTests = map[string]func(*testing.T, store.Store){
	"a decision is kept":                                    decisionTest,
	"equal skips in a row are one row":                      mergeTest,
	"skips of another key or contact are rows of their own": separateTest,
	"an occurrence is decided once":                         occurrenceTest,
	"what is pending is decided again":                      pendingTest,
	"nothing is counted in what waited":                     waitedTest,
	"by account, playbook and outcome":                      decisionFilterTest,
	"the queues of playbooks":                               queueTest,
	"how many are ahead":                                    aheadTest,
	"what is held in a pause":                               pausedTest,
}

// decision returns what was decided at so many minutes after the start.
func decision(account string, minute int, outcome customer.Outcome, reason customer.Reason) customer.Decision {
	return customer.Decision{
		Occurrence: fmt.Sprintf("%s/%d", account, minute), Account: account, Contact: fmt.Sprint("contact", minute),
		Playbook: "rescue", Key: "key", Trigger: "health_drop", At: after(minute), Outcome: outcome, Reason: reason,
		Detail: fmt.Sprintf("minute %d", minute), Values: map[string]any{"minute": float64(minute)},
		CauseSource: "test", CauseID: fmt.Sprint(minute),
	}
}

func skip(account string, minute int, reason customer.Reason) customer.Decision {
	return decision(account, minute, customer.Skip, reason)
}

// decide records decisions, each in a transaction of its own.
func decide(t testing.TB, s store.Store, decisions ...customer.Decision) {
	t.Helper()
	for _, d := range decisions {
		update(t, s, on(d.Account), func(tx store.Tx) error { return tx.AddDecision(d) })
	}
}

func decisions(q store.DecisionQuery) func(store.Reader) ([]store.DecisionRow, error) {
	return func(r store.Reader) ([]store.DecisionRow, error) { return r.Decisions(q) }
}

func decisionTest(t *testing.T, s store.Store) {
	enrolled := decision("a", 1, customer.Enrol, "")
	bare := customer.Decision{Occurrence: "x", Account: "a"}
	decide(t, s, enrolled, bare)
	rows := read(t, s, decisions(store.DecisionQuery{}))
	require.Len(t, rows, 2)
	require.Equal(t, store.DecisionRow{ID: rows[0].ID, Decision: enrolled, Count: 1, LastAt: after(1)}, rows[0])
	require.Equal(t, store.DecisionRow{ID: rows[1].ID, Decision: bare, Count: 1}, rows[1])

	err := s.Update(context.Background(), on("a"), func(tx store.Tx) error {
		return tx.AddDecision(customer.Decision{Account: "a", Playbook: "rescue"})
	})
	require.ErrorContains(t, err, "occurrence")
}

func mergeTest(t *testing.T, s store.Store) {
	elsewhere := skip("a", 30, customer.ReasonWhen)
	elsewhere.Playbook = "other"
	byEvent := skip("a", 31, customer.ReasonWhen)
	byEvent.Trigger = "event"
	decide(t, s,
		skip("a", 1, customer.ReasonWhen),
		elsewhere, byEvent, skip("b", 32, customer.ReasonWhen), // others between don't separate
		skip("a", 2, customer.ReasonWhen),
		skip("a", 3, customer.ReasonWhen),
		skip("a", 4, customer.ReasonCooldown), // another reason does
		skip("a", 5, customer.ReasonWhen),
		decision("a", 6, customer.Enrol, ""), // and an enrolment
		decision("a", 7, customer.Enrol, ""),
		skip("a", 8, customer.ReasonWhen),
		skip("a", 9, customer.ReasonWhen),
	)
	type row struct{ count, first, last int }
	var got []row
	rows := read(t, s, decisions(store.DecisionQuery{Account: "a", Playbook: "rescue"}))
	for _, r := range rows {
		if r.Trigger == "health_drop" {
			got = append(got, row{r.Count, int(r.At.Sub(start).Minutes()), int(r.LastAt.Sub(start).Minutes())})
		}
	}
	require.Equal(t, []row{{3, 1, 3}, {1, 4, 4}, {1, 5, 5}, {1, 6, 6}, {1, 7, 7}, {2, 8, 9}}, got)

	want := skip("a", 3, customer.ReasonWhen)
	want.Occurrence, want.At = "a/1", after(1)
	require.Equal(t, want, rows[0].Decision, "the first's occurrence and instant, the rest the last's")
}

// separateTest is what a skip is told apart by from the one before.
func separateTest(t *testing.T, s store.Store) {
	of := func(minute int, key, contact string) customer.Decision {
		d := skip("a", minute, customer.ReasonWhen)
		d.Key, d.Contact = key, contact
		if contact != "" {
			d.Occurrence += "/contact:" + contact
		}
		return d
	}
	decide(t, s, of(1, "k", ""), of(2, "k", ""), of(3, "l", ""), of(4, "l", "kim"), of(5, "l", "kim"), of(6, "l", "lee"))
	var got []string
	for _, r := range read(t, s, decisions(store.DecisionQuery{Account: "a"})) {
		got = append(got, fmt.Sprint(r.Key, " ", r.Contact, " ", r.Count))
	}
	require.Equal(t, []string{"k  2", "l  1", "l kim 2", "l lee 1"}, got)
}

func occurrenceTest(t *testing.T, s store.Store) {
	for range 2 {
		decide(t, s,
			skip("a", 1, customer.ReasonWhen), skip("a", 2, customer.ReasonWhen), skip("a", 3, customer.ReasonWhen),
			decision("a", 4, customer.Enrol, ""),
		)
	}
	changed := decision("a", 2, customer.Enrol, "")
	decide(t, s, changed)
	rows := read(t, s, decisions(store.DecisionQuery{}))
	require.Len(t, rows, 2)
	require.Equal(t, 3, rows[0].Count)
	require.Equal(t, customer.Enrol, rows[1].Outcome)
}

func pendingTest(t *testing.T, s store.Store) {
	const waits, enrolled = customer.ReasonCooldown, customer.Enrol
	again := decision("a", 1, customer.Pending, customer.ReasonPaused)
	again.At = after(2)
	done := decision("a", 1, enrolled, "")
	done.At, done.Detail = after(5), "at last"
	late := decision("a", 1, customer.Skip, waits)
	decide(t, s,
		decision("a", 1, customer.Pending, waits),
		skip("a", 3, waits), // equal skips aren't counted in what is pending
		again,
	)
	rows := read(t, s, decisions(store.DecisionQuery{Outcome: customer.Pending}))
	require.Len(t, rows, 1)
	want := decision("a", 1, customer.Pending, customer.ReasonPaused)
	require.Equal(t, store.DecisionRow{ID: rows[0].ID, Decision: want, Count: 1, LastAt: after(2)}, rows[0])

	decide(t, s, done, late)
	require.Empty(t, read(t, s, decisions(store.DecisionQuery{Outcome: customer.Pending})))
	rows = read(t, s, decisions(store.DecisionQuery{Account: "a"}))
	require.Len(t, rows, 2)
	want.Outcome, want.Reason, want.Detail = enrolled, "", "at last"
	require.Equal(t, store.DecisionRow{ID: rows[0].ID, Decision: want, Count: 1, LastAt: after(5)}, rows[0], "decided for good")
	require.Equal(t, customer.Skip, rows[1].Outcome)
}

// waitedTest is that the row of what was pending and refused in the end goes on to say when that was.
func waitedTest(t *testing.T, s store.Store) {
	refused := skip("a", 1, customer.ReasonWhen)
	refused.At = after(5)
	decide(t, s, decision("a", 1, customer.Pending, customer.ReasonCooldown), refused,
		skip("a", 7, customer.ReasonWhen), skip("a", 8, customer.ReasonWhen))
	rows := read(t, s, decisions(store.DecisionQuery{Account: "a"}))
	require.Len(t, rows, 2)
	require.Equal(t, after(5), rows[0].LastAt)
	require.Equal(t, after(5), rows[0].First().At)
	require.Equal(t, 2, rows[1].Count)
	require.Equal(t, after(8), rows[1].LastAt)
	require.Equal(t, after(7), rows[1].First().At)
}

func decisionFilterTest(t *testing.T, s store.Store) {
	for i := range 8 {
		d := decision([]string{"a", "b"}[i%2], i, customer.Enrol, "")
		d.Playbook = []string{"p", "q"}[i/2%2]
		if i >= 4 {
			d.Outcome, d.Reason = customer.Skip, customer.ReasonWhen
		}
		decide(t, s, d)
	}
	for _, account := range []string{"", "a", "b"} {
		for _, playbook := range []string{"", "p", "q"} {
			for _, outcome := range []customer.Outcome{"", customer.Enrol, customer.Skip} {
				want := 8
				for _, set := range []bool{account != "", playbook != "", outcome != ""} {
					if set {
						want /= 2
					}
				}
				rows := pages(t, s, want, func(r store.Reader, last *store.DecisionRow, limit int) ([]store.DecisionRow, error) {
					q := store.DecisionQuery{Account: account, Playbook: playbook, Outcome: outcome, Limit: limit}
					if last != nil {
						q.After = last.ID
					}
					return r.Decisions(q)
				})
				for _, row := range rows {
					require.True(t, account == "" || row.Account == account)
					require.True(t, playbook == "" || row.Playbook == playbook)
					require.True(t, outcome == "" || row.Outcome == outcome)
				}
			}
		}
	}
}
