package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/api"
)

func TestAPlaybookIsPausedAndResumed(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	require.Equal(t, 200, call(h, "PUT", "/v1/accounts/acme", acme).status)
	a := call(h, "POST", "/v1/playbooks/welcome/pause", `{"reason":"wrong link","by":"hana"}`)
	require.Equal(t, 200, a.status, a.body)
	require.Equal(t, &api.Pause{At: h.Engine.Now(), By: "hana", Reason: "wrong link"}, decode[api.Playbook](t, a).Paused)
	require.Equal(t, a.body, call(h, "GET", "/v1/playbooks/welcome", "").body)
	require.Equal(t, 200, call(h, "POST", "/v1/events", event("1", "signed", "")).status)
	why := decode[api.Why](t, call(h, "GET", "/v1/accounts/acme/why/welcome", ""))
	require.Equal(t, "paused", why.Decisions[0].Reason)
	require.Contains(t, why.Summary, `paused on 2026-04-06 09:00 by hana: "wrong link".`)

	a = call(h, "POST", "/v1/playbooks/welcome/resume", "{}")
	require.Equal(t, 200, a.status, a.body)
	require.Equal(t, api.Playbook{Name: "welcome", Tags: []string{}, Mode: "live", Per: "account"}, decode[api.Playbook](t, a))
	list := decode[api.List[api.Playbook]](t, call(h, "GET", "/v1/playbooks", ""))
	require.Len(t, list.Items, 4)
}

func TestWhatCannotBePausedIsSaid(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	requireProblem(t, call(h, "POST", "/v1/playbooks/welcom/pause", "{}"), 404, `there is no playbook "welcom"`, `did you mean "welcome"?`)
	requireProblem(t, call(h, "GET", "/v1/playbooks/welcom", ""), 404, `did you mean "welcome"?`)
	p := requireProblem(t, call(h, "POST", "/v1/playbooks/welcome/pause", `{"by":"a\nb"}`), 422, "by: is a line")
	require.Equal(t, "body.by", p.Errors[0].Location)
}

func TestPlaybooksComeInPages(t *testing.T) {
	t.Parallel()
	f := &fake{}
	for _, name := range []string{"a", "b", "c"} {
		f.playbooks = append(f.playbooks, engine.PlaybookView{Playbook: &dsl.Playbook{Name: name, PerContact: name == "b", Mode: dsl.Live}})
	}
	h := serve(f, api.Options{})
	first := decode[api.List[api.Playbook]](t, call(h, "GET", "/v1/playbooks?limit=2", ""))
	require.Len(t, first.Items, 2)
	require.Equal(t, "contact", first.Items[1].Per)
	second := decode[api.List[api.Playbook]](t, call(h, "GET", "/v1/playbooks?limit=2&cursor="+*first.Next, ""))
	require.Equal(t, "c", second.Items[0].Name)
	require.Nil(t, second.Next)
	requireProblem(t, call(h, "GET", "/v1/playbooks?cursor=x", ""), 400, "cursor")
}
