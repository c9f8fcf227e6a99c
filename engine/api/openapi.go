package api

import (
	"encoding/json"
	"net/http"
	"sync"

	"github.com/danielgtaylor/huma/v2"
)

// serveDocument serves the OpenAPI document, encoded when it is first asked for: it can't change after New.
func (s *server) serveDocument(api huma.API) {
	encode := sync.OnceValue(func() []byte {
		// The document is huma's own plain data, so it always encodes.
		doc, _ := json.MarshalIndent(api.OpenAPI(), "", "  ")
		return append(doc, '\n')
	})
	s.opts.Mux.HandleFunc("GET /openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/openapi+json")
		w.Header().Set("Content-Security-Policy", apiPolicy)
		_, _ = w.Write(encode()) // A client that left needs no answer.
	})
}
