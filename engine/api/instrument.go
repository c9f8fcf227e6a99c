package api

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
)

// unmatchedRoute labels requests for paths that don't exist: the paths themselves are the clients'
// words, and would be labels without end.
const unmatchedRoute = "unmatched"

// instrument measures how long requests take, by route, method and class of status.
func (s *server) instrument(next http.Handler) (http.Handler, error) {
	if s.opts.Metrics == nil {
		return next, nil
	}
	duration := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name:    "tend_http_request_duration_seconds",
		Help:    "Time from a request's header to the end of its answer, in seconds of real time.",
		Buckets: prometheus.DefBuckets,
	}, []string{"route", "method", "status"})
	if err := s.opts.Metrics.Register(duration); err != nil {
		return nil, fmt.Errorf("metrics of the HTTP API: %w", err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, pattern := s.opts.Mux.Handler(r)
		answer := &recorded{ResponseWriter: w, status: http.StatusOK}
		start := s.opts.Now()
		next.ServeHTTP(answer, r)
		duration.WithLabelValues(route(pattern), method(r.Method), fmt.Sprintf("%dxx", answer.status/100)).
			Observe(s.opts.Now().Sub(start).Seconds())
	}), nil
}

// route returns a pattern's path.
func route(pattern string) string {
	if pattern == "" {
		return unmatchedRoute
	}
	if _, path, found := strings.Cut(pattern, " "); found {
		return path
	}
	return pattern
}

// method returns one of a fixed set, as a client can send any word.
func method(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch, http.MethodOptions:
		return m
	}
	return "other"
}

// recorded notes the status of an answer on its way out.
type recorded struct {
	http.ResponseWriter
	status int
}

// WriteHeader notes the status.
func (r *recorded) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach deadlines and the like.
func (r *recorded) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// Flush sends what was written so far, for pages that stream.
func (r *recorded) Flush() { _ = http.NewResponseController(r.ResponseWriter).Flush() }
