package customer

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const onTicket = `  trigger "event" { event = "ticket" }`

func TestRulesRefuseInTheirOrder(t *testing.T) {
	t.Parallel()
	const rules = `
  mode = %q
  trigger "event" {
    event = "ticket"
    when  = "event.level >= 2"
  }
  when = "account.seats >= 10"
  enroll { cooldown = "2d" }`
	churned := map[string]any{"status": "churned", "seats": 1.0}
	small := map[string]any{"status": "customer", "seats": 1.0}
	big := map[string]any{"status": "customer", "seats": 10.0}
	for _, c := range []struct {
		mode       string
		attributes map[string]any
		level      float64
		reason     Reason
		detail     string
	}{
		{"draft", churned, 1, ReasonDraft, "The playbook is a draft."},
		{"paused", churned, 1, ReasonPaused, "The playbook is paused."},
		{"live", churned, 1, ReasonPopulation, `The account is not one of the customers: account.status is "churned".`},
		{"live", nil, 1, ReasonPopulation, `The account is not one of the customers: account.status is missing.`},
		{"live", small, 1, ReasonTriggerWhen, "The trigger's condition is not met: event.level is 1."},
		{"live", small, 2, ReasonWhen, "The playbook's condition is not met: account.seats is 1."},
		{"dry_run", small, 2, ReasonWhen, "The playbook's condition is not met: account.seats is 1."},
		{"dry_run", big, 2, ReasonDryRun, "The playbook is a dry run; live, it would have started."},
		{"live", big, 2, "", "The event ticket arrived."},
	} {
		st := tell(t, company, play("p", fmt.Sprintf(rules, c.mode)))
		st.update(start, c.attributes)
		decisions := st.event(at("1h"), "ticket", "level", c.level)
		require.Len(t, decisions, 1)
		require.Equal(t, c.reason, decisions[0].Reason)
		require.Equal(t, c.detail, decisions[0].Detail)
		require.Equal(t, c.reason == "", decisions[0].Outcome == Enrol)
		require.Equal(t, c.reason == "", st.s.Enrolled["p"].running(), "only an enrolment runs")
	}
}

func TestCooldownCountsFromTheEndOfTheRun(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", onTicket+"\n  enroll { cooldown = \"2d\" }"))
	require.Equal(t, []string{"p enrolled"}, summary(st.event(at("1d"), "ticket")))
	running := st.event(at("5d"), "ticket")
	require.Equal(t, []string{"p skipped already_running"}, summary(running))
	require.Contains(t, running[0].Detail, st.s.Enrolled["p"][ownSlot].Running)

	st.finish(at("6d"), "p")
	cooling := st.event(at("8d").Add(-time.Second), "ticket")
	require.Equal(t, []string{"p skipped cooldown"}, summary(cooling))
	require.Equal(t, "The last run ended on 2026-03-09 09:00, and the cooldown of 2d lasts until 2026-03-11 09:00.", cooling[0].Detail)
	require.Equal(t, []string{"p enrolled"}, summary(st.event(at("8d"), "ticket")))
}

func TestNeverMeansOnce(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", onTicket+"\n  enroll { cooldown = \"never\" }"))
	require.Len(t, st.event(at("1d"), "ticket"), 1)
	st.finish(at("2d"), "p")
	decisions := st.event(at("900d"), "ticket")
	require.Equal(t, []string{"p skipped cooldown"}, summary(decisions))
	require.Equal(t, "The playbook runs once, and its run ended on 2026-03-05 09:00.", decisions[0].Detail)
}

func TestOnlyTheRunInProgressEnds(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", onTicket))
	st.event(at("1d"), "ticket")
	run := st.s.Enrolled["p"][ownSlot].Running
	st.send(at("2d"), Entry{Source: SourceTend, Type: TypeRunFinished, Data: data("playbook", "p", "run", "r-other")})
	st.send(at("2d"), Entry{Source: "client", Type: TypeRunFinished, Data: data("playbook", "p", "run", run)})
	st.send(at("2d"), Entry{Source: SourceTend, Type: TypeRunFinished})
	require.Equal(t, run, st.s.Enrolled["p"][ownSlot].Running)
	require.Equal(t, true, st.fact(at("2d"), "running", "p"))
	st.finish(at("3d"), "p")
	require.Equal(t, Slot{Ended: at("3d")}, *st.s.Enrolled["p"][ownSlot])
	require.Equal(t, false, st.fact(at("3d"), "running", "p"))
}

func TestPlaybooksDecideByPriorityThenName(t *testing.T) {
	t.Parallel()
	st := customer(
		t,
		play("a", onTicket+"\n  when = \"!running.z\""), play("c", onTicket), play("b", onTicket),
		play("z", onTicket+"\n  priority = 9"), play("y", onTicket+"\n  priority = -1"),
	)
	decisions := st.event(at("1d"), "ticket")
	require.Equal(t, []string{"z enrolled", "a skipped condition", "b enrolled", "c enrolled", "y enrolled"}, summary(decisions))
	require.Equal(t, "The playbook's condition is not met: running.z is true.", decisions[1].Detail)
}

func TestAnEventIsOneOccurrenceOfEachTrigger(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", onTicket+"\n  trigger \"event\" {\n    event = \"ticket\"\n    when = \"event.level > 1\"\n  }"))
	decisions := st.send(at("1d"), Entry{Source: "desk/1", ID: "a b", Type: "ticket", Contact: "kim", Data: data("level", 2.0)})
	require.Equal(t, []string{"p enrolled", "p skipped already_running"}, summary(decisions))
	first := decisions[0]
	require.Equal(t, "acme/p/"+st.core.byEvent["ticket"].triggers[0].Hash+"/event:desk%2F1:a b", first.Occurrence)
	require.Equal(t, "kim", first.Contact)
	require.Equal(t, "desk/1", first.CauseSource)
	require.Equal(t, "a b", first.CauseID)
	require.Equal(t, RunID(first.Occurrence), st.s.Enrolled["p"][ownSlot].Running)
	require.Regexp(t, `^r-[0-9a-f]{26}$`, RunID(first.Occurrence))
	require.InDelta(t, 2, first.Values["event"].(map[string]any)["level"], 0)

	again := st.log[len(st.log)-1]
	require.Empty(t, st.core.Apply(st.s, again), "an entry that was folded in changes nothing")
}

func TestTriggersKnowTheContact(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", "  trigger \"event\" {\n    event = \"login\"\n    when = \"contact.role == 'champion'\"\n  }"))
	st.update(at("1h"), map[string]any{"status": "customer"}, data("id", "kim", "attributes", data("role", "champion")))
	require.Equal(t, []string{"p skipped trigger_condition"}, summary(st.login(at("2h"), "stranger")))
	require.Equal(t, []string{"p enrolled"}, summary(st.login(at("3h"), "kim")))
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
