package engine_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/enginetest"
	"github.com/tendhq/tend/engine/store"
)

const day = 24 * time.Hour

// keeping returns the declarations of a workspace that keeps events for so long.
func keeping(retention string) string {
	return strings.Replace(declarations, `{ time_zone = "UTC" }`, fmt.Sprintf("{ retention = %q }", retention), 1)
}

// send offers an event of a time, and says why it was refused; empty when it wasn't.
func (h *harness) send(id, account string, at time.Time) (engine.Report, string) {
	h.T.Helper()
	report, err := h.Engine.Ingest(h.T.Context(), []engine.Event{{ID: id, Source: "test", Type: "ticket", Account: account, Time: at}})
	require.NoError(h.T, err)
	if len(report.Rejected) > 0 {
		return report, report.Rejected[0].Reason
	}
	return report, ""
}

// log returns the types of an account's entries.
func (h *harness) log(account string) (types []string) {
	h.T.Helper()
	h.View(func(r store.Reader) error {
		return r.Entries(account, 0, nil, func(e customer.Entry) bool {
			types = append(types, e.Type)
			return true
		})
	})
	return types
}

func TestEventsOlderThanTheRetentionAreRefused(t *testing.T) {
	t.Parallel()
	h := newHarness(t, keeping("30d"))
	h.PutAccount("acme")
	_, refused := h.send("1", "acme", startMessage.Add(-30*day))
	require.Empty(t, refused, "exactly as old as what is kept")
	_, refused = h.send("2", "acme", startMessage.Add(-30*day-time.Second))
	require.Equal(t, `time is 2026-03-07T08:59:59Z, which is longer ago than the workspace's "retention": events of before 2026-03-07T09:00:00Z aren't taken`, refused)
	require.Len(t, h.log("acme"), 2)

	h = newHarness(t, declarations)
	h.PutAccount("acme")
	_, refused = h.send("1", "acme", startMessage.AddDate(-20, 0, 0))
	require.Empty(t, refused, "without a retention, everything is kept")
}

func TestAnEventThatIsTooOldDoesNotConnectItsSource(t *testing.T) {
	t.Parallel()
	h := newHarness(t, keeping("30d"))
	h.PutAccount("acme")
	_, refused := h.send("1", "acme", startMessage.AddDate(-1, 0, 0))
	require.NotEmpty(t, refused)
	h.View(func(r store.Reader) error {
		seen, err := r.Seen()
		require.NotContains(t, seen, "ticket")
		return err
	})
}

// Promise 2 holds after purging: what is removed can't come back.
func TestWhatWasRemovedIsRefusedWhenItIsSentAgain(t *testing.T) {
	t.Parallel()
	h := newHarness(t, keeping("30d")+welcome)
	h.PutAccount("acme")
	h.Ingest("1", "signed", "acme")
	h.Work()
	h.Ingest("2", "ended", "acme")
	h.Work()
	require.Equal(t, []string{"account.updated", "signed", "run.finished"}, []string{h.log("acme")[0], h.log("acme")[1], h.log("acme")[3]})
	h.Advance(30 * day)
	require.Len(t, h.log("acme"), 4, "nothing is older than the retention yet")
	h.Advance(2 * time.Hour)
	require.Equal(t, []string{"account.updated"}, h.log("acme"), "who the account is stays known")
	require.Empty(t, h.Runs())
	require.Empty(t, h.Decisions())

	signed := engine.Event{ID: "1", Source: "test", Type: "signed", Account: "acme", Time: startMessage}
	report, err := h.Engine.Ingest(t.Context(), []engine.Event{signed})
	require.NoError(t, err)
	require.Len(t, report.Rejected, 1)
	h.Work()
	require.Equal(t, []string{"account.updated"}, h.log("acme"))
	require.Len(t, h.Notes.Texts, 1)

	// Also when the retention is made longer, or given up.
	for _, workspace := range []string{keeping("90d"), declarations} {
		_, err = h.Engine.Publish(t.Context(), enginetest.Load(t, workspace+welcome), "")
		require.NoError(t, err)
		report, err = h.Engine.Ingest(t.Context(), []engine.Event{signed})
		require.NoError(t, err)
		require.Contains(t, report.Rejected[0].Reason, "events of before 2026-04-06T11:00:00Z aren't taken")
	}
	h.Ingest("3", "signed", "acme")
	h.View(func(r store.Reader) error {
		last, err := r.LastSeq("acme")
		require.EqualValues(t, 5, last, "positions go on where they were")
		return err
	})
	h.Work()
	require.Len(t, h.Notes.Texts, 2)
}

// What an edit fills back is what a fold of the log gives that is kept, while history comes late and is removed.
func TestAnEditAfterAPurgeIsAFoldOfWhatIsKept(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		r := rand.New(rand.NewPCG(seed, 0))
		source := keeping("30d")
		edited := strings.Replace(source, `window = "7d"`, `window = "14d"`, 1)
		h, n := newHarness(t, source), 0
		h.PutAccount("acme")
		h.Ingest("first", "ticket", "acme")
		for range 8 {
			h.Advance(time.Duration(r.IntN(20*24)) * time.Hour)
			for range r.IntN(5) {
				n++
				_, _ = h.send(fmt.Sprint(n), "acme", h.Clock.Now().Add(-time.Duration(r.IntN(40*24))*time.Hour))
			}
			source, edited = edited, source
			h.refolds(enginetest.Load(t, source))
		}
		require.Equal(t, "account.updated", h.log("acme")[0])
	}
}

// refolds publishes a workspace and compares acme with a fold of its log.
func (h *harness) refolds(w *dsl.Workspace) {
	h.T.Helper()
	number, err := h.Engine.Publish(h.T.Context(), w, "")
	require.NoError(h.T, err)
	h.Advance(time.Minute)
	view, err := h.Engine.Account(h.T.Context(), "acme")
	require.NoError(h.T, err)
	core := customer.New(w, number, func(string) bool { return true })
	fresh := core.Fresh("acme", startMessage)
	h.View(func(r store.Reader) error {
		return r.Entries("acme", 0, nil, func(e customer.Entry) bool {
			core.Apply(fresh, e)
			return true
		})
	})
	require.Equal(h.T, core.Facts(fresh, h.Clock.Now())["metric"], view.Metrics)
	require.Equal(h.T, fresh.Attributes, view.State.Attributes)
}

func TestAMetricThatIsAddedLaterIsPartial(t *testing.T) {
	t.Parallel()
	const wider = `
metric "tickets" {
  event  = "ticket"
  window = "60d"
}
playbook "p" {
  trigger "becomes" { when = "metric.tickets > 5" }
  wait "a" { for = "1d" }
}`
	h := newHarness(t, keeping("30d"))
	h.PutAccount("acme")
	_, refused := h.send("1", "acme", startMessage)
	require.Empty(t, refused)
	h.Advance(31 * day)
	_, refused = h.send("2", "acme", h.Clock.Now())
	require.Empty(t, refused)
	_, err := h.Engine.Publish(t.Context(), enginetest.Load(t, keeping("90d")+wider), "")
	require.NoError(t, err)
	h.Advance(time.Hour)
	view, err := h.Engine.Account(t.Context(), "acme")
	require.NoError(t, err)
	whole := startMessage.Add(day)
	require.Equal(t, map[string]time.Time{"tickets": whole}, view.Partial)
	require.InDelta(t, 1, view.Metrics["tickets"], 0)
	why, err := h.Engine.Why(t.Context(), engine.WhyQuery{Account: "acme", Playbook: "p"})
	require.NoError(t, err)
	require.Equal(t, []string{"metric.tickets is partial: it knows what happened from 2026-04-07 09:00 on, as the log before is removed."}, why.Notes)

	then, err := h.Engine.Why(t.Context(), engine.WhyQuery{Account: "acme", Playbook: "p", At: whole.Add(day)})
	require.NoError(t, err)
	require.Contains(t, strings.Join(then.Notes, " "), "Logs are kept from 2026-04-07 09:00 on")
	var invalid *engine.InvalidError
	_, err = h.Engine.Why(t.Context(), engine.WhyQuery{Account: "acme", Playbook: "p", At: whole.Add(-time.Second)})
	require.ErrorAs(t, err, &invalid)
	require.Contains(t, err.Error(), "is before 2026-04-07 09:00 in UTC, from when on logs are kept")
}

// Whose log was cut off may have had the event: nobody can tell any more. Of who came later it is known.
func TestAnExplanationKnowsNothingOfEventsThatWereRemoved(t *testing.T) {
	t.Parallel()
	h := newHarness(t, keeping("30d")+welcome)
	h.PutAccount("acme")
	h.Ingest("1", "signed", "acme")
	h.Work()
	h.Ingest("2", "ended", "acme")
	h.Work()
	h.Advance(30*day + 2*time.Hour)
	require.Equal(t, []string{"account.updated"}, h.log("acme"))
	h.PutAccount("newcomer")
	for account, says := range map[string]string{
		"acme":     "No event signed is in the log, which is kept from 2026-04-06 11:00 on.",
		"newcomer": "No event signed has arrived yet.",
	} {
		for _, at := range []time.Time{{}, h.Clock.Now()} {
			w, err := h.Engine.Why(t.Context(), engine.WhyQuery{Account: account, Playbook: "welcome", At: at})
			require.NoError(t, err)
			require.Equal(t, says, w.Cases[0].Trigger.State, account)
		}
	}
}
