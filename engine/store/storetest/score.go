package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

var scoreTests = map[string]func(*testing.T, store.Store){
	"a score is kept with its parts":    scoreTest,
	"of an hour the last score is kept": hourTest,
	"old scores are forgotten":          forgetScoreTest,
	"by account and time, in pages":     scoreFilterTest,
}

// score returns a score at so many minutes after the start.
func score(minute int, n float64, band string) customer.Score {
	return customer.Score{
		At: after(minute), Definition: "standard", Band: band, Score: &n,
		Measures: []customer.MeasureResult{{Name: "usage", Weight: 100, Value: &n, Score: &n, Known: true}},
	}
}

func addScores(t testing.TB, s store.Store, account string, scores ...customer.Score) {
	t.Helper()
	for _, sc := range scores {
		update(t, s, on(account), func(tx store.Tx) error { return tx.AddScore(account, sc, time.Time{}) })
	}
}

func scores(q store.ScoreQuery) func(store.Reader) ([]store.ScoreRow, error) {
	return func(r store.Reader) ([]store.ScoreRow, error) { return r.Scores(q) }
}

func scoreTest(t *testing.T, s store.Store) {
	none := customer.Score{At: after(200)}
	addScores(t, s, "a", score(1, 71.5, "yellow"), none)
	rows := read(t, s, scores(store.ScoreQuery{Account: "a"}))
	require.Len(t, rows, 2)
	require.Equal(t, score(1, 71.5, "yellow"), rows[0].Score)
	require.Equal(t, none, rows[1].Score)
	require.Empty(t, read(t, s, scores(store.ScoreQuery{Account: "b"})))

	err := s.Update(context.Background(), on("a"), func(tx store.Tx) error { return tx.AddScore("b", none, time.Time{}) })
	require.Error(t, err, "the account isn't locked")
}

func hourTest(t *testing.T, s store.Store) {
	addScores(t, s, "b", score(1, 1, "red"))
	addScores(t, s, "a",
		score(0, 70, "yellow"), score(30, 71, "yellow"), score(59, 72, "yellow"), // one row
		score(60, 73, "yellow"),                         // another hour
		score(61, 76, "green"), score(62, 74, "yellow"), // other bands
		score(63, 73.5, "yellow"),
	)
	var got []float64
	for _, row := range read(t, s, scores(store.ScoreQuery{Account: "a"})) {
		got = append(got, *row.Score.Score)
	}
	require.Equal(t, []float64{72, 73, 76, 73.5}, got)
	require.Len(t, read(t, s, scores(store.ScoreQuery{Account: "b"})), 1)
}

// What the score was at the beginning of the time that is kept is a part of it.
func forgetScoreTest(t *testing.T, s store.Store) {
	addScores(t, s, "a", score(0, 1, "red"), score(100, 2, "red"))
	for i, first := range []int{0, 100} { // The second followed at 100, which is kept first, and then isn't.
		update(t, s, on("a"), func(tx store.Tx) error { return tx.AddScore("a", score(200+100*i, 3, "red"), after(100+i)) })
		require.Equal(t, after(first), read(t, s, scores(store.ScoreQuery{Account: "a"}))[0].At)
	}
}

func scoreFilterTest(t *testing.T, s store.Store) {
	for i := range 6 {
		addScores(t, s, []string{"a", "b"}[i%2], score(100*i, float64(i), "red"))
	}
	pages(t, s, 3, func(r store.Reader, last *store.ScoreRow, limit int) ([]store.ScoreRow, error) {
		q := store.ScoreQuery{Account: "a", Limit: limit}
		if last != nil {
			q.After = last.ID
		}
		return r.Scores(q)
	})
	rows := read(t, s, scores(store.ScoreQuery{Account: "a", From: after(200), To: after(400)}))
	require.Len(t, rows, 1, "from the first instant, up to the last")
	require.Equal(t, after(200), rows[0].At)
}
