package customer

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// statusOf is what is said of the first trigger of a playbook "p" now.
func (st *scenario) statusOf(now string) Case {
	st.tb.Helper()
	w, err := st.core.Why(st.s, "p", at(now), func(string) *Entry { return nil })
	require.NoError(st.tb, err)
	require.Len(st.tb, w.Cases, 1)
	return w.Cases[0]
}

func TestStatuses(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", dropBy15In7d))
	require.Equal(t, "There is no value of the health score now.", newScenario(t, company, play("p", dropBy15In7d)).statusOf("1d").Trigger.State)
	st.login(at("1d"), "a", "b", "c", "d")
	require.Equal(t, "It is 100 points, 0 below its maximum of 100. It fires at 85 or less: 15 points to go.", st.statusOf("2d").Trigger.State)
	ahead := st.statusOf("2d").Next
	require.NotNil(t, ahead, "the logins will leave the window")
	st.advance(ahead.At)
	require.Equal(t, encoded(t, st.all), encoded(t, []*Decision{ahead}), "what was foretold is what is decided")
	require.Contains(t, st.statusOf("9d").Trigger.State, "It has fired for this fall; the maximum is forgotten on")

	stall := customer(t, play("p", "  trigger \"onboarding_stall\" {\n    success_plan = \"onboarding\"\n    milestone = \"connected\"\n  }"))
	require.Equal(t, `The plan "onboarding" has not started.`, stall.statusOf("1d").Trigger.State)
	stall.event(at("1d"), "contract_signed")
	require.Contains(t, stall.statusOf("2d").Trigger.State, `It fires for milestone "connected" on 2026-03-11 09:00.`)
	require.Equal(t, at("8d"), stall.statusOf("2d").Next.At)
	require.Contains(t, stall.statusOf("8d").Trigger.State, `It has fired for milestone "connected".`)
}

func TestEveryTriggerTellsWhatItWaitsFor(t *testing.T) {
	t.Parallel()
	const triggers = `
  trigger "event" { event = "ticket" }
  trigger "inactivity" {
    event = "login"
    after = "3d"
  }
  trigger "date" { date = "account.renewal" }
  trigger "schedule" { cron = "0 9 1 * *" }
  trigger "becomes" { when = "metric.tickets_30d > 2" }
  trigger "tier" { enters = "high" }
  trigger "scale" { scale = "use" }
  trigger "coverage" {
    metric = "met_this_month"
    every  = "month"
    lead   = "1w"
  }
  trigger "usage_limit" {
    value = "metric.tickets_30d"
    limit = "account.seats"
  }
  trigger "playbook" { playbook = "other" }
  trigger "health_drop" { to = "red" }
  trigger "onboarding_stall" {
    success_plan = "onboarding"
    idle         = "5d"
  }
  trigger "manual" {}`
	st := newScenario(t, company, dated, use, met("month"), play("other", onTicket), play("p", triggers))
	st.update(start, map[string]any{"status": "customer", "seats": 4.0, "renewal": "2026-03-10"})
	w, err := st.core.Why(st.s, "p", at("1d"), func(string) *Entry { return nil })
	require.NoError(t, err)
	require.Len(t, w.Cases, 13)
	for _, c := range w.Cases {
		require.Regexp(t, `^Fires .*\.$`, c.Trigger.Waits, c.Trigger.Kind)
		require.NotContains(t, c.Trigger.Waits, "as the trigger", "%s doesn't say when it fires", c.Trigger.Kind)
	}
	require.Equal(t, map[string]bool{"inactivity": true, "date": true, "schedule": true, "coverage": true}, foretold(w))
}

// foretold is the kinds of trigger that fire if nothing happens.
func foretold(w Why) map[string]bool {
	kinds := map[string]bool{}
	for _, c := range w.Cases {
		if c.Next != nil {
			kinds[c.Trigger.Kind] = true
		}
	}
	return kinds
}
