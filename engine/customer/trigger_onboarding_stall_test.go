package customer

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func stalls(body string) string {
	return play("unblock", "  trigger \"onboarding_stall\" {\n    success_plan = \"onboarding\"\n"+body+"\n  }")
}

func TestStallFiresWhenAMilestoneIsOverdueByThatMuch(t *testing.T) {
	t.Parallel()
	st := customer(t, stalls("    milestone = \"connected\"\n    overdue = \"2d\""))
	st.event(at("1d"), "contract_signed")
	require.Empty(t, st.advance(at("10d").Add(-time.Second)))
	fired := st.advance(at("10d"))
	require.Equal(t, []string{"unblock enrolled"}, summary(fired))
	require.Equal(t, at("10d"), fired[0].At)
	require.Equal(t, map[string]any{
		"kind": "onboarding_stall", "at": "2026-03-13T08:00:00.000Z", "success_plan": "onboarding", "milestone": "connected",
	}, fired[0].Values)
	st.finish(at("10d1h"), "unblock")
	require.Empty(t, st.advance(at("90d")), "once for each start of the plan")
}

func TestStallFiresForEachMilestone(t *testing.T) {
	t.Parallel()
	st := customer(t, stalls(""))
	st.event(at("1d"), "contract_signed")
	st.advance(at("90d"))
	var milestones []any
	for _, d := range st.all {
		milestones = append(milestones, d.Values["milestone"])
	}
	require.Equal(t, []any{"kickoff", "connected", "adopted"}, milestones)
}

func TestStallIsSilentWhenReachedInTime(t *testing.T) {
	t.Parallel()
	st := customer(t, stalls(`    milestone = "connected"`))
	st.event(at("1d"), "contract_signed")
	st.event(at("8d").Add(-time.Second), "connected")
	require.Empty(t, st.advance(at("90d")))
}

func TestStallFiresAgainForTheNextPlan(t *testing.T) {
	t.Parallel()
	st := customer(t, stalls(`    milestone = "connected"`))
	st.event(at("1d"), "contract_signed")
	require.Len(t, st.advance(at("9d")), 1)
	st.finish(at("9d1h"), "unblock")
	st.event(at("10d"), "connected")
	st.event(at("10d"), "met", "purpose", "kickoff")
	st.login(at("10d1h"), "a", "b")
	st.event(at("11d"), "contract_signed")
	require.Len(t, st.advance(at("30d")), 1)
}

func TestIdlenessCountsFromTheLastMilestone(t *testing.T) {
	t.Parallel()
	st := customer(t, stalls(`    idle = "5d"`))
	st.event(at("1d"), "contract_signed")
	st.event(at("4d"), "connected")
	require.Empty(t, st.advance(at("9d").Add(-time.Second)), "only idleness was asked for, not what is overdue")
	fired := st.advance(at("9d"))
	require.Len(t, fired, 1)
	require.Equal(t, "kickoff", fired[0].Values["milestone"])
	st.finish(at("9d1h"), "unblock")
	st.event(at("12d"), "met", "purpose", "kickoff")
	require.Empty(t, st.advance(at("90d")), "once for each start of the plan")
}

func TestALateStartFiresWhatIsOverdueAlready(t *testing.T) {
	t.Parallel()
	st := customer(t, stalls(`    milestone = "connected"`))
	st.update(at("20d"), map[string]any{"status": "customer"})
	require.Len(t, st.send(at("20d"), Entry{Type: "contract_signed", Time: at("1d")}), 1)
}

func TestLateNewsDoesNotStallTwice(t *testing.T) {
	t.Parallel()
	st := customer(t, stalls(`    milestone = "connected"`))
	st.event(at("1d"), "contract_signed")
	require.Len(t, st.advance(at("9d")), 1)
	st.finish(at("9d1h"), "unblock")
	require.Empty(t, st.send(at("10d"), Entry{Type: "connected", Time: at("2d")}))
	require.Equal(t, at("2d"), st.s.Plans["onboarding"].Reached["connected"])
	require.Empty(t, st.advance(at("90d")))
}
