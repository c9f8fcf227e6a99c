package api_test

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/engine/api"
)

// listed is a page of any list.
type listed struct {
	Items []map[string]any
	Next  *string
}

func lists() []string { return []string{"accounts", "runs", "tasks", "decisions"} }

func TestListsGiveEachItemOnce(t *testing.T) {
	t.Parallel()
	for _, list := range lists() {
		t.Run(list, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				n, limit := rapid.IntRange(0, 20).Draw(t, "items"), rapid.IntRange(1, 7).Draw(t, "limit")
				h := serve(many(n), api.Options{})
				items, cursor := 0, ""
				for pages := 0; ; pages++ {
					if pages > n/limit {
						t.Fatalf("more pages than items need")
					}
					a := call(h, "GET", fmt.Sprintf("/v1/%s?limit=%d&cursor=%s", list, limit, url.QueryEscape(cursor)), "")
					if a.status != 200 {
						t.Fatalf("%d %s", a.status, a.body)
					}
					var p listed
					unmarshal(t, a.body, &p)
					items += len(p.Items)
					if p.Next == nil {
						break
					}
					if len(p.Items) != limit {
						t.Fatalf("a page before the last holds %d of %d", len(p.Items), limit)
					}
					cursor = *p.Next
				}
				if items != n {
					t.Fatalf("got %d items of %d", items, n)
				}
			})
		})
	}
}

func TestListsHaveTheFormOfTheContract(t *testing.T) {
	t.Parallel()
	for _, list := range lists() {
		require.JSONEq(t, `{"items":[],"next":null}`, call(serve(&fake{}, api.Options{}), "GET", "/v1/"+list, "").body)
	}
}

func TestListsHoldFiftyUnlessAsked(t *testing.T) {
	t.Parallel()
	h := serve(many(600), api.Options{})
	for _, list := range lists() {
		require.Len(t, decode[listed](t, call(h, "GET", "/v1/"+list, "")).Items, 50, list)
		require.Len(t, decode[listed](t, call(h, "GET", "/v1/"+list+"?limit=500", "")).Items, 500, list)
	}
}

func TestListsRefuseWhatTheyDontKnow(t *testing.T) {
	t.Parallel()
	h := serve(many(3), api.Options{})
	for _, list := range lists() {
		for query, words := range map[string]string{
			"limit=0":     "query.limit: expected number >= 1",
			"limit=501":   "query.limit: expected number <= 500",
			"limit=many":  "query.limit: invalid integer",
			"acount=acme": "query.acount: unknown query parameter",
		} {
			requireProblem(t, call(h, "GET", "/v1/"+list+"?"+query, ""), 422, words)
		}
	}
	requireProblem(t, call(h, "GET", "/v1/runs?status=done", ""), 422, "query.status", "running, finished")
	requireProblem(t, call(h, "GET", "/v1/tasks?status=done", ""), 422, "query.status", "open, completed")
	requireProblem(t, call(h, "GET", "/v1/decisions?outcome=no", ""), 422, "query.outcome", "enrolled, control, skipped, pending")
}

func TestCursorsAreChecked(t *testing.T) {
	t.Parallel()
	h := serve(many(3), api.Options{})
	runs := *decode[listed](t, call(h, "GET", "/v1/runs?limit=1", "")).Next
	edited := base64.RawURLEncoding.EncodeToString([]byte("abcdx1002"))
	for _, cursor := range []string{"x", "!!", "AAAA", "x1001", runs[1:], runs + "A", edited} {
		requireProblem(t, call(h, "GET", "/v1/runs?cursor="+url.QueryEscape(cursor), ""), 400, "query.cursor", `"next"`)
	}
	for _, list := range []string{"accounts", "tasks", "decisions"} {
		requireProblem(t, call(h, "GET", "/v1/"+list+"?cursor="+runs, ""), 400, "query.cursor")
	}
	other := serve(many(0), api.Options{})
	requireProblem(t, call(other, "GET", "/v1/runs?cursor="+runs, ""), 400, "query.cursor")
}
