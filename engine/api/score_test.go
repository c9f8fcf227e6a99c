package api_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/api"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

func (r rows) Scores(q store.ScoreQuery) ([]store.ScoreRow, error) {
	r.fake.asked = q
	return rest(r.fake.scores, q.Limit, func(s store.ScoreRow) bool { return s.ID == q.After }), nil
}

func TestHealthShowsHowItWas(t *testing.T) {
	t.Parallel()
	f := &fake{accounts: []*customer.State{{Account: "acme"}}, scores: []store.ScoreRow{
		{ID: 4, Score: customer.Score{At: day(1), Definition: "standard", Band: "green", Score: number(80)}},
		{ID: 7, Score: customer.Score{At: day(2), Definition: "standard", Band: "red", Score: number(20), Measures: []customer.MeasureResult{
			{Name: "usage", Weight: 40, Value: number(0.1), Score: number(20)},
		}}},
		{ID: 9, Score: customer.Score{At: day(3)}},
	}}
	h := serve(f, api.Options{})
	first := call(h, "GET", "/v1/accounts/acme/health?limit=2&from=2026-04-01T00:00:00Z&to=2026-05-01T00:00:00%2B09:00", "")
	require.Equal(t, http.StatusOK, first.status, first.body)
	page := decode[api.List[api.Score]](t, first)
	require.Len(t, page.Items, 2)
	require.Equal(t, day(2), page.Items[1].At)
	require.Equal(t, "usage", page.Items[1].Measures[0].Name)
	asked := f.asked.(store.ScoreQuery)
	require.Equal(t, "acme", asked.Account)
	require.True(t, day(0).Equal(asked.From))
	require.True(t, time.Date(2026, 4, 30, 15, 0, 0, 0, time.UTC).Equal(asked.To))

	rest := decode[api.List[api.Score]](t, call(h, "GET", "/v1/accounts/acme/health?limit=2&cursor="+*page.Next, ""))
	require.Len(t, rest.Items, 1)
	require.Nil(t, rest.Items[0].Score)
	require.Nil(t, rest.Next)

	require.Equal(t, http.StatusNotFound, call(h, "GET", "/v1/accounts/nobody/health", "").status)
	require.Equal(t, http.StatusBadRequest, call(h, "GET", "/v1/accounts/acme/health?cursor=x", "").status)
}
