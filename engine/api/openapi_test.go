package api_test

import (
	"flag"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/api"
)

var update = flag.Bool("update", false, "write openapi.json anew")

// The document in the repository is what a running engine serves; -update writes it.
func TestDocumentIsUpToDate(t *testing.T) {
	t.Parallel()
	a := call(serve(&fake{}, api.Options{}), "GET", "/openapi.json", "")
	require.Equal(t, 200, a.status)
	require.Equal(t, "application/openapi+json", a.header.Get("Content-Type"))
	if *update {
		require.NoError(t, os.WriteFile("openapi.json", []byte(a.body), 0o644))
	}
	golden, err := os.ReadFile("openapi.json")
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(string(golden), a.body), "run: go test ./engine/api -run TestDocumentIsUpToDate -update")
}

// What any operation may answer before its handler is asked is declared for each; call compares answers with the document.
func TestEveryOperationDeclaresWhatTheDoorAnswers(t *testing.T) {
	t.Parallel()
	h := guarded(api.Options{Token: "s3cret", Listen: "127.0.0.1:7070", MaxBody: 10})
	const token, host = "Authorization: Bearer s3cret", "Host: localhost"
	for _, r := range append(everyRoute(t), [2]string{"GET", "/healthz"}, [2]string{"GET", "/readyz"}) {
		method, path := r[0], r[1]
		require.Equal(t, 421, call(h, method, path, "", token, "Host: evil.example").status, r)
		if readContract().object("paths", path, strings.ToLower(method)) == nil {
			continue
		}
		if path != "/healthz" && path != "/readyz" {
			require.Equal(t, 401, call(h, method, path, "", host).status, r)
		}
		requireProblem(t, call(h, method, path+"?strange=1", "", token, host), 422, "query.strange")
		requireProblem(t, call(h, method, path+"?a=%zz", "", token, host), 400, "query")
		if method == http.MethodGet {
			continue
		}
		requireProblem(t, call(h, method, path, "{}", token, host, "Origin: http://evil.example"), 403, "origin")
		if method == http.MethodDelete {
			continue // takes no body
		}
		requireProblem(t, call(h, method, path, strings.Repeat(" ", 11), token, host), 413, "10 bytes")
		requireProblem(t, call(h, method, path, "{}", token, host, "Content-Type: text/plain"), 415, "content type")
	}
}

func TestDocumentNamesEveryAnswer(t *testing.T) {
	t.Parallel()
	type document struct {
		OpenAPI string
		Info    struct{ Title string }
		Paths   map[string]map[string]struct {
			OperationID, Summary string
			Responses            map[string]any
		}
	}
	d := decode[document](t, call(serve(&fake{}, api.Options{}), "GET", "/openapi.json", ""))
	require.Equal(t, "Tend", d.Info.Title)
	require.Equal(t, "3.1.0", d.OpenAPI)
	for _, status := range []string{"200", "207", "400", "401", "413", "415", "422", "503"} {
		require.Contains(t, d.Paths["/v1/events"]["post"].Responses, status)
	}
	for path, operations := range d.Paths {
		for method, op := range operations {
			require.NotEmpty(t, op.Summary, "%s %s", method, path)
			require.NotEmpty(t, op.OperationID, "%s %s", method, path)
		}
	}
}

// What the document says of null, of content types and of lengths is what the server takes.
func TestNullMeansAbsentWhereTheDocumentSaysSo(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for _, body := range []string{
		`{"name":null,"attributes":null,"contacts":null}`, `{"contacts":[{"id":"kenji","name":null,"email":null,"attributes":null}]}`,
	} {
		require.Equal(t, 200, call(h, "PUT", "/v1/accounts/acme", body).status, body)
	}
	require.Equal(t, 200, call(h, "POST", "/v1/playbooks/few/pause", `{"reason":null,"by":null}`).status)
	require.Equal(t, 200, call(h, "POST", "/v1/playbooks/few/resume", `{"reason":null,"by":null}`).status)
	for _, body := range []string{`null`, `{"contacts":[{"id":null}]}`, `{"contacts":[null]}`} {
		require.Equal(t, 422, call(h, "PUT", "/v1/accounts/acme", body).status, body)
	}
	a := call(h, "POST", "/v1/events", event("1", "signed", `,"contact":null,"source":null,"data":null`))
	require.Equal(t, 200, a.status, a.body)
}

func TestOnlyDeclaredContentTypesAreTaken(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for _, media := range []string{"application/merge-patch+json", "application/vnd.api+json", "application/json-patch+json", "text/json", "text/plain", "application/cbor", "application/x-www-form-urlencoded"} {
		requireProblem(t, call(h, "PUT", "/v1/accounts/acme", `{}`, "Content-Type: "+media), 415, "application/json")
		requireProblem(t, call(h, "POST", "/v1/events", event("1", "signed", ""), "Content-Type: "+media), 415, "application/json")
	}
	require.Equal(t, 404, call(h, "GET", "/v1/accounts/acme", "").status)
	for _, media := range []string{"application/json", "application/json; charset=UTF-8"} {
		require.Equal(t, 200, call(h, "PUT", "/v1/accounts/acme", `{}`, "Content-Type: "+media).status, media)
	}
	for _, media := range []string{"application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"} {
		require.Equal(t, 200, call(h, "POST", "/v1/events", event("1", "signed", ""), "Content-Type: "+media).status, media)
	}
}

func TestAReasonIsCountedInCharacters(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	require.Equal(t, 200, call(h, "POST", "/v1/playbooks/few/pause", `{"reason":"`+strings.Repeat("例", 500)+`"}`).status)
	require.Equal(t, 422, call(h, "POST", "/v1/playbooks/few/pause", `{"reason":"`+strings.Repeat("例", 501)+`"}`).status)
}

// A fraction has as many digits as it likes; those that aren't kept are told of.
func TestTimesOfTheSameMicrosecondAreTheSame(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	require.Equal(t, 200, call(h, "PUT", "/v1/accounts/acme", `{}`).status)
	at := func(fraction string) string {
		return `{"id":"f1","type":"signed","account":"acme","time":"2026-04-06T08:00:00.` + fraction + `Z"}`
	}
	require.Equal(t, 1, decode[api.EventReport](t, call(h, "POST", "/v1/events", at("1234567891"))).Accepted)
	require.Equal(t, 1, decode[api.EventReport](t, call(h, "POST", "/v1/events", at("123456"))).Duplicates)
	require.Equal(t, 422, call(h, "POST", "/v1/events", at("123457")).status)
	require.Contains(t, call(h, "GET", "/openapi.json", "").body, "times that differ in them alone are the same")
}
