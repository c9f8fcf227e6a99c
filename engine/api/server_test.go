package api_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/api"
)

// door is a served engine with pages beside its API.
type door struct {
	t    *testing.T
	addr string
}

// open serves a handler until the test ends.
func open(t *testing.T, h http.Handler, o api.ServerOptions) *door {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server, done := api.NewServer(h, o), make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	t.Cleanup(func() {
		require.NoError(t, server.Close())
		require.ErrorIs(t, <-done, http.ErrServerClosed)
	})
	return &door{t: t, addr: listener.Addr().String()}
}

// dial opens a connection that ends with the test.
func (d *door) dial() net.Conn {
	d.t.Helper()
	conn, err := net.Dial("tcp", d.addr)
	require.NoError(d.t, err)
	d.t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// ask sends a request on a connection, and reads the answer.
func (d *door) ask(conn net.Conn, path string) *http.Response {
	d.t.Helper()
	_, err := io.WriteString(conn, "GET "+path+" HTTP/1.1\r\nHost: localhost\r\n\r\n")
	require.NoError(d.t, err)
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(d.t, err)
	_, err = io.Copy(io.Discard, res.Body)
	require.NoError(d.t, err)
	return res
}

// served waits until a newcomer is answered.
func (d *door) served(path string) {
	d.t.Helper()
	require.Equal(d.t, http.StatusOK, d.ask(d.dial(), path).StatusCode)
}

// closed waits until the other end has closed a connection.
func closed(conn net.Conn) error {
	_, err := io.Copy(io.Discard, conn)
	return err
}

func TestIdleConnectionsShutNobodyOut(t *testing.T) {
	t.Parallel()
	for name, idle := range map[string]string{
		"kept alive":         "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"silent":             "",
		"half a header":      "GET /healthz HTTP/1.1\r\nHost: loc",
		"refused, half sent": "POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nx",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const most = 8
			d := open(t, serve(&fake{}, api.Options{}), api.ServerOptions{MaxConnections: most})
			var conns []net.Conn
			for range 5 * most {
				conn := d.dial()
				_, err := io.WriteString(conn, idle)
				require.NoError(t, err)
				conns = append(conns, conn)
			}
			d.served("/healthz")
			_ = closed(conns[0]) // It made room; that this ends is the test.
		})
	}
}

func TestTheConnectionsLimitIsKept(t *testing.T) {
	t.Parallel()
	const most = 4
	d := open(t, serve(&fake{}, api.Options{}), api.ServerOptions{MaxConnections: most})
	var conns []net.Conn
	for range most {
		conn := d.dial()
		d.ask(conn, "/healthz")
		conns = append(conns, conn)
	}
	d.ask(conns[0], "/healthz") // It isn't the one that has been at rest for longest any more.
	d.served("/healthz")
	require.NoError(t, closed(conns[1]))
	d.ask(conns[0], "/healthz")
	d.ask(conns[2], "/healthz")
}

// held is a page that answers when it is told to, and counts who waits.
type held struct {
	entered chan struct{}
	release chan struct{}
}

func (h *held) ServeHTTP(http.ResponseWriter, *http.Request) {
	h.entered <- struct{}{}
	<-h.release
}

func TestAConnectionOnWhichARequestIsAnsweredStays(t *testing.T) {
	t.Parallel()
	page := &held{entered: make(chan struct{}), release: make(chan struct{})}
	mux := http.NewServeMux()
	mux.Handle("GET /held", page)
	d := open(t, serve(&fake{}, api.Options{Mux: mux}), api.ServerOptions{MaxConnections: 2})
	answered := make(chan int, 2)
	for range 2 {
		conn := d.dial()
		go func() { answered <- d.ask(conn, "/held").StatusCode }()
		<-page.entered
	}
	third := make(chan int, 1)
	conn := d.dial()
	go func() { third <- d.ask(conn, "/healthz").StatusCode }()
	require.Empty(t, third, "all are busy: it waits")
	page.release <- struct{}{}
	require.Equal(t, 200, <-answered)
	require.Equal(t, 200, <-third)
	close(page.release)
	require.Equal(t, 200, <-answered)
}

// large is a page with a large answer, and counts how many are made at once.
type large struct{ now, most, begun atomic.Int64 }

func (l *large) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	n := l.now.Add(1)
	defer l.now.Add(-1)
	l.begun.Add(1)
	for most := l.most.Load(); n > most && !l.most.CompareAndSwap(most, n); most = l.most.Load() {
	}
	_, _ = w.Write(make([]byte, 32<<20))
}

// Clients that ask for much and read nothing are few at a time, and are cut off.
func TestClientsThatDontReadAreBounded(t *testing.T) {
	t.Parallel()
	page := &large{}
	mux := http.NewServeMux()
	mux.Handle("GET /large", page)
	const inFlight, clients = 4, 32
	h := serve(&fake{}, api.Options{Mux: mux, MaxInFlight: inFlight, Patience: time.Minute})
	d := open(t, h, api.ServerOptions{Stall: 50 * time.Millisecond})
	for range clients {
		conn := d.dial()
		_, err := io.WriteString(conn, strings.Repeat("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n", 50))
		require.NoError(t, err)
	}
	d.served("/healthz") // The checks don't wait for a turn.
	d.served("/v1/runs") // It waits until those before it are cut off.
	require.LessOrEqual(t, page.most.Load(), int64(inFlight))
	require.Eventually(t, func() bool { return page.begun.Load() == clients && page.now.Load() == 0 }, time.Minute, time.Millisecond,
		"each is cut off at its first answer")
}

func TestALargeAnswerArrivesWhole(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.Handle("GET /large", &large{})
	d := open(t, serve(&fake{}, api.Options{Mux: mux}), api.ServerOptions{})
	res, err := http.Get("http://" + d.addr + "/large")
	require.NoError(t, err)
	defer res.Body.Close()
	n, err := io.Copy(io.Discard, res.Body)
	require.NoError(t, err)
	require.EqualValues(t, 32<<20, n)
}

func TestABodyThatStallsIsGivenUp(t *testing.T) {
	t.Parallel()
	d := open(t, serve(&fake{}, api.Options{MaxInFlight: 1}), api.ServerOptions{Stall: 50 * time.Millisecond})
	conn := d.dial()
	_, err := io.WriteString(conn, "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
	require.NoError(t, err)
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	defer res.Body.Close()
	require.Equal(t, http.StatusRequestTimeout, res.StatusCode)
	d.served("/v1/runs")
}

func TestTooManyRequestsAtOnceAreAskedToComeAgain(t *testing.T) {
	t.Parallel()
	page := &held{entered: make(chan struct{}), release: make(chan struct{})}
	mux := http.NewServeMux()
	mux.Handle("GET /held", page)
	mux.HandleFunc("GET /metrics", func(http.ResponseWriter, *http.Request) {})
	h := serve(&fake{}, api.Options{Mux: mux, MaxInFlight: 2, Patience: time.Millisecond, Token: "s3cret"})
	const token = "Authorization: Bearer s3cret"
	done := make(chan int, 2)
	for range 2 {
		go func() { done <- call(h, "GET", "/held", "", token).status }()
		<-page.entered
	}
	a := call(h, "GET", "/v1/runs", "", token)
	requireProblem(t, a, 503, "2 requests are being answered", "send it again")
	require.Equal(t, "1", a.header.Get("Retry-After"))
	require.Equal(t, 200, call(h, "GET", "/healthz", "").status)
	require.Equal(t, 200, call(h, "GET", "/readyz", "").status)
	require.Equal(t, 200, call(h, "GET", "/metrics", "", token).status)
	require.Equal(t, 401, call(h, "GET", "/v1/runs", "").status, "strangers take no place")
	close(page.release)
	require.Equal(t, []int{200, 200}, []int{<-done, <-done})
	require.Equal(t, 200, call(h, "GET", "/v1/runs", "", token).status)
}

func TestAHeaderHasALimit(t *testing.T) {
	t.Parallel()
	d := open(t, serve(&fake{}, api.Options{}), api.ServerOptions{})
	res := d.ask(d.dial(), "/healthz?x="+strings.Repeat("x", 200<<10))
	require.Equal(t, http.StatusRequestHeaderFieldsTooLarge, res.StatusCode)
}

// What can't be read as a request is answered as the document says: nothing of the API's own sees it.
func TestWhatIsNoRequestIsAnsweredInPlainText(t *testing.T) {
	t.Parallel()
	d := open(t, serve(&fake{}, api.Options{}), api.ServerOptions{})
	for request, status := range map[string]int{
		"GET /v1/accounts/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n":                                    http.StatusBadRequest,
		"GET /healthz HTTP/1.1\r\n\r\n":                                                               http.StatusBadRequest,
		"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + strings.Repeat("x", 200<<10) + "\r\n\r\n": http.StatusRequestHeaderFieldsTooLarge,
		"POST /v1/events HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: odd\r\n\r\n":               http.StatusNotImplemented,
		"GET /healthz HTTP/3.7\r\nHost: localhost\r\n\r\n":                                            http.StatusHTTPVersionNotSupported,
	} {
		conn := d.dial()
		_, err := io.WriteString(conn, request)
		require.NoError(t, err)
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		require.NoError(t, err)
		require.Equal(t, status, res.StatusCode, "%.60q", request)
		require.Equal(t, "text/plain; charset=utf-8", res.Header.Get("Content-Type"))
		require.True(t, res.Close)
		require.NoError(t, res.Body.Close())
	}
}

// A page of a list ends where it gets too large, and the list goes on from there.
func TestAPageHasALimitInBytes(t *testing.T) {
	t.Parallel()
	f := many(100)
	for i := range f.decisions {
		f.decisions[i].Values = map[string]any{"text": strings.Repeat("x", 1<<20)}
	}
	h := serve(f, api.Options{})
	seen, cursor := 0, ""
	for pages := 0; ; pages++ {
		a := call(h, "GET", "/v1/decisions?limit=500"+cursor, "")
		require.Equal(t, 200, a.status)
		require.Less(t, len(a.body), 5<<20)
		list := decode[api.List[api.Decision]](t, a)
		require.NotEmpty(t, list.Items)
		if seen += len(list.Items); list.Next == nil {
			break
		}
		cursor = fmt.Sprint("&cursor=", *list.Next)
	}
	require.Equal(t, 100, seen)
}
