package api_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/api"
)

const (
	login  = `{"id":"e1","type":"login","account":"acme","contact":"kenji","time":"2026-04-01T09:00:00+09:00","data":{"device":"phone"}}`
	bad    = `{"id":"e2","type":"login","account":"acme","time":"yesterday"}`
	ndjson = "Content-Type: application/x-ndjson"
)

func TestEventsFormsOfBody(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body    string
		headers []string
		status  int
		events  int   // that reach the engine
		refused []int // indexes
	}{
		"one object":                  {body: login, status: 200, events: 1},
		"spread over lines":           {body: strings.ReplaceAll(login, ",", ",\n  "), status: 200, events: 1},
		"array":                       {body: "[" + login + "," + login + "]", status: 200, events: 2},
		"empty array":                 {body: "[]", status: 200},
		"array, one bad":              {body: "[" + bad + "," + login + "]", status: 207, events: 1, refused: []int{0}},
		"array, one not an object":    {body: "[" + login + `,"x"]`, status: 207, events: 1, refused: []int{1}},
		"array, all bad":              {body: "[" + bad + "]", status: 422, refused: []int{0}},
		"one bad object":              {body: bad, status: 422, refused: []int{0}},
		"lines":                       {body: login + "\n" + login + "\n", headers: []string{ndjson}, status: 200, events: 2},
		"lines, blank ones not told":  {body: "\n" + login + "\n\n \r\n" + bad, headers: []string{ndjson}, status: 207, events: 1, refused: []int{1}},
		"lines, one malformed":        {body: "{\n" + login, headers: []string{ndjson}, status: 207, events: 1, refused: []int{0}},
		"lines, none":                 {body: "\n", headers: []string{ndjson}, status: 200},
		"lines seen by their look":    {body: login + "\n" + login, status: 200, events: 2},
		"by their look, second bad":   {body: login + "\n{oops", status: 207, events: 1, refused: []int{1}},
		"lines without content type":  {body: login + "\n" + login, headers: []string{"Content-Type: "}, status: 200, events: 2},
		"byte order mark":             {body: "\ufeff" + login, status: 200, events: 1},
		"content type with parameter": {body: login, headers: []string{"Content-Type: application/json; charset=utf-8"}, status: 200, events: 1},
		"cloud events' content type":  {body: login, headers: []string{"Content-Type: application/cloudevents+json"}, status: 200, events: 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &fake{}
			a := call(serve(f, api.Options{}), "POST", "/v1/events", tt.body, tt.headers...)
			require.Equal(t, tt.status, a.status, a.body)
			require.Equal(t, "application/json", a.header.Get("Content-Type"))
			require.Len(t, f.got, tt.events)
			report := decode[api.EventReport](t, a)
			require.Equal(t, tt.events, report.Accepted)
			var refused []int
			for _, r := range report.Rejected {
				refused = append(refused, r.Index)
				require.NotEmpty(t, r.Reason)
			}
			require.Equal(t, tt.refused, refused)
		})
	}
}

func TestEventsRefusedBodies(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body    string
		headers []string
		status  int
		words   []string
	}{
		"empty":                      {body: "", headers: []string{"Content-Type: application/json"}, status: 400, words: []string{"body"}},
		"blank":                      {body: " \n", status: 400, words: []string{"body is empty"}},
		"a string":                   {body: `"login"`, status: 400, words: []string{"a string", "an array of events"}},
		"null":                       {body: "null", status: 400, words: []string{"null"}},
		"malformed object":           {body: "{", status: 400, words: []string{"isn't valid JSON"}},
		"malformed object, lines":    {body: "{\n\"id\": 1\n\"x\"}", status: 400, words: []string{"isn't valid JSON"}},
		"malformed array":            {body: "[" + login + ",", status: 400, words: []string{"isn't valid JSON"}},
		"malformed array over lines": {body: "[\n" + login + "\n" + login + "\n]", status: 400, words: []string{"isn't valid JSON"}},
		"text":                       {body: login, headers: []string{"Content-Type: text/plain"}, status: 415, words: []string{"application/x-ndjson"}},
		"a form":                     {body: login, headers: []string{"Content-Type: application/x-www-form-urlencoded"}, status: 415, words: []string{"application/json"}},
		"nonsense type":              {body: login, headers: []string{"Content-Type: ;;"}, status: 415, words: []string{"application/json"}},
		"too large":                  {body: strings.Repeat(" ", 1025), status: 413, words: []string{"1 KiB", "in parts"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &fake{}
			a := call(serve(f, api.Options{MaxBody: 1024}), "POST", "/v1/events", tt.body, tt.headers...)
			requireProblem(t, a, tt.status, tt.words...)
			require.Empty(t, f.got)
		})
	}
}

func TestEventsUpToTheLimitAreTaken(t *testing.T) {
	t.Parallel()
	h := serve(&fake{}, api.Options{MaxBody: 1024})
	require.Equal(t, 200, call(h, "POST", "/v1/events", login+strings.Repeat(" ", 1024-len(login))).status)
}

func TestEventsSayWhatIsWrongWithAField(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ body, reason string }{
		"no fields":      {`{}`, "id: is required; type: is required; account: is required; time: is required, as RFC 3339: 2026-04-01T09:00:00+09:00"},
		"misspelt":       {`{"id":"1","type":"t","acount":"a","account":"a","time":"2026-04-01T09:00:00Z"}`, `acount: unknown field, did you mean "account"?`},
		"case":           {`{"ID":"1","id":"1","type":"t","account":"a","time":"2026-04-01T09:00:00Z"}`, `ID: unknown field, did you mean "id"?`},
		"property":       {`{"id":"1","type":"t","account":"a","time":"2026-04-01T09:00:00Z","score":9}`, "score: unknown field: an event has id, source, type, account, contact, time, data; its properties go into data"},
		"wrong kinds":    {`{"id":1,"type":[],"account":{},"time":true,"data":"x"}`, "id: must be a string, not a number; type: must be a string, not an array; account: must be a string, not an object; time: must be a string as RFC 3339, such as 2026-04-01T09:00:00+09:00, not a boolean; data: must be an object, not a string"},
		"empty":          {`{"id":"","source":"","type":"t","account":"a","time":"2026-04-01T09:00:00Z"}`, "id: must not be empty; source: must not be empty"},
		"null":           {`{"id":null,"type":"t","account":"a","time":"2026-04-01T09:00:00Z"}`, "id: is required"},
		"no offset":      {`{"id":"1","type":"t","account":"a","time":"2026-04-01T09:00:00"}`, `time: must be RFC 3339 with an offset, such as 2026-04-01T09:00:00+09:00, not "2026-04-01T09:00:00"`},
		"a date":         {`{"id":"1","type":"t","account":"a","time":"2026-04-01"}`, `time: must be RFC 3339 with an offset, such as 2026-04-01T09:00:00+09:00, not "2026-04-01"`},
		"huge number":    {`{"id":"1","type":"t","account":"a","time":"2026-04-01T09:00:00Z","data":{"n":1e999}}`, "not valid JSON: data.n: 1e999 is larger than any number that can be kept (line 1, column 78)"},
		"long value cut": {`{"id":"1","type":"t","account":"a","time":"` + strings.Repeat("あ", 100) + `"}`, `time: must be RFC 3339 with an offset, such as 2026-04-01T09:00:00+09:00, not "` + strings.Repeat("あ", 60) + `…"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := call(serve(&fake{}, api.Options{}), "POST", "/v1/events", tt.body)
			require.Equal(t, 422, a.status)
			require.Equal(t, []api.EventRejection{{Index: 0, Reason: tt.reason}}, decode[api.EventReport](t, a).Rejected)
		})
	}
}

func TestEventsReachTheEngineWhole(t *testing.T) {
	t.Parallel()
	f := &fake{}
	body := "[" + login + `,{"id":"e1","source":"crm","type":"login","account":"acme","contact":null,"time":"2026-04-01T00:00:00.5Z","data":null}]`
	require.Equal(t, 200, call(serve(f, api.Options{}), "POST", "/v1/events", body).status)
	require.Len(t, f.got, 2)
	require.True(t, f.got[0].Time.Equal(time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)))
	f.got[0].Time = time.Time{}
	require.Equal(t, engine.Event{
		ID: "e1", Source: "api", Type: "login", Account: "acme", Contact: "kenji", Data: map[string]any{"device": "phone"},
	}, f.got[0])
	require.Equal(t, engine.Event{
		ID: "e1", Source: "crm", Type: "login", Account: "acme", Time: time.Date(2026, 4, 1, 0, 0, 0, 5e8, time.UTC),
	}, f.got[1])
}

func TestEventsReportCountsPositionsOfTheBody(t *testing.T) {
	t.Parallel()
	f := &fake{report: func([]engine.Event) engine.Report {
		return engine.Report{
			Accepted: 1, Duplicates: 1,
			Conflicts: []engine.Conflict{{Index: 2, Source: "api", ID: "e1"}},
			Rejected:  []engine.Rejection{{Index: 0, Reason: "account \"acme\" is not known"}},
		}
	}}
	body := strings.Join([]string{bad, login, login, bad, login, login}, "\n")
	a := call(serve(f, api.Options{}), "POST", "/v1/events", body, ndjson)
	require.Equal(t, 207, a.status)
	r := decode[api.EventReport](t, a)
	require.Equal(t, []api.EventConflict{{Index: 4, Source: "api", ID: "e1"}}, r.Conflicts)
	require.Len(t, r.Rejected, 3)
	require.Equal(t, []int{0, 1, 3}, []int{r.Rejected[0].Index, r.Rejected[1].Index, r.Rejected[2].Index})
}

func TestEventsReportHasTheFormOfTheContract(t *testing.T) {
	t.Parallel()
	a := call(serve(&fake{}, api.Options{}), "POST", "/v1/events", login)
	require.JSONEq(t, `{"accepted":1,"duplicates":0,"conflicts":[],"rejected":[],"unknown_contacts":[]}`, a.body)
}

func TestEventsThatWerentCommittedAreNotSuccess(t *testing.T) {
	t.Parallel()
	a := call(serve(&fake{err: errors.New("disk is full at /var/tend")}, api.Options{}), "POST", "/v1/events", login)
	requireProblem(t, a, http.StatusServiceUnavailable, "nothing was committed", "send the same events again")
	require.Equal(t, "1", a.header.Get("Retry-After"))
	require.NotContains(t, a.body, "disk")
}
