package api

import (
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// requireReadable refuses a request of which a part would be read as something else than was sent, or be left out:
// unknown query parameters, and a body that isn't in UTF-8 or is compressed.
func requireReadable(ctx huma.Context, next func(huma.Context)) {
	r, w := humago.Unwrap(ctx)
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		writeProblem(w, http.StatusBadRequest, "the query can't be read: %v", err)
		return
	}
	for _, name := range names(query) {
		switch values := query[name]; {
		case len(values) > 1:
			writeProblem(w, http.StatusUnprocessableEntity, "query.%s: stands %d times", excerpt(name), len(values))
			return
		case values[0] == "" && name != "cursor": // Without a cursor a list begins.
			writeProblem(w, http.StatusUnprocessableEntity, "query.%s: is empty: leave it out, or say what is meant", excerpt(name))
			return
		case slices.ContainsFunc(append(values, name), notText):
			writeProblem(w, http.StatusUnprocessableEntity, "query.%s: isn't UTF-8", excerpt(strings.ToValidUTF8(name, "�")))
			return
		}
	}
	if coding := ctx.Header("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		writeProblem(w, http.StatusUnsupportedMediaType, "a body in the content coding %q isn't taken: send it as it is", excerpt(coding))
		return
	}
	media, parameters, err := mime.ParseMediaType(ctx.Header("Content-Type"))
	if body := ctx.Operation().RequestBody; body != nil && err == nil && body.Content[media] == nil {
		writeProblem(w, http.StatusUnsupportedMediaType, "the content type %q isn't taken here: send %s", excerpt(media), strings.Join(names(body.Content), " or "))
		return
	}
	if err == nil {
		if charset := parameters["charset"]; charset != "" && !strings.EqualFold(charset, "utf-8") && !strings.EqualFold(charset, "utf8") {
			writeProblem(w, http.StatusUnsupportedMediaType, "a body in %q isn't taken: JSON is in UTF-8", excerpt(charset))
			return
		}
	}
	next(ctx)
}

func notText(s string) bool { return !utf8.ValidString(s) }
