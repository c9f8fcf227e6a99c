package api_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/api"
	"github.com/tendhq/tend/engine/customer"
)

// The limits that the document declares are those that the engine keeps to.
func TestDeclaredLimitsAreTheEngines(t *testing.T) {
	t.Parallel()
	limit := func(of any, field, tag string) string {
		f, found := reflect.TypeOf(of).FieldByName(field)
		require.True(t, found, field)
		return f.Tag.Get(tag)
	}
	require.Equal(t, fmt.Sprint(customer.MaxName), limit(api.AccountUpdate{}, "Name", "maxLength"))
	require.Equal(t, fmt.Sprint(customer.MaxContacts), limit(api.AccountUpdate{}, "Contacts", "maxItems"))
	require.Equal(t, fmt.Sprint(customer.MaxName), limit(api.ContactUpdate{}, "Name", "maxLength"))
	for _, field := range []string{"ID", "Source", "Account", "Contact"} {
		require.Equal(t, fmt.Sprint(customer.MaxID), limit(api.Event{}, field, "maxLength"), field)
	}
	require.Equal(t, fmt.Sprint(customer.MaxID), limit(api.EnrolmentRequest{}, "Request", "maxLength"))
}

func TestAnAccountsLimitsAreTold(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	people := func(n int) string {
		all := make([]string, n)
		for i := range all {
			all[i] = fmt.Sprintf(`{"id":"c%d"}`, i)
		}
		return `{"contacts":[` + strings.Join(all, ",") + `]}`
	}
	requireProblem(t, call(h, "PUT", "/v1/accounts/acme", people(customer.MaxContacts+1)), 422, "body.contacts", "10000")
	requireProblem(t, call(h, "PUT", "/v1/accounts/acme", `{"name":"`+strings.Repeat("x", 5_000_000)+`"}`), 422, "body.name", "1000")
	requireProblem(t, call(h, "PUT", "/v1/accounts/acme", `{"contacts":[{"id":"a","name":"`+strings.Repeat("x", 1001)+`"}]}`), 422, "body.contacts[0].name", "1000")
	requireProblem(t, call(h, "PUT", "/v1/accounts/acme", `{"contacts":[{"id":"a","attributes":{"role":"`+strings.Repeat("x", 70_000)+`"}}]}`), 422, "contacts[0].attributes", "64")
	require.Equal(t, 404, call(h, "GET", "/v1/accounts/acme", "").status)
	require.Equal(t, 200, call(h, "PUT", "/v1/accounts/acme", people(customer.MaxContacts)).status)
	require.Len(t, decode[api.Account](t, call(h, "GET", "/v1/accounts/acme", "")).Contacts, customer.MaxContacts)
}
