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
	"github.com/tendhq/tend/engine/store"
)

const day = 24 * time.Hour

// keeping is the declarations of a workspace that keeps events for so long.
func keeping(retention string) string {
	return strings.Replace(declarations, `{ time_zone = "UTC" }`, fmt.Sprintf("{ retention = %q }", retention), 1)
}

// send offers an event of a time, and says why it was refused; empty when it wasn't.
func (h *house) send(id, account string, at time.Time) (engine.Report, string) {
	h.t.Helper()
	report, err := h.engine.Ingest(h.t.Context(), []engine.Event{{ID: id, Source: "test", Type: "ticket", Account: account, Time: at}})
	require.NoError(h.t, err)
	if len(report.Rejected) > 0 {
		return report, report.Rejected[0].Reason
	}
	return report, ""
}

// log is the types of an account's entries.
func (h *house) log(account string) (types []string) {
	h.t.Helper()
	h.view(func(r store.Reader) error {
		return r.Entries(account, 0, nil, func(e customer.Entry) bool {
			types = append(types, e.Type)
			return true
		})
	})
	return types
}

func TestEventsOlderThanTheRetentionAreRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t, keeping("30d"))
	h.account("acme")
	_, refused := h.send("1", "acme", start.Add(-30*day))
	require.Empty(t, refused, "exactly as old as what is kept")
	_, refused = h.send("2", "acme", start.Add(-30*day-time.Second))
	require.Equal(t, `time is 2026-03-07T08:59:59Z, which is longer ago than the workspace's "retention": events of before 2026-03-07T09:00:00Z aren't taken`, refused)
	require.Len(t, h.log("acme"), 2)

	h = newHouse(t, declarations)
	h.account("acme")
	_, refused = h.send("1", "acme", start.AddDate(-20, 0, 0))
	require.Empty(t, refused, "without a retention, everything is kept")
}

func TestAnEventThatIsTooOldDoesNotConnectItsSource(t *testing.T) {
	t.Parallel()
	h := newHouse(t, keeping("30d"))
	h.account("acme")
	_, refused := h.send("1", "acme", start.AddDate(-1, 0, 0))
	require.NotEmpty(t, refused)
	h.view(func(r store.Reader) error {
		seen, err := r.Seen()
		require.NotContains(t, seen, "ticket")
		return err
	})
}

// Promise 2 holds after purging: what is removed can't come back.
func TestWhatWasRemovedIsRefusedWhenItIsSentAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t, keeping("30d")+welcome)
	h.account("acme")
	h.event("1", "signed", "acme")
	h.work()
	h.event("2", "ended", "acme")
	h.work()
	require.Equal(t, []string{"account.updated", "signed", "run.finished"}, []string{h.log("acme")[0], h.log("acme")[1], h.log("acme")[3]})
	h.pass(30 * day)
	require.Len(t, h.log("acme"), 4, "nothing is older than the retention yet")
	h.pass(2 * time.Hour)
	require.Equal(t, []string{"account.updated"}, h.log("acme"), "who the account is stays known")
	require.Empty(t, h.runs())
	require.Empty(t, h.decisions())

	signed := engine.Event{ID: "1", Source: "test", Type: "signed", Account: "acme", Time: start}
	report, err := h.engine.Ingest(t.Context(), []engine.Event{signed})
	require.NoError(t, err)
	require.Len(t, report.Rejected, 1)
	h.work()
	require.Equal(t, []string{"account.updated"}, h.log("acme"))
	require.Len(t, h.notes.said, 1)

	// Also when the retention is made longer, or given up.
	for _, workspace := range []string{keeping("90d"), declarations} {
		_, err = h.engine.Publish(t.Context(), load(t, workspace+welcome), "")
		require.NoError(t, err)
		report, err = h.engine.Ingest(t.Context(), []engine.Event{signed})
		require.NoError(t, err)
		require.Contains(t, report.Rejected[0].Reason, "events of before 2026-04-06T11:00:00Z aren't taken")
	}
	h.event("3", "signed", "acme")
	h.view(func(r store.Reader) error {
		last, err := r.LastSeq("acme")
		require.EqualValues(t, 5, last, "positions go on where they were")
		return err
	})
	h.work()
	require.Len(t, h.notes.said, 2)
}

// What an edit fills back is what a fold of the log gives that is kept, while history comes late and is removed.
func TestAnEditAfterAPurgeIsAFoldOfWhatIsKept(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		r := rand.New(rand.NewPCG(seed, 0))
		source := keeping("30d")
		edited := strings.Replace(source, `window = "7d"`, `window = "14d"`, 1)
		h, n := newHouse(t, source), 0
		h.account("acme")
		h.event("first", "ticket", "acme")
		for range 8 {
			h.pass(time.Duration(r.IntN(20*24)) * time.Hour)
			for range r.IntN(5) {
				n++
				_, _ = h.send(fmt.Sprint(n), "acme", h.clock.Now().Add(-time.Duration(r.IntN(40*24))*time.Hour))
			}
			source, edited = edited, source
			h.refolds(load(t, source))
		}
		require.Equal(t, "account.updated", h.log("acme")[0])
	}
}

// refolds publishes a workspace and compares acme with a fold of its log.
func (h *house) refolds(w *dsl.Workspace) {
	h.t.Helper()
	number, err := h.engine.Publish(h.t.Context(), w, "")
	require.NoError(h.t, err)
	h.pass(time.Minute)
	view, err := h.engine.Account(h.t.Context(), "acme")
	require.NoError(h.t, err)
	core := customer.New(w, number, func(string) bool { return true })
	fresh := core.Fresh("acme", start)
	h.view(func(r store.Reader) error {
		return r.Entries("acme", 0, nil, func(e customer.Entry) bool {
			core.Apply(fresh, e)
			return true
		})
	})
	require.Equal(h.t, core.Facts(fresh, h.clock.Now())["metric"], view.Metrics)
	require.Equal(h.t, fresh.Attributes, view.State.Attributes)
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
	h := newHouse(t, keeping("30d"))
	h.account("acme")
	_, refused := h.send("1", "acme", start)
	require.Empty(t, refused)
	h.pass(31 * day)
	_, refused = h.send("2", "acme", h.clock.Now())
	require.Empty(t, refused)
	_, err := h.engine.Publish(t.Context(), load(t, keeping("90d")+wider), "")
	require.NoError(t, err)
	h.pass(time.Hour)
	view, err := h.engine.Account(t.Context(), "acme")
	require.NoError(t, err)
	whole := start.Add(day)
	require.Equal(t, map[string]time.Time{"tickets": whole}, view.Partial)
	require.InDelta(t, 1, view.Metrics["tickets"], 0)
	why, err := h.engine.Why(t.Context(), engine.WhyQuery{Account: "acme", Playbook: "p"})
	require.NoError(t, err)
	require.Equal(t, []string{"metric.tickets is partial: it knows what happened from 2026-04-07 09:00 on, as the log before is removed."}, why.Notes)

	then, err := h.engine.Why(t.Context(), engine.WhyQuery{Account: "acme", Playbook: "p", At: whole.Add(day)})
	require.NoError(t, err)
	require.Contains(t, strings.Join(then.Notes, " "), "Logs are kept from 2026-04-07 09:00 on")
	var invalid *engine.InvalidError
	_, err = h.engine.Why(t.Context(), engine.WhyQuery{Account: "acme", Playbook: "p", At: whole.Add(-time.Second)})
	require.ErrorAs(t, err, &invalid)
	require.Contains(t, err.Error(), "is before 2026-04-07 09:00 in UTC, from when on logs are kept")
}

// Whose log was cut off may have had the event: nobody can tell any more. Of who came later it is known.
func TestAnExplanationKnowsNothingOfEventsThatWereRemoved(t *testing.T) {
	t.Parallel()
	h := newHouse(t, keeping("30d")+welcome)
	h.account("acme")
	h.event("1", "signed", "acme")
	h.work()
	h.event("2", "ended", "acme")
	h.work()
	h.pass(30*day + 2*time.Hour)
	require.Equal(t, []string{"account.updated"}, h.log("acme"))
	h.account("newcomer")
	for account, says := range map[string]string{
		"acme":     "No event signed is in the log, which is kept from 2026-04-06 11:00 on.",
		"newcomer": "No event signed has arrived yet.",
	} {
		for _, at := range []time.Time{{}, h.clock.Now()} {
			w, err := h.engine.Why(t.Context(), engine.WhyQuery{Account: account, Playbook: "welcome", At: at})
			require.NoError(t, err)
			require.Equal(t, says, w.Cases[0].Trigger.State, account)
		}
	}
}
