package api_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/api"
)

func TestHostIsCheckedOnLoopback(t *testing.T) {
	t.Parallel()
	tests := []struct {
		listen, host string
		status       int
	}{
		{"127.0.0.1:7070", "127.0.0.1:7070", 200},
		{"127.0.0.1:7070", "localhost:7070", 200},
		{"127.0.0.1:7070", "LOCALHOST", 200},
		{"127.0.0.1:7070", "localhost.", 200},
		{"127.0.0.1:7070", "[::1]:7070", 200},
		{"[::1]:7070", "[::1]:7070", 200},
		{"localhost:7070", "127.0.0.1:7070", 200},
		{"127.0.0.1:7070", "evil.example:7070", 421},
		{"127.0.0.1:7070", "127.0.0.1.evil.example", 421},
		{"localhost:7070", "localhost.evil.example", 421},
		{"[::1]:7070", "192.168.0.2:7070", 421},
		{"0.0.0.0:7070", "tend.example.com", 200},
		{":7070", "tend.example.com", 200},
		{"", "tend.example.com", 200},
	}
	for _, tt := range tests {
		t.Run(tt.listen+" "+tt.host, func(t *testing.T) {
			t.Parallel()
			a := call(serve(&fake{}, api.Options{Listen: tt.listen}), "GET", "/healthz", "", "Host: "+tt.host)
			require.Equal(t, tt.status, a.status, a.body)
			if tt.status != 200 {
				requireProblem(t, a, tt.status, tt.listen)
			}
		})
	}
}

func TestPagesOfOtherOriginsCantWrite(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		method, path, body string
		headers            []string
		status             int
	}{
		"a program":            {"POST", "/v1/events", login, nil, 200},
		"the same origin":      {"POST", "/v1/events", login, []string{"Origin: http://example.com", "Sec-Fetch-Site: same-origin"}, 200},
		"another site":         {"POST", "/v1/events", login, []string{"Origin: http://evil.example", "Sec-Fetch-Site: cross-site"}, 403},
		"another site, no fet": {"POST", "/v1/events", login, []string{"Origin: http://evil.example"}, 403},
		"reading":              {"GET", "/healthz", "", []string{"Sec-Fetch-Site: cross-site"}, 200},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &fake{}
			a := call(serve(f, api.Options{}), tt.method, tt.path, tt.body, tt.headers...)
			require.Equal(t, tt.status, a.status, a.body)
			if tt.status == http.StatusForbidden {
				requireProblem(t, a, tt.status, "another origin")
				require.Empty(t, f.got)
			}
		})
	}
}

func TestSecurityHeaders(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /mail", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<p>mail")) })
	h := serve(&fake{}, api.Options{Mux: mux})
	for _, path := range []string{"/healthz", "/v1/runs", "/nowhere", "/openapi.json", "/mail"} {
		a := call(h, "GET", path, "")
		require.Equal(t, "nosniff", a.header.Get("X-Content-Type-Options"), path)
		require.Equal(t, "DENY", a.header.Get("X-Frame-Options"), path)
		require.Equal(t, "no-referrer", a.header.Get("Referrer-Policy"), path)
		if path != "/mail" {
			require.Equal(t, "default-src 'none'; frame-ancestors 'none'", a.header.Get("Content-Security-Policy"), path)
		}
	}
	require.Equal(t, "no-store", call(h, "GET", "/v1/runs", "").header.Get("Cache-Control"))
}

func TestPagesOfOthersAreServedBesideTheAPI(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	h := serve(&fake{}, api.Options{Mux: mux})
	mux.HandleFunc("GET /mail", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("mail")) })
	require.Equal(t, "mail", call(h, "GET", "/mail", "").body)
	require.Equal(t, 200, call(h, "GET", "/healthz", "").status)
}

func TestUnknownRoutesAndMethods(t *testing.T) {
	t.Parallel()
	h := serve(&fake{}, api.Options{})
	requireProblem(t, call(h, "GET", "/v2/runs", ""), 404, "/v2/runs", "/openapi.json")
	requireProblem(t, call(h, "GET", "/v1/runs/", ""), 404, "/v1/runs/")
	a := call(h, "POST", "/v1/accounts/acme", "")
	requireProblem(t, a, 405, "POST", "DELETE or GET or HEAD or PUT")
	require.Equal(t, "DELETE, GET, HEAD, PUT", a.header.Get("Allow"))
	requireProblem(t, call(h, "GET", "/v1/events", ""), 405, "it takes POST")
}

func TestAServerAnswersOverAConnection(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(serve(&fake{}, api.Options{Listen: "127.0.0.1:0"}))
	defer server.Close()
	res, err := server.Client().Get(server.URL + "/v1/runs")
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, 200, res.StatusCode)
}
