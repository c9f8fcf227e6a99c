package api_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/api"
)

const enrolments = "/v1/playbooks/invite/enrolments"

func TestCustomersAreEnrolledByHand(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	require.Equal(t, 200, call(h, "PUT", "/v1/accounts/acme", acme).status)
	require.Equal(t, 200, call(h, "PUT", "/v1/accounts/globex", `{"attributes":{"ltv":1}}`).status)
	ask := func(more string) []api.Enrolment {
		a := call(h, "POST", enrolments, fmt.Sprintf(`{"members":[{"account":"acme"},{"account":"globex"},{"account":"gone"}],"by":"hana","note":"they asked"%s}`, more))
		require.Equal(t, 200, a.status, a.body)
		got := decode[api.Enrolments](t, a)
		require.Nil(t, got.Next)
		require.Equal(t, 3, got.Looked)
		return got.Items
	}
	preview := ask(`,"preview":true`)
	require.Equal(t, []api.Enrolment{
		{Account: "acme", Outcome: "enrolled", Detail: `hana asked for it: "they asked".`},
		{Account: "globex", Outcome: "skipped", Reason: "condition", Detail: `The playbook's condition is not met: tier is "low".`},
		{Account: "gone", Problem: `no account has the ID "gone"`},
	}, preview)
	require.Empty(t, decode[api.List[api.Decision]](t, call(h, "GET", "/v1/decisions", "")).Items, "a preview decides nothing")
	done := ask(`,"request":"r1"`)
	require.NotEmpty(t, done[0].Run)
	require.Equal(t, 200, call(h, "GET", "/v1/runs/"+done[0].Run, "").status)
	again := ask(`,"request":"r1"`)
	require.True(t, again[0].Repeated)
	require.Equal(t, done[0].Run, again[0].Run)
}

func TestAFilterIsEnrolledPartByPart(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for i := range 7 {
		require.Equal(t, 200, call(h, "PUT", fmt.Sprint("/v1/accounts/a", i), fmt.Sprintf(`{"attributes":{"ltv":%d}}`, i*50)).status)
	}
	var got []string
	looked, cursor := 0, ""
	for pages := 0; ; pages++ {
		a := call(h, "POST", enrolments, fmt.Sprintf(`{"where":"account.ltv >= 50","request":"r1","limit":3,"cursor":%q}`, cursor))
		require.Equal(t, 200, a.status, a.body)
		part := decode[api.Enrolments](t, a)
		looked += part.Looked
		for _, one := range part.Items {
			got = append(got, one.Account+" "+one.Outcome)
		}
		if part.Next == nil {
			require.Equal(t, 2, pages)
			break
		}
		cursor = *part.Next
	}
	require.Equal(t, 7, looked)
	require.Equal(t, []string{"a1 skipped", "a2 enrolled", "a3 enrolled", "a4 enrolled", "a5 enrolled", "a6 enrolled"}, got)
}

// Each part of a preview knows what the parts before it have given.
func TestAPreviewOfAFilterGivesEachPlaceOnce(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for i := range 5 {
		require.Equal(t, 200, call(h, "PUT", fmt.Sprint("/v1/accounts/a", i), `{"attributes":{"ltv":1}}`).status)
	}
	for _, more := range []string{`"preview":true`, `"request":"r1"`} {
		var got []string
		for cursor := new(string); cursor != nil; {
			a := call(h, "POST", "/v1/playbooks/few/enrolments", fmt.Sprintf(`{"where":"true","limit":1,"cursor":%q,%s}`, *cursor, more))
			require.Equal(t, 200, a.status, a.body)
			part := decode[api.Enrolments](t, a)
			for _, one := range part.Items {
				got = append(got, one.Account+" "+one.Outcome)
			}
			cursor = part.Next
		}
		require.Equal(t, []string{"a0 enrolled", "a1 enrolled", "a2 skipped", "a3 skipped", "a4 skipped"}, got, more)
	}
}

func TestWhatCannotBeEnrolledIsSaid(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for body, says := range map[string]string{
		`{"request":"r"}`: `name either "members"`,
		`{"request":"r","where":"true","members":[{"account":"a"}]}`: `name either "members"`,
		`{"request":"r","where":"tire == 'high'"}`:                   `Did you mean "tier"?`,
		`{"where":"true"}`: "give each request an ID of its own",
		`{"request":"r","members":[{"account":"a","contact":"b"}]}`: "enrols accounts",
	} {
		requireProblem(t, call(h, "POST", enrolments, body), 422, says)
	}
	requireProblem(t, call(h, "POST", enrolments, `{"where":"true","cursor":"x"}`), 400, "cursor")
	requireProblem(t, call(h, "POST", "/v1/playbooks/invit/enrolments", `{"request":"r","members":[{"account":"a"}]}`), 404, `did you mean "invite"?`)
	requireProblem(t, call(h, "POST", "/v1/playbooks/welcome/enrolments", `{"request":"r","members":[{"account":"a"}]}`), 422, `no trigger "manual"`)
}

func TestAFilterThatFailsForAnAccountSaysSo(t *testing.T) {
	t.Parallel()
	f := &fake{selection: engine.Selection{Scanned: 1, Problems: []engine.Enrolment{{Member: engine.Member{Account: "acme"}, Problem: "it can't be evaluated"}}}}
	got := decode[api.Enrolments](t, call(serve(f, api.Options{}), "POST", enrolments, `{"where":"x"}`))
	require.Equal(t, []api.Enrolment{{Account: "acme", Problem: "it can't be evaluated"}}, got.Items)
	require.Equal(t, []any{"x", "", 200}, f.asked)
}
