package api_test

import (
	"encoding/base64"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/api"
)

// guarded returns an engine with a token, and with pages of others beside its API.
func guarded(o api.Options) http.Handler {
	o.Mux = http.NewServeMux()
	for _, pattern := range []string{"GET /metrics", "GET /{$}", "/mail/"} {
		o.Mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("page")) })
	}
	return serve(&fake{workspace: &dsl.Workspace{}}, o)
}

func basic(user, password string) string {
	return "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

// everyRoute returns a request for each operation of the document, and for each page.
func everyRoute(t *testing.T) [][2]string {
	t.Helper()
	type document struct {
		Paths map[string]map[string]any
	}
	routes := [][2]string{
		{"GET", "/metrics"},
		{"HEAD", "/metrics"},
		{"GET", "/"},
		{"GET", "/mail/"},
		{"POST", "/mail/x"},
		{"GET", "/mail"},
		{"GET", "/openapi.json"},
		{"GET", "/nowhere"},
		{"DELETE", "/healthz"},
		{"GET", "/healthz/x"},
		{"GET", "/docs"},
	}
	for path, operations := range decode[document](t, call(serve(&fake{}, api.Options{}), "GET", "/openapi.json", "")).Paths {
		for method := range operations {
			if path != "/healthz" && path != "/readyz" {
				routes = append(routes, [2]string{strings.ToUpper(method), path})
			}
		}
	}
	return routes
}

func TestTheTokenGuardsEverythingButTheHealthChecks(t *testing.T) {
	t.Parallel()
	h := guarded(api.Options{Token: "s3cret"})
	for _, r := range everyRoute(t) {
		for _, header := range []string{
			"X: y", "Authorization: Bearer wrong", "Authorization: Bearer", "Authorization: Bearer ", "Authorization: s3cret",
			"Authorization: Bearer s3cret ", "Authorization: Bearer\ts3cret", "Authorization: Token s3cret", "Authorization: Basic s3cret",
			"Authorization: Bearer S3CRET", "Authorization: Bearer s3cret\x00", basic("s3cret", ""), basic("s3cret", "wrong"),
		} {
			a := call(h, r[0], r[1], "", header)
			require.Equal(t, http.StatusUnauthorized, a.status, "%v with %q", r, header)
			require.Equal(t, []string{`Bearer realm="tend"`, `Basic realm="tend", charset="UTF-8"`}, a.header.Values("WWW-Authenticate"))
			require.Empty(t, a.header.Get(api.ZoneHeader), "nothing is told of the workspace")
		}
		for _, header := range []string{"Authorization: Bearer s3cret", "Authorization: bearer s3cret", "Authorization: Bearer  s3cret", basic("anybody", "s3cret"), basic("", "s3cret")} {
			require.NotEqual(t, http.StatusUnauthorized, call(h, r[0], r[1], "", header).status, "%v with %q", r, header)
		}
	}
	for _, r := range [][2]string{{"GET", "/healthz"}, {"HEAD", "/healthz"}, {"GET", "/readyz"}} {
		a := call(h, r[0], r[1], "")
		require.Equal(t, 200, a.status, r)
		require.Empty(t, a.header.Get(api.ZoneHeader), "nothing is told of the workspace")
	}
}

func TestTwoTokensInARequestAreNone(t *testing.T) {
	t.Parallel()
	h := guarded(api.Options{Token: "s3cret"})
	r, err := http.NewRequest(http.MethodGet, "/v1/runs", http.NoBody)
	require.NoError(t, err)
	r.Header["Authorization"] = []string{"Bearer wrong", "Bearer s3cret"}
	w := answers(h, r, "")
	require.Equal(t, http.StatusUnauthorized, w.status)
}

func TestMetricsMayHaveATokenOfTheirOwn(t *testing.T) {
	t.Parallel()
	h := guarded(api.Options{Token: "s3cret", MetricsToken: "scrape"})
	for _, header := range []string{"Authorization: Bearer s3cret", "Authorization: Bearer scrape", basic("prometheus", "scrape")} {
		require.Equal(t, 200, call(h, "GET", "/metrics", "", header).status, header)
	}
	require.Equal(t, 401, call(h, "GET", "/metrics", "").status)
	require.Equal(t, 401, call(h, "GET", "/metrics", "", "Authorization: Bearer other").status)
	for _, r := range everyRoute(t) {
		if r[1] != "/metrics" {
			require.Equal(t, 401, call(h, r[0], r[1], "", "Authorization: Bearer scrape").status, r)
		}
	}
	h = guarded(api.Options{MetricsToken: "scrape"})
	require.Equal(t, 401, call(h, "GET", "/metrics", "").status)
	require.Equal(t, 200, call(h, "GET", "/mail/", "").status, "it guards the metrics alone")
}

func TestStrangersHearThatItIsntReadyAndNoMore(t *testing.T) {
	t.Parallel()
	h := serve(&fake{err: errors.New("Temporal at 10.0.0.7 doesn't answer")}, api.Options{Token: "s3cret"})
	a := call(h, "GET", "/readyz", "")
	requireProblem(t, a, 503, "isn't ready", "token")
	require.NotContains(t, a.body, "10.0.0.7")
	requireProblem(t, call(h, "GET", "/readyz", "", "Authorization: Bearer s3cret"), 503, "10.0.0.7")
}

func TestWhatIsAToken(t *testing.T) {
	t.Parallel()
	for _, token := range []string{"s3cret", "a", "~!+/=", strings.Repeat("x", 1000)} {
		require.NoError(t, api.CheckToken(token))
	}
	for _, token := range []string{"", " ", "\t", " s3cret", "s3cret\n", "two words", "größe", "a\x00b", "\u200b"} {
		require.ErrorContains(t, api.CheckToken(token), "visible ASCII", "%q", token)
	}
}

func TestWhichAddressesNeedAToken(t *testing.T) {
	t.Parallel()
	for ip, needs := range map[string]bool{
		"127.0.0.1": false, "127.8.8.8": false, "::1": false, "::ffff:127.0.0.1": false,
		"0.0.0.0": true, "::": true, "192.168.0.2": true, "10.0.0.1": true, "fe80::1": true,
	} {
		at := &net.TCPAddr{IP: net.ParseIP(ip), Port: 7070}
		require.Equal(t, needs, api.CheckAddress(at, "") != nil, ip)
		require.Equal(t, needs, api.CheckAddress(at, "a") != nil, ip)
		require.Equal(t, needs, api.CheckAddress(at, "only15character") != nil, ip)
		require.NoError(t, api.CheckAddress(at, "b1946ac92492d234"), ip)
	}
}
