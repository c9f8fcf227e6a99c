package api_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/api"
)

// A time without an offset is on the clock of the workspace, which every answer names.
func TestTimesAreOnTheWorkspacesClock(t *testing.T) {
	t.Parallel()
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	require.NoError(t, err)
	f := &fake{why: &engine.WhyView{}, workspace: &dsl.Workspace{
		Hours: calendar.Default(tokyo), Playbooks: map[string]*dsl.Playbook{"rescue": {}},
	}}
	h := serve(f, api.Options{})
	want := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	for _, at := range []string{"2026-04-01%2009:00:00", "2026-04-01%2009:00", "2026-04-01T09:00:00", "2026-04-01T09:00", "2026-04-01T00:00:00Z", "2026-04-01T09:00:00.000%2B09:00"} {
		a := call(h, "GET", "/v1/accounts/acme/why/rescue?at="+at, "")
		require.Equal(t, 200, a.status, a.body)
		require.True(t, want.Equal(f.asked.(time.Time)), at)
		require.Equal(t, "Asia/Tokyo", a.header.Get(api.ZoneHeader))
	}
	call(h, "GET", "/v1/goals?from=2026-04-01&to=2026-04-02", "")
	require.Equal(t, engine.EffectQuery{From: want.Add(-9 * time.Hour), To: want.Add(15 * time.Hour)}, utc(f.asked.(engine.EffectQuery)))
	requireProblem(t, call(h, "GET", "/v1/goals?from=soon", ""), 422, `query.from: "soon" isn't a time`, "Asia/Tokyo")
	requireProblem(t, call(h, "GET", "/v1/goals?to=soon", ""), 422, `query.to: "soon" isn't a time`)
}

// A time that the clocks leap over is told from one that is none.
func TestATimeThatTheClocksSkipIsSaid(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	h := serve(&fake{why: &engine.WhyView{}, workspace: &dsl.Workspace{
		Hours: calendar.Default(berlin), Playbooks: map[string]*dsl.Playbook{"rescue": {}},
	}}, api.Options{})
	requireProblem(t, call(h, "GET", "/v1/accounts/acme/why/rescue?at=2026-03-29T02:30", ""), 422, "query.at", "Europe/Berlin never show", "put forward")
	require.Equal(t, 200, call(h, "GET", "/v1/accounts/acme/why/rescue?at=2026-03-29T03:30", "").status)
}

func utc(q engine.EffectQuery) engine.EffectQuery {
	q.From, q.To = q.From.UTC(), q.To.UTC()
	return q
}
