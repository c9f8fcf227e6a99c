package api

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"time"
)

// limiter bounds the memory of requests, whatever their clients do: how many are processed at once, and how many bytes
// their bodies and answers have. A body is read before its request is processed, and an answer sent after it.
type limiter struct {
	s       *server
	places  chan struct{}
	reads   chan struct{}
	queue   chan struct{}
	bodies  *budget
	answers *budget
}

// limitInFlight bounds how many requests are processed at once: further ones wait, and are refused with "try again"
// when that takes too long. The checks and the metrics, which show that state, are always answered.
func (s *server) limitInFlight(next http.Handler) http.Handler {
	f := &limiter{
		s: s, places: make(chan struct{}, s.opts.MaxInFlight), reads: make(chan struct{}, s.opts.MaxReads), queue: make(chan struct{}, s.opts.MaxQueue),
		bodies: newBudget(s.opts.MaxHeld, s.opts.Grace), answers: newBudget(s.opts.MaxHeld, s.opts.Grace),
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, pattern := s.opts.Mux.Handler(r)
		if at := route(pattern); at == aliveRoute || at == readyRoute || at == metricsRoute {
			next.ServeHTTP(w, r)
			return
		}
		f.serve(w, r, next)
	})
}

func (f *limiter) serve(w http.ResponseWriter, r *http.Request, next http.Handler) {
	if body := f.receive(r); body != nil {
		defer body.giveBack()
	} else {
		f.busy(w, r)
		return
	}
	answer, sent := f.work(w, r, next)
	if sent == nil {
		return
	}
	defer sent.giveBack()
	connectionOf(r).forClient(func() { answer.send() })
}

// receive reads the body of a request, up to the largest size; nil: there is no memory for it.
func (f *limiter) receive(r *http.Request) *share {
	if r.Body == nil || r.Body == http.NoBody || r.Method == http.MethodGet || r.Method == http.MethodDelete {
		return &share{of: f.bodies}
	}
	most := f.s.opts.MaxBody + 2 // It is refused with one byte more than is accepted.
	size := r.ContentLength
	if size < 0 || size > most {
		size = most
	}
	share := f.waitFor(r, f.bodies, size)
	if share == nil {
		return nil
	}
	read := &received{Closer: r.Body}
	connectionOf(r).forClient(func() { read.err = read.from(io.LimitReader(r.Body, most)) })
	share.complete()
	r.Body = read
	return share
}

// waitFor takes bytes of a budget, waiting as long as a request may, as one of those that may wait.
func (f *limiter) waitFor(r *http.Request, b *budget, bytes int64) *share {
	select {
	case f.queue <- struct{}{}:
		defer func() { <-f.queue }()
	default:
		return nil
	}
	ctx, cancel := context.WithTimeout(r.Context(), f.s.opts.Patience)
	defer cancel()
	return b.take(ctx, bytes, connectionOf(r).cut)
}

// work processes a request once it is admitted. The answer is kept until it may be sent; nil: it was refused.
func (f *limiter) work(w http.ResponseWriter, r *http.Request, next http.Handler) (*answer, *share) {
	places := f.places
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		places = f.reads
	}
	if !f.enter(r, places) {
		f.busy(w, r)
		return nil, nil
	}
	defer func() { <-places }()
	a := &answer{ResponseWriter: w}
	next.ServeHTTP(a, r)
	return a, f.answers.take(r.Context(), int64(a.body.Len()), connectionOf(r).cut)
}

// enter waits for a slot.
func (f *limiter) enter(r *http.Request, places chan struct{}) bool {
	select {
	case places <- struct{}{}:
		return true
	default:
	}
	select {
	case f.queue <- struct{}{}:
		defer func() { <-f.queue }()
	default:
		return false
	}
	ctx, cancel := context.WithTimeout(r.Context(), f.s.opts.Patience)
	defer cancel()
	select {
	case places <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

// busy answers that the client should try again.
func (f *limiter) busy(w http.ResponseWriter, r *http.Request) {
	if r.Context().Err() != nil {
		return // The client has left.
	}
	w.Header().Set("Retry-After", "1")
	writeProblem(w, http.StatusServiceUnavailable, "%d requests are being answered, and this one has waited for %s, or too many wait: send it again", f.s.opts.MaxInFlight, f.s.opts.Patience)
}

// received is a body that was read, and how that ended.
type received struct {
	io.Closer
	bytes.Buffer
	err error
}

func (b *received) from(r io.Reader) error {
	_, err := b.ReadFrom(r)
	return err
}

// Read returns what was received, and then the error that ended it.
func (b *received) Read(p []byte) (int, error) {
	if b.Len() == 0 && b.err != nil {
		return 0, b.err
	}
	return b.Buffer.Read(p)
}

// answer buffers an answer until it is complete, unless its page streams.
type answer struct {
	http.ResponseWriter
	status  int
	body    bytes.Buffer
	streams bool
}

// WriteHeader keeps the status; the first counts.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

// Write keeps a part of the body.
func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	if a.streams {
		return a.ResponseWriter.Write(b)
	}
	return a.body.Write(b)
}

// SetReadDeadline changes nothing: the body was read, or given up, in its time.
func (a *answer) SetReadDeadline(time.Time) error { return nil }

// Unwrap lets http.ResponseController reach other deadlines and the like.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// Flush sends what was written so far, and what comes as it comes.
func (a *answer) Flush() {
	a.WriteHeader(http.StatusOK)
	a.send()
	a.streams = true
	_ = http.NewResponseController(a.ResponseWriter).Flush()
}

// send sends what is kept; whoever doesn't take it in time is cut off by the server.
func (a *answer) send() {
	if a.status != 0 && !a.streams {
		a.ResponseWriter.WriteHeader(a.status)
	}
	if a.body.Len() > 0 {
		_, _ = a.ResponseWriter.Write(a.body.Bytes())
		a.body.Reset()
	}
}
