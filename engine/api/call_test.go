package api_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/api"
)

// serve returns the handler for an engine, or a panic: no test of the handler gives it bad metrics.
func serve(e api.Engine, o api.Options) http.Handler {
	h, err := api.New(e, o)
	if err != nil {
		panic(err)
	}
	return h
}

// answer is a response as tests look at it.
type answer struct {
	status int
	header http.Header
	body   string
}

// call sends one request; headers come as "Name: value".
func call(h http.Handler, method, path, body string, headers ...string) answer {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, line := range headers {
		name, value, _ := strings.Cut(line, ": ")
		if r.Header.Set(name, value); name == "Host" {
			r.Host = value
		}
	}
	return answers(h, r, body)
}

// answers returns what a handler answers to a request with a body; it must be as the OpenAPI document says.
func answers(h http.Handler, r *http.Request, sent string) answer {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	a := answer{status: w.Code, header: w.Header(), body: w.Body.String()}
	readContract().mustKeep(r, sent, a)
	return a
}

// decode reads an answer's JSON.
func decode[T any](t *testing.T, a answer) T {
	t.Helper()
	var v T
	require.NoError(t, json.Unmarshal([]byte(a.body), &v), a.body)
	return v
}

// problem is the parts of a problem detail that promises are made about.
type problem struct {
	Title  string
	Status int
	Detail string
	Errors []struct{ Location, Message string }
}

// requireProblem checks that an answer is a problem detail with a sentence that holds some words.
func requireProblem(t *testing.T, a answer, status int, words ...string) problem {
	t.Helper()
	require.Equal(t, status, a.status, a.body)
	require.Equal(t, "application/problem+json", a.header.Get("Content-Type"))
	p := decode[problem](t, a)
	require.Equal(t, status, p.Status)
	require.Equal(t, http.StatusText(status), p.Title)
	require.NotEmpty(t, p.Detail)
	for _, w := range words {
		require.Contains(t, p.Detail, w)
	}
	return p
}

// unmarshal reads JSON within a property.
func unmarshal(t interface{ Fatalf(string, ...any) }, text string, into any) {
	if err := json.Unmarshal([]byte(text), into); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
}
