package engine_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/enginetest"
	"github.com/tendhq/tend/engine/store"
)

func TestAnEventEnrolsAndTheRunGoesToItsEnd(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+welcome)
	h.PutAccount("acme")
	h.Ingest("1", "signed", "acme")
	h.Work()
	require.Equal(t, []string{"hello The acme"}, h.Notes.Texts)
	require.Equal(t, "running", h.Runs()[0].Status)
	h.Advance(24 * time.Hour)
	h.Ingest("2", "connected", "acme")
	h.Work()
	require.Equal(t, []string{"hello The acme", "thanks"}, h.Notes.Texts)
	require.Equal(t, "completed", h.Runs()[0].Outcome)
	require.Equal(t, 1, h.Starts[h.Runs()[0].ID])
}

func TestTheSameEventAgainChangesNothing(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+welcome)
	h.PutAccount("acme")
	event := engine.Event{ID: "1", Source: "crm", Type: "signed", Account: "acme", Time: startMessage, Data: map[string]any{"plan": "gold"}}
	for i := range 2 {
		report, err := h.Engine.Ingest(t.Context(), []engine.Event{event})
		require.NoError(t, err)
		require.Equal(t, engine.Report{Accepted: 1 - i, Duplicates: i}, report)
		h.Work()
	}
	changed := event
	changed.Data = map[string]any{"plan": "silver"}
	report, err := h.Engine.Ingest(t.Context(), []engine.Event{changed})
	require.NoError(t, err)
	require.Equal(t, engine.Report{Conflicts: []engine.Conflict{{Index: 0, Source: "crm", ID: "1"}}}, report)
	h.Work()
	require.Len(t, h.Runs(), 1)
	require.Len(t, h.Decisions(), 1)
	require.Len(t, h.Notes.Texts, 1)

	other := event
	other.Source = "billing"
	report, err = h.Engine.Ingest(t.Context(), []engine.Event{other})
	require.NoError(t, err)
	require.Equal(t, 1, report.Accepted, "the same ID from another source is another event")
}

func TestWhatIsRefusedSaysWhy(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+welcome)
	h.PutAccount("acme")
	good := engine.Event{ID: "1", Source: "test", Type: "signed", Account: "acme", Time: startMessage}
	tests := map[string]struct {
		change func(*engine.Event)
		want   string
	}{
		"no ID":           {func(e *engine.Event) { e.ID = "" }, "id is missing"},
		"no time":         {func(e *engine.Event) { e.Time = time.Time{} }, "time is missing"},
		"no account":      {func(e *engine.Event) { e.Account = "" }, "account is missing"},
		"unknown account": {func(e *engine.Event) { e.Account = "nobody" }, `account "nobody" is not known: send it first`},
		"unknown type":    {func(e *engine.Event) { e.Type = "sgined" }, `did you mean "signed"?`},
		"own source":      {func(e *engine.Event) { e.Source = "tend" }, "is the engine's own"},
		"wrong type":      {func(e *engine.Event) { e.Data = map[string]any{"plan": 3.0} }, "data.plan: "},
		"too large":       {func(e *engine.Event) { e.Data = map[string]any{"plan": strings.Repeat("x", 64<<10)} }, "has about 64 KiB, more than the 64 that it may have"},
		"unknown data":    {func(e *engine.Event) { e.Data = map[string]any{"paln": "x"} }, `did you mean "plan"?`},
	}
	for name, test := range tests {
		bad := good
		test.change(&bad)
		report, err := h.Engine.Ingest(t.Context(), []engine.Event{bad})
		require.NoError(t, err, name)
		require.Len(t, report.Rejected, 1, name)
		require.Contains(t, report.Rejected[0].Reason, test.want, name)
	}
	report, err := h.Engine.Ingest(t.Context(), []engine.Event{{}, good})
	require.NoError(t, err)
	require.Equal(t, 1, report.Accepted, "the good one of a batch is committed")
	require.Equal(t, 0, report.Rejected[0].Index)
}

func TestTheSameContentInAnotherFormIsADuplicate(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+`event "renewed" { properties = { at = time } }`)
	h.PutAccount("acme")
	for i, at := range []string{"2026-04-01T09:00:00+09:00", "2026-04-01T00:00:00Z"} {
		report, err := h.Engine.Ingest(t.Context(), []engine.Event{{
			ID: "1", Source: "crm", Type: "renewed", Account: "acme", Time: startMessage, Data: map[string]any{"at": at},
		}})
		require.NoError(t, err)
		require.Equal(t, engine.Report{Accepted: 1 - i, Duplicates: i}, report)
	}
}

func TestAnAccountIsCheckedAndRepeatedWithoutEffect(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations)
	var invalid *engine.InvalidError
	_, err := h.Engine.PutAccount(t.Context(), "acme", engine.AccountUpdate{Attributes: map[string]any{"ltv": "much", "statsu": "trial"}})
	require.ErrorAs(t, err, &invalid)
	require.Len(t, invalid.Problems, 2)
	_, err = h.Engine.Account(t.Context(), "acme")
	require.ErrorIs(t, err, store.ErrNotFound, "nothing was changed")

	for _, status := range []string{"trial", "customer", "trial"} {
		update := engine.AccountUpdate{Name: "Acme", Attributes: map[string]any{"status": status}, Contacts: []customer.Contact{{ID: "b"}, {ID: "a"}}}
		changed, err := h.Engine.PutAccount(t.Context(), "acme", update)
		require.NoError(t, err)
		require.True(t, changed)
		changed, err = h.Engine.PutAccount(t.Context(), "acme", update)
		require.NoError(t, err)
		require.False(t, changed, "the same again")
	}
	view, err := h.Engine.Account(t.Context(), "acme")
	require.NoError(t, err)
	require.Equal(t, "trial", view.State.Attributes["status"])
}

func TestAnEventThatArrivedInTimeWinsOverTheTimeout(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+welcome)
	h.PutAccount("acme")
	h.Ingest("1", "signed", "acme")
	h.Work()
	h.Clock.Advance(7*24*time.Hour - time.Second) // the worker is stopped: nothing settles
	h.Ingest("2", "connected", "acme")
	h.Advance(24 * time.Hour) // and is back after the timeout
	require.Equal(t, []string{"hello The acme", "thanks"}, h.Notes.Texts)
}

func TestATimeoutThatPassedIsNotOvertakenByALaterEvent(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+welcome)
	h.PutAccount("acme")
	h.Ingest("1", "signed", "acme")
	h.Work()
	h.Clock.Advance(7*24*time.Hour + time.Second) // the worker is stopped over the timeout
	h.Ingest("2", "connected", "acme")
	h.Advance(time.Hour)
	require.Equal(t, []string{"hello The acme", "where are you?"}, h.Notes.Texts)
}

func TestExitEndsARunThatWaits(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+welcome)
	h.PutAccount("acme")
	h.Ingest("1", "signed", "acme")
	h.Work()
	h.Ingest("2", "ended", "acme")
	h.Work()
	require.Equal(t, "exited", h.Runs()[0].Outcome)
	require.True(t, h.Outstanding[h.Runs()[0].ID].Done, "the workflow was nudged to its end")
}

func TestCooldownCountsFromTheEnd(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+welcome)
	h.PutAccount("acme")
	h.Ingest("1", "signed", "acme")
	h.Work()
	h.Ingest("2", "signed", "acme")
	h.Ingest("3", "ended", "acme")
	h.Work()
	h.Advance(30*24*time.Hour - time.Second)
	h.Ingest("4", "signed", "acme")
	h.Advance(time.Second)
	h.Ingest("5", "signed", "acme")
	var got []string
	for _, d := range h.Decisions() {
		got = append(got, strings.TrimSpace(string(d.Outcome)+" "+string(d.Reason)))
	}
	require.Equal(t, []string{"enrolled", "skipped already_running", "skipped cooldown", "enrolled"}, got)
}

func TestARunKeepsItsPlanThroughAnEdit(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+welcome)
	h.PutAccount("acme")
	h.PutAccount("zenith")
	h.Ingest("1", "signed", "acme")
	h.Work()
	edited := strings.NewReplacer(`= "thanks"`, `= "thank you"`, `"hello {{`, `"good day {{`).Replace(declarations + welcome)
	_, err := h.Engine.Publish(t.Context(), enginetest.Load(t, edited), "edited")
	require.NoError(t, err)
	h.Advance(time.Hour)
	require.Len(t, h.Runs(), 1, "an edit enrols nobody")
	h.Ingest("2", "signed", "zenith")
	h.Ingest("3", "connected", "acme")
	h.Ingest("4", "connected", "zenith")
	h.Work()
	require.ElementsMatch(t, []string{"hello The acme", "thanks", "good day The zenith", "thank you"}, h.Notes.Texts)
	rows := h.Runs()
	require.NotEqual(t, rows[0].PlanHash, rows[1].PlanHash)
}

func TestAMetricAddedWhileRunningIsFilledBack(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations)
	h.PutAccount("acme")
	h.Ingest("1", "ticket", "acme")
	h.Ingest("2", "ticket", "acme")
	more := declarations + `
metric "tickets_30d" {
  event  = "ticket"
  window = "30d"
}
playbook "many" {
  trigger "event" { event = "ticket" }
  action "note" "n" { text = "{{ metric.tickets_30d }} tickets" }
}
`
	_, err := h.Engine.Publish(t.Context(), enginetest.Load(t, more), "more")
	require.NoError(t, err)
	h.Advance(time.Minute)
	require.Empty(t, h.Decisions(), "the edit fired nothing")
	view, err := h.Engine.Account(t.Context(), "acme")
	require.NoError(t, err)
	require.Equal(t, 2.0, view.Metrics["tickets_30d"])
	h.Ingest("3", "ticket", "acme")
	h.Work()
	require.Equal(t, []string{"3 tickets"}, h.Notes.Texts)
}

// Time alone enrols: at the instant at which it is due, not when somebody looks.
func TestSilenceEnrolsAtItsInstant(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+`
playbook "silent" {
  trigger "inactivity" {
    event = "ticket"
    after = "3d"
  }
  action "note" "n" { text = "silent since {{ trigger.since }}" }
}
`)
	h.PutAccount("acme")
	h.Advance(3*24*time.Hour - time.Second)
	require.Empty(t, h.Decisions())
	h.Advance(time.Hour)
	require.Equal(t, startMessage.Add(3*24*time.Hour), h.Decisions()[0].At)
	h.Work()
	require.Equal(t, []string{"silent since " + startMessage.Format("2006-01-02T15:04:05.000Z")}, h.Notes.Texts)
}

func TestImportedHistoryFiresNothing(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+welcome)
	entries := []customer.Entry{
		{Source: "import:crm", ID: "a", Type: customer.TypeAccountUpdated, Time: startMessage.Add(-time.Hour), Data: map[string]any{"name": "Acme", "attributes": map[string]any{"ltv": 3.0}, "contacts": []any{}}},
		{Source: "import:crm", ID: "1", Type: "signed", Time: startMessage.Add(-time.Hour)},
		{Source: "import:crm", ID: "2", Type: "ticket", Time: startMessage.Add(-time.Hour)},
	}
	require.Equal(t, []store.Appended{store.Added, store.Added, store.Added}, h.Import("acme", entries...))
	require.Equal(t, []store.Appended{store.Duplicate, store.Duplicate, store.Duplicate}, h.Import("acme", entries...))
	h.Advance(time.Hour)
	require.Empty(t, h.Decisions())
	view, err := h.Engine.Account(t.Context(), "acme")
	require.NoError(t, err)
	require.Equal(t, 1.0, view.Metrics["tickets_7d"])
	require.Equal(t, 3.0, view.State.Attributes["ltv"])
}

func TestARunSurvivesTheProcess(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+welcome)
	h.PutAccount("acme")
	h.Ingest("1", "signed", "acme")
	h.Work()
	require.NoError(t, h.Store.Close())
	h.Open(declarations + welcome)
	require.NoError(t, h.Engine.Reconcile(t.Context(), h))
	h.Ingest("2", "connected", "acme")
	h.Work()
	require.Equal(t, []string{"hello The acme", "thanks"}, h.Notes.Texts)
}

func TestAFailedAttemptIsToldAndRepeatedWithTheSameKey(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+welcome)
	h.PutAccount("acme")
	h.Notes.Fail = []error{errors.New("the server hangs"), nil}
	h.Ingest("1", "signed", "acme")
	h.Work()
	require.Equal(t, []string{"hello The acme"}, h.Notes.Texts)
	require.Equal(t, []string{"started", "retrying", "done", "waiting"}, h.Timeline(h.Runs()[0].ID))
}

func TestAFailureForGoodEndsTheRun(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+welcome)
	h.PutAccount("acme")
	h.Notes.Fail = []error{actions.Permanent(errors.New("no such channel"))}
	h.Ingest("1", "signed", "acme")
	h.Work()
	require.Equal(t, "failed", h.Runs()[0].Outcome)
	require.Contains(t, h.Runs()[0].At, "no such channel")
}

func TestWhatTemporalCanNotTakeNowWaitsInTheOutbox(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+welcome)
	h.PutAccount("acme")
	h.Down = errors.New("connection refused")
	h.Ingest("1", "signed", "acme")
	_, err := h.Engine.Dispatch(t.Context(), h)
	require.ErrorContains(t, err, "connection refused")
	h.Down = nil
	h.Work()
	require.Equal(t, []string{"hello The acme"}, h.Notes.Texts)
}

const reviewed = `
playbook "review" {
  trigger "event" { event = "ticket" }
  action "task" "look" {
    title   = "Look at {{ account.name }}"
    due     = "1 business day"
    answers = { mood = one_of("good", "bad") }
    wait    = "2d"
  }
  action "note" "told" {
    when = "steps.look.done"
    text = "mood is {{ steps.look.mood }}"
  }
}
`

func TestATaskIsMadeCompletedAndAnswered(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+reviewed)
	h.PutAccount("acme")
	h.Ingest("1", "ticket", "acme")
	h.Work()
	var open []store.Task
	h.View(func(r store.Reader) (err error) {
		open, err = r.Tasks(store.TaskQuery{Status: "open", Limit: 10})
		return err
	})
	require.Len(t, open, 1)
	require.Equal(t, "Look at The acme", open[0].Title)
	require.Equal(t, "lead@example.com", open[0].Assignee)
	require.Equal(t, startMessage.Add(33*time.Hour), open[0].Due, "the end of the next business day")

	var invalid *engine.InvalidError
	_, err := h.Engine.CompleteTask(t.Context(), open[0].ID, map[string]string{"mood": "odd", "modo": "x"})
	require.ErrorAs(t, err, &invalid)
	require.Len(t, invalid.Problems, 2)
	for range 2 {
		done, err := h.Engine.CompleteTask(t.Context(), open[0].ID, map[string]string{"mood": "good"})
		require.NoError(t, err)
		require.Equal(t, "completed", done.Status)
	}
	_, err = h.Engine.CompleteTask(t.Context(), open[0].ID, map[string]string{"mood": "bad"})
	require.ErrorIs(t, err, engine.ErrCompleted)
	_, err = h.Engine.CompleteTask(t.Context(), "nothing", nil)
	require.ErrorIs(t, err, store.ErrNotFound)
	h.Work()
	require.Equal(t, []string{"mood is good"}, h.Notes.Texts)
}

func TestDuesRunInTheirOrderHoweverLateTheSweeperIs(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+reviewed)
	h.PutAccount("acme")
	h.Ingest("1", "ticket", "acme")
	h.Work()
	h.Advance(20 * 24 * time.Hour)
	var lines []store.Line
	h.View(func(r store.Reader) (err error) { lines, err = r.Timeline(h.Runs()[0].ID); return err })
	require.Equal(t, "finished", lines[len(lines)-1].Code)
	require.Equal(t, startMessage.Add(48*time.Hour), lines[len(lines)-1].At.UTC(), "the timeout ran at its due instant")
}
