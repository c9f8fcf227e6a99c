package customer

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// controlled is a playbook with a control group and more rules.
func controlled(percent float64, rules string) string {
	return play("p", fmt.Sprintf("%s\n  enroll {\n    control_group = %v\n%s\n  }", onTicket, percent, rules))
}

func TestTheControlGroupIsTrackedAndLeftAlone(t *testing.T) {
	t.Parallel()
	// The lot of acme is 58.9: it is in a group of 59 percent, and in none of 58.
	st := customer(t, controlled(59, `cooldown = "2d"`), play("q", onTicket+"\n  when = \"!running.p\""))
	decisions := st.event(at("1d"), "ticket")
	require.Equal(t, []string{"p control control_group", "q enrolled"}, summary(decisions))
	require.Regexp(t, `^The account is in the control group of 59 % \(its lot is 58\.9\d*\): it is watched and left alone`, decisions[0].Detail)
	require.Equal(t, "event", decisions[0].Values["kind"])
	require.False(t, st.s.Enrolled["p"].running(), "it gets no run")

	require.Equal(t, []string{"p skipped cooldown"}, summary(st.event(at("3d").Add(-time.Millisecond), "ticket"))[:1], "it consumes the cooldown")
	require.Equal(t, "The last enrolment, in the control group, was on 2026-03-04 09:00, and the cooldown of 2d lasts until 2026-03-06 09:00.", st.all[len(st.all)-2].Detail)
	require.Equal(t, []string{"p control control_group"}, summary(st.event(at("3d"), "ticket"))[:1])

	smaller := customer(t, controlled(58, ""))
	require.Equal(t, []string{"p enrolled"}, summary(smaller.event(at("1d"), "ticket")))
}

func TestTheControlGroupComesLast(t *testing.T) {
	t.Parallel()
	for rules, outcome := range map[string]string{
		"mode = \"dry_run\"":         "p skipped dry_run",
		"when = \"account.ltv > 1\"": "p control control_group",
		"when = \"account.ltv < 1\"": "p skipped condition",
	} {
		st := customer(t, play("p", onTicket+"\n  enroll { control_group = 99 }\n  "+rules))
		require.Equal(t, []string{outcome}, summary(st.event(at("1d"), "ticket")))
	}
}

// Who is in a control group depends on nothing but the playbook, the account and the key: not on the order
// of what happens.
func TestAnAccountStaysInItsGroup(t *testing.T) {
	t.Parallel()
	core := New(load(t, company, controlled(50, `key = "event.level"`)), 1, everSeen)
	rapid.Check(t, func(rt *rapid.T) {
		st := &scenario{tb: t, core: core, s: core.Fresh("acme", start)}
		st.update(start, map[string]any{"status": "customer"})
		groups, now := map[float64]Outcome{}, start
		for range rapid.IntRange(1, 20).Draw(rt, "tickets") {
			now = now.Add(time.Minute)
			level := float64(rapid.IntRange(1, 30).Draw(rt, "level"))
			d := st.event(now, "ticket", "level", level)[0]
			if d.Outcome == Skip {
				require.Equal(rt, Enrol, groups[level], "its run goes on")
				continue
			}
			if group, known := groups[level]; known {
				require.Equal(rt, group, d.Outcome)
			}
			groups[level] = d.Outcome
			require.Equal(rt, draw(core.unit(&d)) < 50, d.Outcome == Control)
		}
	})
}

func TestTheControlGroupHasItsShare(t *testing.T) {
	t.Parallel()
	const accounts = 20_000
	for _, percent := range []float64{0, 0.5, 10, 50, 99} {
		in, both := 0.0, 0.0
		for i := range accounts {
			account := fmt.Sprint("account-", i)
			if draw((&Core{}).unit(&Decision{Playbook: "a", Account: account})) < percent {
				in++
				if draw((&Core{}).unit(&Decision{Playbook: "b", Account: account})) < percent {
					both++
				}
			}
		}
		require.InDelta(t, percent/100, in/accounts, 0.01)
		if in > 0 {
			require.InDelta(t, percent/100, both/in, 0.1, "the lots of two playbooks have nothing to do with each other")
		}
	}
}

// One of the control group gets no run, so that nothing that waits is decided again.
func TestTheControlGroupDisturbsNobodyWhoWaits(t *testing.T) {
	t.Parallel()
	st := customer(t,
		play("q", onTicket+"\n  when = \"account.seats >= 3\"\n  enroll { hold = \"9d\" }"),
		play("p", "  trigger \"event\" { event = \"connected\" }\n  enroll { control_group = 99 }"),
	)
	st.update(at("1h"), map[string]any{"status": "customer", "seats": 4.0})
	st.event(at("1d"), "ticket")
	require.Equal(t, []string{"q pending already_running"}, summary(st.event(at("2d"), "ticket")))
	st.update(at("3d"), map[string]any{"status": "customer", "seats": 1.0})
	require.Equal(t, []string{"p control control_group"}, summary(st.event(at("4d"), "connected")))
}
