package api

import (
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// isPlain reports whether a path is in its cleaned form: the mux would redirect another one, which may then name
// something else.
func isPlain(sent string) bool {
	clean := path.Clean(sent)
	if strings.HasSuffix(sent, "/") && clean != "/" {
		clean += "/"
	}
	return strings.HasPrefix(sent, "/") && clean == sent
}

// loneSlash stands for an ID "/" on its way through the mux, which takes a part "%2F" of a path for the path's end.
const loneSlash = "/\U0010ffff"

// hideLoneSlashes shows the mux loneSlash where an ID is "/".
func hideLoneSlashes(next http.Handler) http.Handler {
	hidden := url.PathEscape(loneSlash)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		parts, found := strings.Split(r.URL.EscapedPath(), "/"), false
		for i, part := range parts {
			if strings.EqualFold(part, "%2F") {
				parts[i], found = hidden, true
			}
		}
		if found {
			r = r.Clone(r.Context())
			r.URL.RawPath = strings.Join(parts, "/")
			r.URL.Path, _ = url.PathUnescape(r.URL.RawPath) // It was unescaped before, and the new part can be.
		}
		next.ServeHTTP(w, r)
	})
}

// showLoneSlashes gives an operation the ID "/" that was hidden from the mux.
func showLoneSlashes(ctx huma.Context, next func(huma.Context)) {
	r, _ := humago.Unwrap(ctx)
	for _, p := range ctx.Operation().Parameters {
		if p.In == "path" && r.PathValue(p.Name) == loneSlash {
			r.SetPathValue(p.Name, "/")
		}
	}
	next(ctx)
}
