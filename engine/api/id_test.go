package api_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/api"
	"github.com/tendhq/tend/engine/customer"
)

// noIDs is texts that can't be IDs.
var noIDs = []string{
	"\x00", "\n", "a\nb", "../..", "..", ".", " a", "a ", "a\u200bb", "a\u202eb", "\u00a0", "\u2800", "\u0301", "a \u0301", "a\ufffdb", "cafe\u0301", strings.Repeat("x", 5000), strings.Repeat("例", 201),
}

// One rule for IDs holds wherever one comes in.
func TestEveryDoorAsksTheRuleForIDs(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	require.Equal(t, 200, call(h, "PUT", "/v1/accounts/acme", acme).status)
	for _, id := range noIDs {
		text, err := json.Marshal(id)
		require.NoError(t, err)
		a := call(h, "PUT", "/v1/accounts/"+strings.ReplaceAll(url.PathEscape(id), ".", "%2e"), `{}`)
		p := requireProblem(t, a, 422, "id: "+customer.CheckID(id).Error())
		require.Equal(t, "path.id", p.Errors[0].Location)
		requireProblem(t, call(h, "PUT", "/v1/accounts/acme", fmt.Sprintf(`{"contacts":[{"id":%s}]}`, text)), 422, "contacts[0].id: "+customer.CheckID(id).Error())
		for field, known := range map[string]string{"id": `"1"`, "source": `"crm"`, "contact": `"kenji"`, "account": `"acme"`} {
			fields := map[string]string{"id": `"1"`, "source": `"crm"`, "contact": `"kenji"`, "account": `"acme"`}
			fields[field] = string(text)
			body := fmt.Sprintf(`{"id":%s,"source":%s,"type":"login","account":%s,"contact":%s,"time":"2026-04-06T08:00:00Z"}`,
				fields["id"], fields["source"], fields["account"], fields["contact"])
			a := call(h, "POST", "/v1/events", body)
			require.Equal(t, 422, a.status, "%s %q: %s", field, id, a.body)
			require.Contains(t, decode[api.EventReport](t, a).Rejected[0].Reason, field+" "+customer.CheckID(id).Error(), known)
		}
		if !strings.HasPrefix(id, "x") && !strings.HasPrefix(id, "例") { // A request's length is a limit of the document.
			requireProblem(t, call(h, "POST", "/v1/playbooks/few/enrolments", fmt.Sprintf(`{"request":%s,"members":[{"account":"acme"}]}`, text)), 422, "request: ")
		}
	}
	require.Len(t, decode[api.List[api.AccountSummary]](t, call(h, "GET", "/v1/accounts", "")).Items, 1)
}

func TestWhatAnOperatorSaysIsALine(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for _, text := range []string{`a\nb`, `a\u001bb`, `a\u0085b`, `a\u202eb`, `a\u2028b`, `a\u200bb`, "\\u2066"} {
		requireProblem(t, call(h, "POST", "/v1/playbooks/few/pause", `{"reason":"`+text+`"}`), 422, "reason: is a line")
		requireProblem(t, call(h, "POST", "/v1/playbooks/few/pause", `{"by":"`+text+`"}`), 422, "by: is a line")
	}
	require.Equal(t, 200, call(h, "POST", "/v1/playbooks/few/pause", `{"reason":"wrong text 👨‍👩‍👧","by":"hana"}`).status)
}

func TestAnAccountThatIsOnlyNamed(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for body, name := range map[string]string{`{}`: "zenith", `{"name":""}`: "zenith", `{"name":" \t"}`: "zenith", `{"name":"Zenith Ltd"}`: "Zenith Ltd"} {
		a := decode[api.Account](t, call(h, "PUT", "/v1/accounts/zenith", body))
		require.Equal(t, name, a.Name, body)
		require.Nil(t, a.Health.Score, body)
	}
	require.Equal(t, 200, call(h, "PUT", "/v1/accounts/zenith", `{}`).status)
	list := decode[api.List[api.AccountSummary]](t, call(h, "GET", "/v1/accounts", ""))
	require.Equal(t, "zenith", list.Items[0].Name)
	require.Nil(t, list.Items[0].Score)
}

func TestAnUnknownContactIsTold(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	require.Equal(t, 200, call(h, "PUT", "/v1/accounts/acme", acme).status)
	known, unknown := event("1", "login", `,"contact":"kenji"`), event("2", "login", `,"contact":"kenij"`)
	a := call(h, "POST", "/v1/events", strings.Join([]string{bad, known, unknown, event("3", "signed", "")}, "\n"), ndjson)
	require.Equal(t, 207, a.status)
	want := []api.UnknownContact{{Index: 2, Account: "acme", Contact: "kenij"}}
	r := decode[api.EventReport](t, a)
	require.Equal(t, 3, r.Accepted, "it is taken all the same")
	require.Equal(t, want, r.UnknownContacts)
	a = call(h, "POST", "/v1/events", "["+known+","+known+","+unknown+"]")
	require.Equal(t, 200, a.status)
	require.Equal(t, want, decode[api.EventReport](t, a).UnknownContacts, "also when it comes again")
}

func TestAConflictInABatchIsLikeARejection(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	require.Equal(t, 200, call(h, "PUT", "/v1/accounts/acme", acme).status)
	require.Equal(t, 200, call(h, "POST", "/v1/events", event("1", "signed", "")).status)
	other := event("1", "login", `,"contact":"kenji"`)
	a := call(h, "POST", "/v1/events", "["+event("2", "signed", "")+","+other+"]")
	require.Equal(t, 207, a.status, a.body)
	require.Len(t, decode[api.EventReport](t, a).Conflicts, 1)
	require.Equal(t, 422, call(h, "POST", "/v1/events", other).status)
	require.Equal(t, 422, call(h, "POST", "/v1/events", "["+bad+","+other+"]").status)
	require.Equal(t, 200, call(h, "POST", "/v1/events", event("1", "signed", "")).status, "the same again is none")
}
