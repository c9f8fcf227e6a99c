package api_test

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/api"
)

// logs returns a logger and what it wrote.
func logs() (*bytes.Buffer, *slog.Logger) {
	b := &bytes.Buffer{}
	return b, slog.New(slog.NewTextHandler(b, nil))
}

// durations returns how many requests the histogram counts, and their seconds, by its labels.
func durations(t *testing.T, g prometheus.Gatherer) map[[3]string][2]float64 {
	t.Helper()
	families, err := g.Gather()
	require.NoError(t, err)
	out := map[[3]string][2]float64{}
	for _, family := range families {
		require.Equal(t, "tend_http_request_duration_seconds", family.GetName())
		for _, m := range family.GetMetric() {
			labels := map[string]string{}
			for _, l := range m.GetLabel() {
				labels[l.GetName()] = l.GetValue()
			}
			key := [3]string{labels["method"], labels["route"], labels["status"]}
			out[key] = [2]float64{float64(m.GetHistogram().GetSampleCount()), m.GetHistogram().GetSampleSum()}
		}
	}
	return out
}

func TestRequestsAreMeasured(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewPedanticRegistry()
	now := day(0)
	tick := func() time.Time { now = now.Add(time.Second); return now }
	h := serve(&fake{err: errors.New("no")}, api.Options{Metrics: registry, Now: tick, Listen: "127.0.0.1:7070"})
	local := "Host: localhost"
	call(h, "GET", "/healthz", "", local)
	call(h, "GET", "/healthz", "", local)
	call(h, "GET", "/v1/accounts/acme", "", local)
	call(h, "GET", "/v1/accounts/secret-name", "", local)
	call(h, "GET", "/secret-name", "", local)
	call(h, "SECRET", "/v1/runs", "", local)
	call(h, "GET", "/openapi.json", "", local)
	call(h, "GET", "/healthz", "", "Host: evil.example")
	require.Equal(t, map[[3]string][2]float64{
		{"GET", "/healthz", "2xx"}:          {2, 2},
		{"GET", "/healthz", "4xx"}:          {1, 1},
		{"GET", "/v1/accounts/{id}", "5xx"}: {2, 2},
		{"GET", "unmatched", "4xx"}:         {1, 1},
		{"other", "unmatched", "4xx"}:       {1, 1},
		{"GET", "/openapi.json", "2xx"}:     {1, 1},
	}, durations(t, registry))
}

func TestMetricsAreRegisteredOnce(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewRegistry()
	_, err := api.New(&fake{}, api.Options{Metrics: registry})
	require.NoError(t, err)
	_, err = api.New(&fake{}, api.Options{Metrics: registry})
	require.ErrorContains(t, err, "metrics of the HTTP API")
}

func TestMeasuredPagesCanStillStream(t *testing.T) {
	t.Parallel()
	mux, release := http.NewServeMux(), make(chan struct{})
	mux.HandleFunc("/stream", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "first")
		w.(http.Flusher).Flush()
		<-release
	})
	server := httptest.NewServer(serve(&fake{}, api.Options{Mux: mux, Metrics: prometheus.NewRegistry()}))
	defer server.Close()
	defer close(release)
	res, err := server.Client().Get(server.URL + "/stream")
	require.NoError(t, err)
	defer func() { _ = res.Body.Close() }()
	got := make([]byte, 5)
	_, err = io.ReadFull(res.Body, got)
	require.NoError(t, err)
	require.Equal(t, "first", string(got))
}
