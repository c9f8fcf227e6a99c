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
	require.Equal(t, customer.MaxContacts, contactsOf(t, h, "acme"))
}

// An answer isn't many times as large as its request, whatever is wrong with that.
func TestAnswersDontGrowBeyondTheirRequests(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	require.Equal(t, 200, call(h, "PUT", "/v1/accounts/acme", acme).status)
	names := func(n int) string {
		all := make([]string, n)
		for i := range all {
			all[i] = fmt.Sprintf(`"x%d":1`, i)
		}
		return strings.Join(all, ",")
	}
	contacts := make([]string, 5_000)
	for i := range contacts {
		contacts[i] = fmt.Sprintf(`{"id":"c%d","attributes":{%s}}`, i, names(20))
	}
	for name, tt := range map[string]struct {
		method, path, body string
		status             int
	}{
		"empty events":            {"POST", "/v1/events", "[" + strings.Repeat("{},", 200_000) + "{}]", 413},
		"lines of nothing":        {"POST", "/v1/events", strings.Repeat("1\n", 200_000), 400},
		"unknown fields":          {"POST", "/v1/events", "{" + names(40_000) + "}", 422},
		"a long event":            {"POST", "/v1/events", `{"type":"` + strings.Repeat("x", 1<<20) + `"}`, 422},
		"unknown properties":      {"PUT", "/v1/accounts/acme", "{" + names(200_000) + "}", 422},
		"a long name of one":      {"PUT", "/v1/accounts/acme", `{"` + strings.Repeat("x", 1<<20) + `":1}`, 422},
		"unknown attributes":      {"PUT", "/v1/accounts/acme", `{"attributes":{` + names(200_000) + `}}`, 422},
		"of many contacts":        {"PUT", "/v1/accounts/acme", `{"contacts":[` + strings.Join(contacts, ",") + `]}`, 422},
		"many values":             {"PUT", "/v1/accounts/acme", `{"attributes":{"ltv":[` + strings.Repeat("1,", 1_000_000) + `1]}}`, 400},
		"answers of nobody":       {"POST", "/v1/tasks/none/complete", `{"answers":{` + strings.ReplaceAll(names(200_000), ":1", `:""`) + `}}`, 404},
		"members that aren't any": {"POST", "/v1/playbooks/few/enrolments", `{"request":"r","members":[` + strings.Repeat(`{},`, 499) + `{}]}`, 422},
	} {
		a := call(h, tt.method, tt.path, tt.body)
		require.Equal(t, tt.status, a.status, "%s: %.300s", name, a.body)
		require.Less(t, len(a.body), 100_000, name)
	}
	a := call(h, "POST", "/v1/events", strings.Repeat("1\n", 200_000), ndjson)
	requireProblem(t, a, 413, "10000 events", "in parts")
}
