package engine_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

const scored = declarations + `
health_score "support" {
  when = "account.status == 'customer'"
  measure "tickets" {
    weight = 100
    value  = "metric.tickets_7d"
    worst  = 4
    best   = 0
  }
  band "green" { from = 75 }
  band "red" { from = 0 }
}
`

func (h *harness) scores(account string) (rows []store.ScoreRow) {
	h.T.Helper()
	h.View(func(r store.Reader) (err error) {
		rows, err = r.Scores(store.ScoreQuery{Account: account})
		return err
	})
	return rows
}

func TestTheHistoryOfHealthSaysWhyItFell(t *testing.T) {
	t.Parallel()
	h := newHarness(t, scored)
	h.PutAccount("acme")
	rows := h.scores("acme")
	require.Len(t, rows, 1)
	require.Nil(t, rows[0].Score.Score, "tickets were never received, so that nothing can be scored")
	h.Ingest("1", "ticket", "acme")
	for _, id := range []string{"2", "3", "4", "5"} {
		h.Clock.Advance(2 * time.Hour)
		h.Ingest(id, "ticket", "acme")
	}
	h.Advance(9 * 24 * time.Hour) // the tickets leave the window, one by one
	rows = h.scores("acme")[1:]
	first, lowest, last := rows[0], rows[0], rows[len(rows)-1]
	for _, row := range rows {
		if *row.Score.Score < *lowest.Score.Score {
			lowest = row
		}
	}
	require.Equal(t, "green", first.Band)
	require.InDelta(t, 75, *first.Score.Score, 0)
	require.InDelta(t, 0, *lowest.Score.Score, 0)
	require.Equal(t, startMessage.Add(6*time.Hour), lowest.At, "the fifth is beyond the worst, which tells nothing")
	require.InDelta(t, 4, *lowest.Measures[0].Value, 0)
	require.Equal(t, "green", last.Band)
	require.InDelta(t, 100, *last.Score.Score, 0, "time alone is in the history, too")
	for i := 1; i < len(rows); i++ {
		require.True(t, rows[i].Differs(rows[i-1].Score))
	}
}

func TestScoresThatTellNothingNew(t *testing.T) {
	t.Parallel()
	n, other := 5.0, 6.0
	score := customer.Score{At: startMessage, Definition: "a", Band: "red", Score: &n}
	same := 5.0
	require.False(t, customer.Score{At: startMessage.Add(1), Definition: "a", Band: "red", Score: &same, Measures: []customer.MeasureResult{{}}}.Differs(score))
	require.True(t, customer.Score{At: startMessage, Definition: "a", Band: "red", Score: &other}.Differs(score))
	require.True(t, customer.Score{At: startMessage, Definition: "a", Band: "red"}.Differs(score))
	require.True(t, customer.Score{At: startMessage, Definition: "b", Band: "red", Score: &n}.Differs(score))
	require.True(t, customer.Score{At: startMessage, Definition: "a", Band: "green", Score: &n}.Differs(score))
}
