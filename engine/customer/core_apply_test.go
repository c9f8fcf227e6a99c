package customer

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/customer/window"
	"pgregory.net/rapid"
)

// plays is a few playbooks with every kind of trigger.
var plays = play("drop", dropBy15In7d+"\n  enroll { cooldown = \"3d\" }") +
	play("red", `  trigger "health_drop" { to = ["red"] }`) +
	play("adoption", "  trigger \"health_drop\" {\n    measure = \"adoption\"\n    points = 40\n    within = \"14d\"\n  }\n  mode = \"dry_run\"") +
	play("ticket", onTicket+"\n  when = \"!running.drop && health.band != 'red'\"\n  priority = 5") +
	stalls("")

// drawEntries is a random log of an account, in the order of receipt.
func drawEntries(t *rapid.T) []Entry {
	var log []Entry
	now := start
	for i := range rapid.IntRange(1, 40).Draw(t, "entries") {
		now = now.Add(time.Duration(rapid.Int64Range(0, 3*24*3600*1000).Draw(t, "pause")) * time.Millisecond)
		e := Entry{Seq: int64(i + 1), Source: "x", ID: fmt.Sprint(i), Account: "acme", Received: now, Time: now}
		if rapid.IntRange(0, 3).Draw(t, "late") == 0 {
			e.Time = now.Add(-time.Duration(rapid.Int64Range(-24, 20*24).Draw(t, "hours")) * time.Hour)
		}
		e.Type = rapid.SampledFrom([]string{"login", "login", "used", "ticket", "nps", "met", "connected", "contract_signed", TypeAccountUpdated, "unknown"}).Draw(t, "type")
		n := float64(rapid.IntRange(0, 10).Draw(t, "n"))
		switch e.Type {
		case "login":
			e.Contact = fmt.Sprint("user", n)
		case "met":
			e.Data = data("purpose", rapid.SampledFrom([]string{"kickoff", "visit"}).Draw(t, "purpose"))
		case TypeAccountUpdated:
			contacts := []any{data("id", "user1", "attributes", data("role", "champion"))}
			e.Data = data("name", "Acme", "contacts", contacts, "attributes", data("status", "customer", "seats", n, "ltv", n*200))
		default:
			e.Data = data("n", n, "score", n, "level", n)
		}
		log = append(log, e)
	}
	return log
}

func TestTheSameEntriesGiveTheSameStateAndDecisions(t *testing.T) {
	t.Parallel()
	c := New(load(t, company, plays), 1, everSeen)
	rapid.Check(t, func(t *rapid.T) {
		log := drawEntries(t)
		plain, plainDecisions := c.Fresh("acme", start), []Decision{}
		for _, e := range log {
			plainDecisions = append(plainDecisions, c.Apply(plain, e)...)
		}
		// The same with ticks run at other times by other hands, and with the state stored in between.
		other, otherDecisions := c.Fresh("acme", start), []Decision{}
		for i, e := range log {
			if rapid.Bool().Draw(t, "store") {
				other = stored(t, other)
			}
			if i > 0 && rapid.Bool().Draw(t, "sweep") {
				pause := e.Received.Sub(log[i-1].Received)
				otherDecisions = append(otherDecisions, c.Advance(other, log[i-1].Received.Add(pause/2))...)
			}
			otherDecisions = append(otherDecisions, c.Apply(other, e)...)
			require.Empty(t, c.Apply(other, e), "the same entry again")
		}
		require.Equal(t, encoded(t, plain), encoded(t, other))
		require.Equal(t, encoded(t, plainDecisions), encoded(t, otherDecisions))
	})
}

func TestStatesKeepTheirInvariants(t *testing.T) {
	t.Parallel()
	c := New(load(t, company, plays), 1, everSeen)
	rapid.Check(t, func(t *rapid.T) {
		s, occurrences := c.Fresh("acme", start), map[string]bool{}
		check := func(decisions []Decision) {
			for _, d := range decisions {
				require.False(t, occurrences[d.Occurrence], "decided twice: %s", d.Occurrence)
				occurrences[d.Occurrence] = true
				require.Equal(t, d.Outcome == Skip, d.Reason != "")
			}
			require.True(t, s.NextDue.IsZero() || s.NextDue.After(s.Now), "due %s at %s", s.NextDue, s.Now)
			require.Equal(t, encoded(t, s), encoded(t, stored(t, s)), "storing is the identity")
		}
		for _, e := range drawEntries(t) {
			for !s.NextDue.IsZero() && !s.NextDue.After(e.Received) {
				before := s.NextDue
				check(c.Tick(s, before))
				require.Equal(t, before, s.Now, "a tick runs at its due instant")
			}
			check(c.Apply(s, e))
			// Nothing is left to find: evaluating everything again changes nothing.
			again := stored(t, s)
			c.Rebase(again, nil, s.Now)
			require.Equal(t, encoded(t, s.Health), encoded(t, again.Health))
			require.Equal(t, s.Tier, again.Tier)
			require.Equal(t, encoded(t, s.Plans), encoded(t, again.Plans))
			require.Equal(t, s.NextDue, again.NextDue)
		}
		for range 50 {
			if !s.NextDue.IsZero() {
				check(c.Tick(s, s.NextDue))
			}
		}
	})
}

func TestNothingHappensBeforeItIsDue(t *testing.T) {
	t.Parallel()
	st := customer(t, stalls(""))
	st.event(at("1d"), "contract_signed")
	before := encoded(t, st.s)
	require.Empty(t, st.core.Tick(st.s, st.core.Due(st.s).Add(-time.Millisecond)))
	require.Equal(t, before, encoded(t, st.s))
}

func TestNowNeverGoesBackwards(t *testing.T) {
	t.Parallel()
	st := customer(t)
	st.event(at("2d"), "ticket")
	st.event(at("1d"), "ticket")
	require.Equal(t, at("2d"), st.s.Now)
	require.InDelta(t, 2, st.fact(at("2d"), "metric", "tickets_30d"), 0)
}

func TestOnlyWhatSomethingReadsIsDue(t *testing.T) {
	t.Parallel()
	st := newScenario(t, `event "ticket" {}
metric "tickets" {
  event  = "ticket"
  window = "2h"
}`, play("p", onTicket))
	st.event(at("1d"), "ticket")
	w := window.Of("acme", duration(t, "2h"))
	require.Equal(t, w.Leaves(w.Bucket(at("1d"))), st.s.NextDue, "a run may wait for any fact")
	st.advance(at("1d6h"))
	require.Equal(t, time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC), st.s.NextDue, "and for any day")
	st.finish(at("2d"), "p")
	require.True(t, st.s.NextDue.IsZero())
}

func TestComparisonsBeginAfterTwoWindows(t *testing.T) {
	t.Parallel()
	st := newScenario(t, company[:strings.Index(company, `tier "high"`)], `
tier "falling" { when = "change.usage_10d < -0.5" }
tier "other" {}`)
	st.event(at("1h"), "used", "n", 10.0)
	st.event(at("9d"), "used", "n", 4.0)
	require.Equal(t, dsl.Unclassified, st.fact(at("20d1h").Add(-time.Second), "tier"), "there is nothing to compare with")
	require.Equal(t, "falling", st.fact(at("20d1h"), "tier"))
}

func TestDaysOfAPlanPassAtMidnight(t *testing.T) {
	t.Parallel()
	st := newScenario(t, company[:strings.Index(company, `tier "high"`)], company[strings.Index(company, `success_plan`):], `
tier "slow" { when = "success_plan.onboarding.days >= 3" }
tier "other" {}`)
	st.event(at("50d"), "contract_signed")
	midnight := startOfDay(at("53d"), st.core.hours.Zone())
	require.Equal(t, "other", st.fact(midnight.Add(-time.Second), "tier"))
	require.Equal(t, "slow", st.fact(midnight, "tier"))
}

func TestOlderHistoryIsLookedAtAtOnce(t *testing.T) {
	t.Parallel()
	st := newScenario(t, company[:strings.Index(company, `tier "high"`)], `
tier "known" { when = "previous.usage_10d == 0" }
tier "other" {}`)
	st.event(at("1h"), "used", "n", 10.0)
	require.Equal(t, dsl.Unclassified, st.s.Tier)
	st.send(at("2h"), Entry{Type: "ticket", Time: at("-40d")})
	require.Equal(t, "known", st.s.Tier)
}

func TestHistoryFiresNothing(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", onTicket), play("q", dropBy15In7d), stalls(""))
	st.login(at("1h"), "a", "b", "c", "d")
	var past []Entry
	for i := range 12 {
		past = append(past, Entry{Seq: int64(100 + i), Type: "ticket", Time: at("1h"), Received: at("2h"), Imported: true})
	}
	past = append(past, Entry{Seq: 200, Type: "contract_signed", Time: at("-60d"), Received: at("2h"), Imported: true})

	one := stored(t, st.s)
	for _, e := range past {
		require.Empty(t, st.core.Apply(one, e))
	}
	all := stored(t, st.s)
	st.core.ApplyAll(all, slices.Values(past), at("2h"))
	for _, s := range []*State{one, all} {
		require.InDelta(t, 12, st.core.Facts(s, at("2h"))["metric"].(map[string]any)["tickets_30d"], 0)
		require.Equal(t, []string{"kickoff", "connected"}, s.Plans["onboarding"].Overdue[:2])
		decisions := st.core.Apply(s, Entry{Seq: 300, Type: "ticket", Source: "x", ID: "1", Time: at("3h"), Received: at("3h")})
		require.Equal(t, []string{"p enrolled"}, summary(decisions), "the fall and the stall began in the past")
	}
}
