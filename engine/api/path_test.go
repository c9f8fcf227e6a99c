package api_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/api"
)

// A path that isn't clean is about nobody: its cleaned form would be about somebody else.
func TestAnUncleanPathIsSentNowhere(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	require.Equal(t, 200, call(h, "PUT", "/v1/accounts/acme", acme).status)
	for _, path := range []string{
		"/v1/accounts/acme/contacts/..", "/v1/accounts/acme/contacts/../", "/v1/accounts/acme/contacts/kenji/../..", "/v1/accounts/acme/.", "/v1/accounts/./acme",
		"//v1/accounts/acme", "/v1//accounts/acme", "/v1/accounts//acme", "/x/../v1/accounts/acme", "/../v1/accounts/acme", "/v1/accounts/acme/contacts//",
		"/healthz/.", "/x/../metrics",
	} {
		for _, method := range []string{"GET", "HEAD", "PUT", "POST", "DELETE", "PATCH", "OPTIONS"} {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader("")))
			require.Equal(t, http.StatusBadRequest, w.Code, "%s %s", method, path)
			require.Empty(t, w.Header().Get("Location"), path)
		}
	}
	requireProblem(t, call(h, "DELETE", "/v1/accounts/acme/contacts/..", ""), 400, `/v1/accounts/acme/contacts/..`, `".."`)
	requireProblem(t, call(h, "DELETE", "/v1/accounts/acme/contacts/%2e%2e", ""), 404, `no contact with the ID ".."`)
	require.Len(t, decode[api.Account](t, call(h, "GET", "/v1/accounts/acme", "")).Contacts, 1)
}

// Whatever is an ID can be read and forgotten by its path, slashes included.
func TestIDsOfSlashesAreReached(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for _, id := range []string{"%2F", "%2f", "%2F%2F", "%2Fa", "a%2F", "a%2F%2Fb", "%252F"} {
		require.Equal(t, 200, call(h, "PUT", "/v1/accounts/"+id, `{"contacts":[{"id":"/"},{"id":"//"}]}`).status, id)
		a := call(h, "GET", "/v1/accounts/"+id, "")
		require.Equal(t, 200, a.status, id)
		require.Len(t, decode[api.Account](t, a).Contacts, 2, id)
		require.Equal(t, 200, call(h, "DELETE", "/v1/accounts/"+id+"/contacts/%2F", "").status, id)
		contacts := decode[api.Account](t, call(h, "GET", "/v1/accounts/"+id, "")).Contacts
		require.Len(t, contacts, 1, id)
		require.Equal(t, "//", contacts[0].ID)
		require.Equal(t, 200, call(h, "DELETE", "/v1/accounts/"+id, "").status, id)
	}
	requireProblem(t, call(h, "GET", "/v1/runs/%2F", ""), 404, `no run has the ID "/"`)
	requireProblem(t, call(h, "GET", "/v1/accounts/acme/%2F", ""), 404, "nothing is at")
}
