package api

import (
	"net/http"
	"time"
)

// limitInFlight bounds how many requests are worked on at once, and so what they take of memory: whoever comes when
// there are so many waits, and is asked to come again when that takes too long. The checks and the metrics, which
// tell that it is so, are always answered.
func (s *server) limitInFlight(next http.Handler) http.Handler {
	places := make(chan struct{}, s.opts.MaxInFlight)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, pattern := s.opts.Mux.Handler(r)
		if at := route(pattern); at == aliveRoute || at == readyRoute || at == metricsRoute {
			next.ServeHTTP(w, r)
			return
		}
		patience := time.NewTimer(s.opts.Patience)
		defer patience.Stop()
		select {
		case places <- struct{}{}:
			defer func() { <-places }()
			next.ServeHTTP(w, r)
		case <-r.Context().Done(): // The client has left.
		case <-patience.C:
			w.Header().Set("Retry-After", "1")
			writeProblem(w, http.StatusServiceUnavailable, "%d requests are being answered, and this one has waited for %s: send it again", s.opts.MaxInFlight, s.opts.Patience)
		}
	})
}
