package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

var goalTests = map[string]func(*testing.T, store.Store){
	"a goal is kept, and what became of it": goalTest,
	"by account and playbook, in pages":     goalFilterTest,
	"unit by unit":                          goalUnitTest,
	"definitions are kept by their hash":    goalDefinitionTest,
}

// goal returns a goal of an enrolment that began so many minutes after the start.
func goal(account, playbook string, minute int) customer.Goal {
	return customer.Goal{
		Enrolment: fmt.Sprintf("%s-%s-%d", account, playbook, minute), Account: account, Contact: "kim", Playbook: playbook,
		Name: "grown", Definition: "definition", Unit: "unit-" + account, Control: minute%2 == 1,
		Started: after(minute), Until: after(minute + 100),
	}
}

func putGoals(t testing.TB, s store.Store, goals ...customer.Goal) {
	t.Helper()
	for _, g := range goals {
		update(t, s, on(g.Account), func(tx store.Tx) error { return tx.PutGoal(g) })
	}
}

func goals(q store.GoalQuery) func(store.Reader) ([]store.GoalRow, error) {
	return func(r store.Reader) ([]store.GoalRow, error) { return r.Goals(q) }
}

func goalTest(t *testing.T, s store.Store) {
	watched := goal("a", "p", 1)
	other := watched
	other.Name = "other"
	putGoals(t, s, watched, other)
	end := watched
	end.Unit = "" // is known
	end.Outcome, end.At, end.Detail = customer.Reached, after(7), "health.score is 80."
	putGoals(t, s, end)
	end.Unit = watched.Unit
	rows := read(t, s, goals(store.GoalQuery{Account: "a"}))
	require.Len(t, rows, 2)
	require.Equal(t, end, rows[0].Goal)
	require.Equal(t, other, rows[1].Goal)
	require.Empty(t, read(t, s, goals(store.GoalQuery{Account: "b"})))

	err := s.Update(context.Background(), on("a"), func(tx store.Tx) error { return tx.PutGoal(goal("b", "p", 1)) })
	require.Error(t, err, "the account isn't locked")
}

func goalFilterTest(t *testing.T, s store.Store) {
	for i := range 8 {
		putGoals(t, s, goal([]string{"a", "b"}[i%2], []string{"p", "q"}[i/4], i))
	}
	for playbook, want := range map[string]int{"": 4, "p": 2, "none": 0} {
		pages(t, s, want, func(r store.Reader, last *store.GoalRow, limit int) ([]store.GoalRow, error) {
			q := store.GoalQuery{Account: "a", Playbook: playbook, Limit: limit}
			if last != nil {
				q.After = last.ID
			}
			return r.Goals(q)
		})
	}
}

func goalUnitTest(t *testing.T, s store.Store) {
	putGoals(t, s, goal("b", "p", 1), goal("a", "q", 2), goal("a", "p", 3), goal("b", "p", 4))
	order := func(playbook string) []string {
		return read(t, s, func(r store.Reader) (order []string, err error) {
			err = r.EachGoal(playbook, func(g customer.Goal) { order = append(order, g.Enrolment) })
			return order, err
		})
	}
	require.Equal(t, []string{"a-p-3", "b-p-1", "b-p-4", "a-q-2"}, order(""))
	require.Equal(t, []string{"a-q-2"}, order("q"))
	require.Empty(t, order("none"))
}

func goalDefinitionTest(t *testing.T, s store.Store) {
	for range 2 {
		update(t, s, nil, func(tx store.Tx) error {
			return tx.PutGoalDefinition("definition", json.RawMessage(`{"name":"grown"}`))
		})
	}
	known := read(t, s, store.Reader.GoalDefinitions)
	require.Len(t, known, 1)
	require.JSONEq(t, `{"name":"grown"}`, string(known["definition"]))

	watched := func() bool {
		return read(t, s, func(r store.Reader) (bool, error) { return r.GoalTracked("definition") })
	}
	require.False(t, watched())
	first, second := goal("a", "p", 1), goal("b", "p", 1)
	putGoals(t, s, first, second)
	require.True(t, watched())
	first.Outcome, second.Outcome = customer.Missed, customer.Reached
	putGoals(t, s, first)
	require.True(t, watched(), "one of two")
	putGoals(t, s, second)
	require.False(t, watched())
}
