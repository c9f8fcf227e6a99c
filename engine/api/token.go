package api

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// The token's names in the OpenAPI document: sent by programs, and by browsers.
const (
	tokenScheme    = "token"
	passwordScheme = "password"
)

func securitySchemes() map[string]*huma.SecurityScheme {
	return map[string]*huma.SecurityScheme{
		tokenScheme:    {Type: "http", Scheme: "bearer", Description: "Needed when the engine was started with a token, for every path but /healthz and /readyz."},
		passwordScheme: {Type: "http", Scheme: "basic", Description: "The same for browsers: the token is the password, and any user name does."},
	}
}

// The routes that have a rule of their own about the token.
const (
	aliveRoute   = "/healthz"
	readyRoute   = "/readyz"
	metricsRoute = "/metrics"
)

// CheckToken returns why a token can't guard an engine, or nil.
func CheckToken(token string) error {
	if token == "" || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return errors.New("a token is made of visible ASCII characters, without blanks")
	}
	return nil
}

// minToken is how many characters a token has at least where others can reach it and guess.
const minToken = 16

// CheckAddress returns why an engine mustn't answer at an address with a token, or without one, or nil.
func CheckAddress(a net.Addr, token string) error {
	switch {
	case loopback(hostOf(a.String())):
		return nil
	case token == "":
		return errors.New("can be reached from other machines: set TEND_TOKEN, which every request must bring then, or listen on 127.0.0.1")
	case len(token) < minToken:
		return fmt.Errorf("can be reached from other machines, which could guess a TEND_TOKEN of fewer than %d characters: make a longer one, such as by `openssl rand -hex 16`", minToken)
	}
	return nil
}

// trustedKey marks the context of a request with access.
type trustedKey struct{}

// trusted reports whether the request has access.
func trusted(ctx context.Context) bool { return ctx.Value(trustedKey{}) != nil }

// guardToken requires the token: whatever is served behind it needs one, unless a route has another rule.
func (s *server) guardToken(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, pattern := s.opts.Mux.Handler(r)
		at := route(pattern)
		tokens := s.tokens(at)
		known := matches(r, tokens)
		switch {
		case len(tokens) == 0, known:
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), trustedKey{}, true)))
		case at == aliveRoute, at == readyRoute:
			next.ServeHTTP(w, r)
		default:
			w.Header().Add("WWW-Authenticate", `Bearer realm="tend"`)
			w.Header().Add("WWW-Authenticate", `Basic realm="tend", charset="UTF-8"`)
			writeProblem(w, http.StatusUnauthorized,
				"this engine needs its token: send the header \"Authorization: Bearer …\" with it, or give it to a browser as the password of any user")
		}
	})
}

// tokens returns the tokens that open a route; none: it is open.
func (s *server) tokens(route string) []string {
	var tokens []string
	if s.opts.Token != "" {
		tokens = append(tokens, s.opts.Token)
	}
	if route == metricsRoute && s.opts.MetricsToken != "" {
		tokens = append(tokens, s.opts.MetricsToken)
	}
	return tokens
}

// matches compares digests, so that its duration reveals neither a token's content nor its length.
func matches(r *http.Request, tokens []string) bool {
	given, ok := tokenOf(r)
	got, equal := sha256.Sum256([]byte(given)), 0
	for _, token := range tokens {
		want := sha256.Sum256([]byte(token))
		equal |= subtle.ConstantTimeCompare(got[:], want[:])
	}
	return ok && equal == 1
}

// tokenOf returns a request's token, if it has one, in one header.
func tokenOf(r *http.Request) (token string, ok bool) {
	if len(r.Header.Values("Authorization")) != 1 {
		return "", false
	}
	if _, password, basic := r.BasicAuth(); basic {
		return password, password != ""
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	token = strings.TrimLeft(token, " ")
	return token, token != "" && strings.EqualFold(scheme, "Bearer")
}
