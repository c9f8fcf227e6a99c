package api_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/api"
)

// people is an account's update with so many contacts, each with a text of a size.
func people(n, size int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf(`{"id":"c%05d","name":%q}`, i, strings.Repeat("x", size))
	}
	return `{"contacts":[` + strings.Join(all, ",") + `]}`
}

// contactsOf counts an account's contacts: those of the account's answer, and page by page those that come after.
func contactsOf(t *testing.T, h *house, account string) int {
	t.Helper()
	a := decode[api.Account](t, call(h, "GET", "/v1/accounts/"+account, ""))
	ids := map[string]bool{}
	contacts, cursor, last := a.Contacts, a.NextContacts, ""
	for {
		for _, c := range contacts {
			require.Less(t, last, c.ID, "they come in order")
			ids[c.ID], last = true, c.ID
		}
		if cursor == "" {
			return len(ids)
		}
		answer := call(h, "GET", "/v1/accounts/"+account+"/contacts?limit=499&cursor="+url.QueryEscape(cursor), "")
		require.Less(t, len(answer.body), 5<<20)
		list := decode[api.List[api.Contact]](t, answer)
		contacts, cursor = list.Items, ""
		if list.Next != nil {
			cursor = *list.Next
		}
	}
}

func TestContactsArePaged(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, n := range []int{0, 1, 500, 501, 1234} {
		answer := call(h, "PUT", "/v1/accounts/acme", people(n, 10))
		require.Equal(t, 200, answer.status)
		require.Equal(t, n > 500, strings.Contains(answer.body, "next_contacts"), n)
		require.Len(t, decode[api.Account](t, answer).Contacts, min(n, 500))
		require.Equal(t, n, contactsOf(t, h, "acme"))
		first := decode[api.List[api.Contact]](t, call(h, "GET", "/v1/accounts/acme/contacts", ""))
		require.Len(t, first.Items, min(n, 50))
		require.Equal(t, n > 50, first.Next != nil)
	}
	requireProblem(t, call(h, "GET", "/v1/accounts/acne/contacts", ""), 404, `no account has the ID "acne": did you mean "acme"?`)
	requireProblem(t, call(h, "GET", "/v1/accounts/acme/contacts?cursor=x", ""), 400, "query.cursor")
	requireProblem(t, call(h, "GET", "/v1/accounts/acme/contacts?limit=501", ""), 422, "query.limit")
	require.Equal(t, 200, call(h, "PUT", "/v1/accounts/globex", acme).status)
	cursor := decode[api.Account](t, call(h, "GET", "/v1/accounts/acme", "")).NextContacts
	requireProblem(t, call(h, "GET", "/v1/accounts/globex/contacts?cursor="+cursor, ""), 400, "query.cursor")
}

// Few contacts with much to tell are paged by their size, and who leaves meanwhile is no reason to begin anew.
func TestLargeContactsArePaged(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	attributes := make([]string, 200)
	for i := range attributes {
		attributes[i] = fmt.Sprintf(`{"id":"c%05d","attributes":{"role":%q}}`, i, strings.Repeat("x", 30_000))
	}
	body := `{"contacts":[` + strings.Join(attributes, ",") + `]}`
	require.Equal(t, 200, call(h, "PUT", "/v1/accounts/acme", body).status)
	a := call(h, "GET", "/v1/accounts/acme", "")
	require.Less(t, len(a.body), 5<<20)
	require.Equal(t, 200, contactsOf(t, h, "acme"))
	cursor := decode[api.Account](t, a).NextContacts
	require.Equal(t, 200, call(h, "PUT", "/v1/accounts/acme", `{"contacts":[{"id":"c00199"}]}`).status)
	list := decode[api.List[api.Contact]](t, call(h, "GET", "/v1/accounts/acme/contacts?cursor="+cursor, ""))
	require.Len(t, list.Items, 1)
}
