package api

import (
	"net/http"
	"strings"
)

// answerUnmatched serves the mux, and answers with a problem what the mux would answer in plain text: an unknown path,
// or one without the method. It redirects nobody to what an unclear path may mean.
func (s *server) answerUnmatched() http.Handler {
	mux := s.opts.Mux
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isPlain(r.URL.EscapedPath()) {
			writeProblem(w, http.StatusBadRequest, "the path %s has an empty part, \".\" or \"..\", and would be read as another one: give it without", excerpt(r.URL.Path))
			return
		}
		answer, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		said := &headOnly{header: http.Header{}}
		answer.ServeHTTP(said, r)
		if said.status == http.StatusMethodNotAllowed {
			allow := said.header.Get("Allow")
			w.Header().Set("Allow", allow)
			writeProblem(w, said.status, "%s isn't possible at %s: it takes %s", r.Method, r.URL.Path, strings.ReplaceAll(allow, ", ", " or "))
			return
		}
		writeProblem(w, http.StatusNotFound, "nothing is at %s: /openapi.json lists every path", r.URL.Path)
	})
}

// headOnly keeps the status and header of an answer and drops its body.
type headOnly struct {
	header http.Header
	status int
}

func (h *headOnly) Header() http.Header         { return h.header }
func (h *headOnly) WriteHeader(status int)      { h.status = status }
func (h *headOnly) Write(b []byte) (int, error) { return len(b), nil }
