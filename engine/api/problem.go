package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tendhq/tend/engine"
)

// problem returns an error answer (RFC 9457) whose detail is a sentence.
func problem(status int, format string, args ...any) huma.StatusError {
	return &huma.ErrorModel{
		Title:  http.StatusText(status),
		Status: status,
		Detail: fmt.Sprintf(format, args...),
	}
}

// invalid turns what the engine refuses of a request's body or query into an answer that names each field.
func invalid(part string, e *engine.InvalidError) huma.StatusError {
	p := &huma.ErrorModel{
		Title:  http.StatusText(http.StatusUnprocessableEntity),
		Status: http.StatusUnprocessableEntity,
		Detail: e.Error(),
	}
	for _, f := range e.Problems {
		at := strings.TrimSuffix(part+"."+f.Field, ".")
		p.Errors = append(p.Errors, &huma.ErrorDetail{Location: at, Message: f.Reason})
	}
	return p
}

// failed returns the answer for an error that isn't the client's. Its text goes to the log alone, as it may reveal
// internals.
func (s *server) failed(what string, err error) error {
	var refused *engine.InvalidError
	if errors.As(err, &refused) {
		return invalid("body", refused)
	}
	if errors.Is(err, context.Canceled) {
		// The client has left: nobody reads the answer.
		return problem(http.StatusServiceUnavailable, "the request was given up before the engine could %s", what)
	}
	s.opts.Logger.Error("request failed", "what", what, "error", err)
	return problem(http.StatusInternalServerError, "the engine failed to %s: its log says why", what)
}

// explain returns huma's own errors a detail that is a sentence, and drops the echo of what was sent.
func (s *server) explain(_ huma.Context, _ string, v any) (any, error) {
	p, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	p.Errors = p.Errors[:min(len(p.Errors), maxProblems)]
	for _, e := range p.Errors {
		e.Value, e.Location = nil, shortened(e.Location)
	}
	p.Detail = s.detail(p)
	return p, nil
}

// maxProblems is how many problems of a request are reported.
const maxProblems = 100

// shortened shortens a location whose names are a client's.
func shortened(location string) string {
	const most = 500
	if len(location) <= most {
		return location
	}
	return strings.ToValidUTF8(location[:most], "") + "…"
}

func (s *server) detail(p *huma.ErrorModel) string {
	switch {
	case p.Status == http.StatusRequestEntityTooLarge && strings.HasPrefix(p.Detail, "request body is too large"):
		return fmt.Sprintf("the body is larger than %s, the most that is taken at once: send it in parts", size(s.opts.MaxBody))
	case p.Status == http.StatusUnsupportedMediaType && len(p.Errors) > 0:
		return "the body's content type isn't taken here: send application/json"
	case p.Status == http.StatusBadRequest && len(p.Errors) == 1 && p.Errors[0].Location == "body":
		return "the body isn't valid JSON: " + p.Errors[0].Message
	case len(p.Errors) > 0 && p.Detail == "validation failed":
		return sentence(p.Errors)
	}
	return p.Detail
}

// sentence joins field errors: "query.limit: expected number <= 500; body.name: expected string".
func sentence(errs []*huma.ErrorDetail) string {
	parts := make([]string, len(errs))
	for i, e := range errs {
		parts[i] = e.Location + ": " + e.Message
	}
	return strings.Join(parts, "; ")
}

// size writes a number of bytes for people.
func size(n int64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MiB", n>>20)
	case n >= 1<<10 && n%(1<<10) == 0:
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}

// writeProblem answers where no huma operation is available.
func writeProblem(w http.ResponseWriter, status int, format string, args ...any) {
	// The model holds strings and a number, so it always encodes.
	body, _ := json.Marshal(problem(status, format, args...))
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Content-Security-Policy", apiPolicy)
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n')) // A client that left needs no answer.
}
