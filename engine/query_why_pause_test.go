package engine_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/customer"
)

const quiet = declarations + `
metric "connected_1d" {
  event  = "connected"
  window = "1d"
}
playbook "gone" {
  trigger "becomes" { when = "metric.connected_1d == 0" }
  enroll { exclusive = "calls" }
  wait "month" { for = "30d" }
}
playbook "p" {
  trigger "event" { event = "ticket" }
  enroll {
    exclusive = "calls"
    cooldown  = "30d"
  }
  exit "ended" { event = "ended" }
  wait "month" { for = "30d" }
}
`

// The first event of its type in the workspace, of another account, makes a count 0 that was missing, and nothing
// fires from that: neither then, nor when the past is told, also not for the rules of other playbooks.
func TestThePastKnowsWhenEventTypesFirstArrived(t *testing.T) {
	t.Parallel()
	h := newHarness(t, quiet)
	h.PutAccount("acme")
	h.PutAccount("other")
	h.Advance(time.Hour)
	before := h.Clock.Now()
	h.Advance(time.Hour)
	arrives := h.Clock.Now()
	h.Ingest("1", "connected", "other")
	h.Advance(time.Hour)
	decides := h.Clock.Now()
	h.Ingest("2", "ticket", "acme")
	h.Advance(time.Hour)
	require.Equal(t, map[string]string{"acme": "enrolled"}, h.lastOf(), "only the ticket was decided")

	require.Equal(t, "It isn't true now.", h.why("gone", before).Cases[0].Trigger.State)
	// The account is looked at again with the next that happens to it, at 12:00; the past knows the arrival's time.
	since := "^It was true already on 2026-04-06 1[12]:00, when the trigger was added or edited, history was imported, " +
		"or the first event of its kind arrived in the workspace: that doesn't count. It fires when it was false and becomes true again[.]$"
	for _, then := range []time.Time{arrives, arrives.Add(time.Minute), decides, h.Clock.Now(), {}} {
		w := h.why("gone", then)
		require.Regexp(t, since, w.Cases[0].Trigger.State, then)
		require.NotContains(t, w.Summary, "in progress", then)
		require.Nil(t, w.Cases[0].Decision, then)
	}
	require.Contains(t, h.whyAt("acme", arrives.Add(time.Minute)).Summary, "the account would be enrolled")
	then := h.whyAt("acme", decides)
	require.Equal(t, customer.Enrol, then.Cases[0].Decision.Outcome)
	require.Contains(t, then.Summary, "The account was enrolled at this instant")
	require.Equal(t, customer.Passed, verdicts(then)["exclusive"])
}

// The account's own event can be the first of its type: what it decides is decided with what it makes known.
func TestThePastOfTheEventThatWasTheFirstOfItsType(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+`
playbook "p" {
  trigger "event" { event = "ticket" }
  when = "metric.tickets_7d == 1"
  wait "month" { for = "30d" }
}
playbook "none" {
  trigger "becomes" { when = "metric.tickets_7d == 0" }
  wait "month" { for = "30d" }
}
`)
	h.PutAccount("acme")
	h.Advance(time.Hour)
	h.tickets("1", "acme")
	fired := h.Decisions()[0].At
	h.Advance(8 * 24 * time.Hour)
	require.Contains(t, h.whyAt("acme", fired).Summary, "The account was enrolled at this instant")
	require.Contains(t, h.why("none", fired.Add(-time.Millisecond)).Cases[0].Trigger.State, "It isn't true now.")
	require.Contains(t, h.why("none", fired.Add(time.Minute)).Cases[0].Trigger.State, "It isn't true now.")
	require.Contains(t, h.why("none", h.Clock.Now()).Cases[0].Trigger.State, "and has fired")
	require.Len(t, h.Decisions(), 2)
}

// What a pause held was decided when the playbook was resumed, or when what kept it back after that had ended.
func TestThePastOfWhatAPauseHeld(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+`
playbook "p" {
  trigger "event" { event = "ticket" }
  enroll {
    cooldown = "2d"
    hold     = "14d"
  }
  exit "ended" { event = "ended" }
  wait "month" { for = "30d" }
}
`)
	h.PutAccount("acme")
	h.PutAccount("late")
	h.tickets("1", "late")
	h.Advance(time.Hour)
	h.Ingest("2", "ended", "late")
	_, err := h.Engine.Pause(t.Context(), "p", "", "")
	require.NoError(t, err)
	h.Advance(time.Hour)
	fired := h.Clock.Now()
	h.tickets("3", "acme", "late")
	h.Advance(time.Hour)
	paused := h.Clock.Now()
	h.Advance(time.Hour)
	_, err = h.Engine.Resume(t.Context(), "p", "", "")
	require.NoError(t, err)
	resumed := h.Clock.Now()
	h.Advance(time.Second) // It takes a while until somebody asks.
	asked := h.Clock.Now()
	h.Advance(2 * 24 * time.Hour)

	waited := "The account was enrolled at this instant, having waited since 2026-04-06 11:00. "
	require.Contains(t, h.whyAt("acme", fired).Summary, "the occurrence is kept. The playbook was paused on 2026-04-06 10:00")
	require.Contains(t, h.whyAt("acme", paused).Summary, "The playbook was paused on 2026-04-06 10:00")
	require.Contains(t, h.whyAt("acme", resumed).Summary, "is not enrolled yet")
	require.Contains(t, h.whyAt("acme", asked).Summary, waited)
	require.Contains(t, h.whyAt("acme", asked.Add(time.Minute)).Summary, "is in progress")

	require.Contains(t, h.whyAt("late", paused).Summary, "The playbook was paused on 2026-04-06 10:00")
	require.Contains(t, h.whyAt("late", asked.Add(time.Minute)).Summary, "the cooldown of 2d lasts until 2026-04-08 10:00", "the pause isn't what keeps it back now")
	rows := h.Decisions()
	require.Contains(t, h.whyAt("late", rows[len(rows)-1].LastAt).Summary, waited)
}

// Of several events of one instant, the summary tells what became of each, first of the one that enrolled.
func TestThePastOfSeveralEventsOfOneInstant(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+choosy)
	h.PutAccount("acme")
	h.Advance(time.Hour)
	h.signed("1", "silver")
	h.signed("2", "gold")
	fired := h.Clock.Now()
	const no = " The trigger event fired at this instant, and the account was not enrolled. The trigger's condition is not met: event.plan is "
	told := "The account was enrolled at this instant. The event signed arrived." + no + `"silver".`
	require.Equal(t, told, h.why("choosy", fired).Summary)
	h.signed("3", "bronze")
	h.signed("4", "bronze")
	told += no + `"bronze".`
	require.Equal(t, told, h.why("choosy", fired).Summary, "the same is told once")
	h.signed("5", "tin")
	require.Equal(t, told+" More was decided at this instant.", h.why("choosy", fired).Summary)
}
