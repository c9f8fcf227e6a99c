package api

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// The API's limits, as its OpenAPI document states them.
const (
	// defaultMaxBody is 8 MiB: some fifty thousand events.
	defaultMaxBody = 8 << 20
	// maxConnections is how many connections are open at once.
	maxConnections = 256
	// maxInFlight is how many requests are processed at once, and maxReads how many of these may be GET: each makes an
	// answer that may be large, and waits for no writer.
	maxInFlight = 32
	maxReads    = 8
	// maxQueue is how many requests may wait: with those in flight fewer than connections, so that the checks find
	// one.
	maxQueue = 128
	// maxHeld is how many bytes the bodies of requests may have together, and so the answers being sent, those of at
	// most small aside.
	maxHeld = 64 << 20
	small   = 64 << 10
	// grace is how long a client may keep others waiting before it is cut off for them.
	grace = time.Second
	// patience is how long a request waits to be processed.
	patience = 20 * time.Second
	// stall is how long a client may receive nothing of an answer, or send nothing of a body.
	stall = 10 * time.Second
	// readTimeout is how long a client may take to send a body.
	readTimeout = time.Minute
	// headerTimeout is how long a client may take to send a header, and maxHeader how many bytes it may have.
	headerTimeout = 10 * time.Second
	maxHeader     = 64 << 10
	// idleTimeout is how long a connection is kept for a next request.
	idleTimeout = 2 * time.Minute
	// maxPage is how many bytes a page of a list has, unless its first item has more.
	maxPage = 4 << 20
)

// ServerOptions configures connections. The zero value works.
type ServerOptions struct {
	// MaxConnections is how many are open at once; zero: 256.
	MaxConnections int
	// Grace is how long a client may keep others waiting, with a body or an answer, before its connection is closed for
	// one of theirs; zero: a second.
	Grace time.Duration
	// Stall is how long a client may receive nothing of an answer, or send nothing of a body; zero: ten seconds.
	Stall time.Duration
	// Logger receives problems of connections; nil: none.
	Logger *slog.Logger
}

// Server serves a handler to clients that may be many, slow or silent, within limits.
type Server struct {
	http  *http.Server
	most  int
	grace time.Duration
}

// NewServer makes a server of a handler, such as that of New.
func NewServer(h http.Handler, o ServerOptions) *Server {
	if o.MaxConnections == 0 {
		o.MaxConnections = maxConnections
	}
	if o.Stall == 0 {
		o.Stall = stall
	}
	if o.Grace == 0 {
		o.Grace = grace
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return &Server{most: o.MaxConnections, grace: o.Grace, http: &http.Server{
		Handler: onConnection(paced(h, o.Stall)), ConnContext: withConnection,
		ReadHeaderTimeout: headerTimeout, MaxHeaderBytes: maxHeader, IdleTimeout: idleTimeout,
		ReadTimeout: patience + readTimeout + headerTimeout, WriteTimeout: patience + readTimeout + headerTimeout,
		ErrorLog: slog.NewLogLogger(o.Logger.Handler(), slog.LevelWarn),
	}}
}

// Serve answers on a listener until Shutdown or Close, and then returns http.ErrServerClosed.
func (s *Server) Serve(l net.Listener) error { return s.http.Serve(newConnections(l, s.most, s.grace)) }

// Shutdown ends the server once the requests in flight are answered, or the context ends.
func (s *Server) Shutdown(ctx context.Context) error { return s.http.Shutdown(ctx) }

// Close ends the server at once.
func (s *Server) Close() error { return s.http.Close() }

// connectionKey is the context key of a request's connection.
type connectionKey struct{}

func withConnection(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connectionKey{}, c)
}

// connectionOf returns the connection of a request; nil: it isn't one of ours.
func connectionOf(r *http.Request) *connection {
	c, _ := r.Context().Value(connectionKey{}).(*connection)
	return c
}

// onConnection answers requests so that their connections stay open meanwhile.
func onConnection(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := connectionOf(r)
		if c == nil {
			next.ServeHTTP(w, r)
			return
		}
		c.Busy(func() { next.ServeHTTP(w, r) })
	})
}
