package api

import (
	"net"
	"net/http"
	"net/netip"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// apiPolicy lets a browser do nothing with an answer of the API but read it.
const apiPolicy = "default-src 'none'; frame-ancestors 'none'"

// guardHost refuses requests for another host while listening on loopback, which ends DNS rebinding:
// a page whose name resolves to 127.0.0.1 still sends its own name.
func (s *server) guardHost(next http.Handler) http.Handler {
	listen := hostOf(s.opts.Listen)
	if !loopback(listen) {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if host := hostOf(r.Host); !loopback(host) && !strings.EqualFold(host, listen) {
			writeProblem(w, http.StatusMisdirectedRequest,
				"the engine listens on %s and doesn't answer for the host %q: call it by localhost", s.opts.Listen, host)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// hostOf returns an address's host without port, brackets and final dot.
func hostOf(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = strings.Trim(address, "[]")
	}
	return strings.TrimSuffix(host, ".")
}

func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// guardOrigin refuses writes that a page of another origin makes a browser send, and tells browsers what they mustn't
// do with any answer.
func (s *server) guardOrigin(next http.Handler) http.Handler {
	origin := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		if origin.Check(r) != nil {
			writeProblem(w, http.StatusForbidden, "a page of another origin can't change anything here: call the engine from a program")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// noStore keeps answers of the API out of caches and out of browsers' hands.
func (s *server) noStore(ctx huma.Context, next func(huma.Context)) {
	ctx.SetHeader("Content-Security-Policy", apiPolicy)
	ctx.SetHeader("Cache-Control", "no-store")
	next(ctx)
}
