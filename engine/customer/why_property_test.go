package customer

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// asked is playbooks with each trigger and rule, for random scenarios.
var asked = []string{
	play("on_ticket", `
  trigger "event" {
    event = "ticket"
    when  = "event.level >= 2 || event.level == nil"
  }
  when = "!running.rescue && account.seats > 2"
  enroll { cooldown = "2d" }`),
	play("rescue", dropBy15In7d+"\n  priority = 5\n  enroll { cooldown = \"5d\" }"),
	play("red", "  trigger \"health_drop\" { to = [\"red\", \"yellow\"] }\n  mode = \"dry_run\""),
	play("unblock", "  trigger \"onboarding_stall\" { success_plan = \"onboarding\" }\n  when = \"metric.active_7d < 3\""),
	play("off", onTicket+"\n  mode = \"paused\""),
	play("held", onTicket+"\n  enroll {\n    key       = \"event.level\"\n    cooldown  = \"1d\"\n    exclusive = \"one\"\n    hold      = \"6d\"\n  }"),
	perContact("greet", "  trigger \"event\" { event = \"login\" }\n  trigger \"event\" { event = \"ticket\" }\n  when = \"contact.id != 'c'\"\n  enroll {\n    cooldown = \"12h\"\n    hold     = \"1d\"\n  }"),
	play("rival", "  trigger \"event\" { event = \"connected\" }\n  priority = 1\n  enroll {\n    exclusive = \"one\"\n    hold      = \"2d\"\n  }"),
	"metric \"logins_3d\" {\n  of     = \"contact\"\n  event  = \"login\"\n  window = \"3d\"\n}\n" + perContact("each", `
  trigger "inactivity" {
    event = "login"
    after = "4d"
  }
  trigger "becomes" {
    when  = "metric.logins_3d >= 2 && account.seats > 1"
    after = "6h"
  }
  trigger "event" {
    event  = "login"
    count  = 2
    within = "1d"
  }
  trigger "event" {
    event    = "login"
    debounce = "8h"
  }
  trigger "usage_limit" {
    value = "metric.logins_3d"
    limit = "account.seats - 1"
  }
  enroll {
    cooldown = "2d"
    hold     = "1d"
  }`),
	play("once", onTicket+"\n  trigger \"event\" { event = \"connected\" }\n  enroll { cooldown = \"never\" }"),
}

// happen plays random entries for some weeks. Some come at one instant.
func (st *scenario) happen(r *rapid.T) {
	now := start
	for range rapid.IntRange(5, 40).Draw(r, "entries") {
		now = now.Add(time.Duration(rapid.SampledFrom([]int{0, 0, 1, 60, 600, 3000}).Draw(r, "minutes")) * time.Minute)
		switch rapid.IntRange(0, 7).Draw(r, "what") {
		case 0, 1:
			st.event(now, "ticket", "level", float64(rapid.IntRange(1, 3).Draw(r, "level")))
		case 2:
			st.event(now, "ticket")
		case 3:
			st.login(now, rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(r, "who"))
		case 4:
			st.event(now, "contract_signed")
		case 5:
			st.event(now, "connected")
		case 6:
			attributes := map[string]any{
				"status": rapid.SampledFrom([]string{"customer", "customer", "churned"}).Draw(r, "status"),
				"ltv":    5000.0, "seats": float64(rapid.IntRange(1, 5).Draw(r, "seats")),
			}
			var contacts []any
			for _, id := range rapid.SampledFrom([][]string{nil, {"a"}, {"a", "c"}, {"a", "b", "c"}}).Draw(r, "contacts") {
				contacts = append(contacts, data("id", id))
			}
			st.update(now, attributes, contacts...)
		case 7:
			for _, playbook := range slices.Sorted(maps.Keys(st.core.playbooksByName)) {
				if st.s.Enrolled[playbook].running() {
					st.finish(now, playbook)
				}
			}
		}
	}
	st.advance(now.Add(10 * 24 * time.Hour))
}

func (st *scenario) past() Past {
	p := Past{Entries: func(yield func(Entry) bool) error {
		for _, e := range st.log {
			if !yield(e) {
				break
			}
		}
		return nil
	}}
	for _, d := range st.all {
		if d.Outcome == Enrol {
			p.Decided = append(p.Decided, d)
		}
	}
	return p
}

func TestWhyAgreesWithTheDecision(t *testing.T) {
	t.Parallel()
	core := New(load(t, append([]string{company}, asked...)...), 1, everSeen)
	rapid.Check(t, func(r *rapid.T) {
		st := &scenario{tb: t, core: core, s: core.Fresh("acme", start)}
		st.update(start, map[string]any{"status": "customer", "ltv": 5000.0, "seats": 4.0}, data("id", "a"), data("id", "c"))
		st.happen(r)
		if len(st.all) == 0 {
			return
		}
		d := rapid.SampledFrom(st.all).Draw(r, "decision")
		for _, last := range st.all {
			if last.Occurrence == d.Occurrence && last.At.Equal(d.At) {
				d = last
			}
		}
		w, err := core.WhyAt("acme", d.Playbook, st.past(), d.At)
		require.NoError(r, err)
		i := slices.IndexFunc(w.Cases, func(c Case) bool { return c.Decision != nil && c.Decision.Occurrence == d.Occurrence })
		require.GreaterOrEqual(r, i, 0, "the decision is explained")
		require.Equal(r, encoded(r, d), encoded(r, *w.Cases[i].Decision))
		requireStatuses(r, w.Cases[i], d)
	})
}

// requireStatuses requires that the first rule that refused is the decision's reason, and its parts say so.
func requireStatuses(r *rapid.T, c Case, d Decision) {
	no := c.refusingRule()
	if d.Outcome == Enrol {
		require.Nil(r, no)
		return
	}
	require.NotNil(r, no)
	require.Equal(r, d.Reason, no.Reason)
	require.Equal(r, d.Detail, no.Detail)
	for i, status := range c.Rules {
		if status.Condition != nil {
			require.Equal(r, status.Verdict == Passed, status.Condition.Value == "true")
		}
		require.Equal(r, status.Verdict == NotReached, i > slices.IndexFunc(c.Rules, func(other RuleStatus) bool { return other.Verdict == Refused }))
	}
}

// The fold of the past comes to the state that the account had, and explaining changes nothing.
func TestWhyOfThePastAndOfTheStateAgree(t *testing.T) {
	t.Parallel()
	core := New(load(t, append([]string{company}, asked...)...), 1, everSeen)
	rapid.Check(t, func(r *rapid.T) {
		st := &scenario{tb: t, core: core, s: core.Fresh("acme", start)}
		st.update(start, map[string]any{"status": "customer", "ltv": 5000.0, "seats": 4.0}, data("id", "a"), data("id", "c"))
		st.happen(r)
		before := encoded(r, st.s)
		last := func(eventType string) *Entry {
			for _, e := range slices.Backward(st.log) {
				if e.Type == eventType {
					return &e
				}
			}
			return nil
		}
		now := st.s.Now.Add(time.Duration(rapid.IntRange(1, 20_000).Draw(r, "minutes later")) * time.Minute)
		playbook := rapid.SampledFrom([]string{"on_ticket", "rescue", "unblock", "red", "held", "rival", "greet", "each"}).Draw(r, "playbook")
		live, err := core.Why(st.s, playbook, now, last)
		require.NoError(r, err)
		require.Equal(r, before, encoded(r, st.s))
		if decided := st.core.Advance(stored(r, st.s), now); len(decided) > 0 {
			return // Live, these would have been recorded.
		}
		folded, err := core.WhyAt("acme", playbook, st.past(), now)
		require.NoError(r, err)
		require.Equal(r, encoded(r, live), encoded(r, folded))
	})
}
