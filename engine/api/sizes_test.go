package api_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/api"
)

// Bodies that are begun and don't go on keep nobody out: neither the checks nor who has something to say.
func TestBodiesThatAreAwaitedShutNobodyOut(t *testing.T) {
	t.Parallel()
	const most = 8
	d := open(t, serve(&fake{}, api.Options{MaxInFlight: 2}), api.ServerOptions{MaxConnections: most, Stall: time.Hour, Grace: time.Millisecond})
	for range 5 * most {
		_, err := io.WriteString(d.dial(), "PUT /v1/accounts/acme HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{")
		require.NoError(t, err)
	}
	d.served("/healthz")
	d.served("/v1/runs")
}

// counted makes large answers, and counts how many it made.
type counted struct{ made atomic.Int64 }

func (c *counted) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	c.made.Add(1)
	_, _ = w.Write(make([]byte, 32<<20))
}

// What clients that don't read keep of answers is bounded in bytes, and others are answered meanwhile.
func TestAnswersInFlightAreBoundedInBytes(t *testing.T) {
	t.Parallel()
	page, mux := &counted{}, http.NewServeMux()
	mux.Handle("GET /large", page)
	const reads, fit, clients = 2, 3, 16
	h := serve(&fake{}, api.Options{Mux: mux, MaxReads: reads, MaxHeld: fit * 32 << 20, Grace: time.Hour, Patience: time.Hour})
	d := open(t, h, api.ServerOptions{Stall: time.Hour})
	for range clients {
		_, err := io.WriteString(d.dial(), "GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
		require.NoError(t, err)
	}
	require.Eventually(t, func() bool { return page.made.Load() == fit+reads }, time.Minute, time.Millisecond, "as many as fit are sent, and the next are made")
	d.served("/healthz")
	require.EqualValues(t, fit+reads, page.made.Load())
}

// Who needs the room of a client that doesn't read gets it.
func TestWhoDoesntReadMakesRoom(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.Handle("GET /large", &counted{})
	h := serve(&fake{}, api.Options{Mux: mux, MaxInFlight: 1, MaxHeld: 32 << 20, Grace: time.Millisecond, Patience: time.Hour})
	d := open(t, h, api.ServerOptions{Stall: time.Hour})
	for range 8 {
		_, err := io.WriteString(d.dial(), "GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
		require.NoError(t, err)
	}
	d.served("/v1/runs")
}

// Too many that wait are asked to come again at once.
func TestTheQueueHasAnEnd(t *testing.T) {
	t.Parallel()
	page := &held{entered: make(chan struct{}), release: make(chan struct{})}
	mux := http.NewServeMux()
	mux.Handle("GET /held", page)
	h := serve(&fake{}, api.Options{Mux: mux, MaxInFlight: 1, MaxQueue: 1, Patience: time.Hour})
	done := make(chan int, 3)
	for range 3 {
		go func() { done <- call(h, "GET", "/held", "").status }()
	}
	<-page.entered
	require.Equal(t, 503, <-done, "one is worked on, one waits")
	close(page.release)
	<-page.entered
	require.Equal(t, []int{200, 200}, []int{<-done, <-done})
}

// A page that fails late answers once, and the server has nothing to complain of.
func TestTheFirstStatusCounts(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /twice", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, strings.Repeat("x", 100<<10))
		w.WriteHeader(http.StatusInternalServerError)
	})
	var complaints bytes.Buffer
	d := open(t, serve(&fake{}, api.Options{Mux: mux}), api.ServerOptions{Logger: slog.New(slog.NewTextHandler(&complaints, nil))})
	d.served("/twice")
	require.Empty(t, complaints.String())
}
