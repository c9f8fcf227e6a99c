package engine_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
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

func TestWhatIsNeededIsKept(t *testing.T) {
	t.Parallel()
	h := newHouse(t, keeping("8d")+strings.Replace(welcome, `"7d"`, `"90d"`, 1))
	h.account("acme")
	h.event("1", "signed", "acme")
	h.work()
	h.pass(60 * day)
	require.Len(t, h.runs(), 1, "it is in progress")
	require.Equal(t, "running", h.runs()[0].Status)
	require.NotEmpty(t, h.timeline(h.runs()[0].ID))
	h.event("2", "connected", "acme")
	h.work()
	require.Equal(t, []string{"hello The acme", "thanks"}, h.notes.said)
	h.pass(9 * day)
	require.Empty(t, h.runs(), "it has ended")
}

func TestAPurgeGoesOnWhereItWasCutOff(t *testing.T) {
	t.Parallel()
	const many = 1300 // several parts
	source := keeping("30d")
	h := newHouse(t, source)
	h.account("acme")
	h.account("zenith")
	events := make([]engine.Event, many)
	for i := range events {
		events[i] = engine.Event{ID: fmt.Sprint(i), Source: "test", Type: "ticket", Account: []string{"acme", "zenith"}[i%2], Time: start}
	}
	_, err := h.engine.Ingest(t.Context(), events)
	require.NoError(t, err)
	h.clock.pass(31 * day)
	// One part, as an engine leaves it that dies then.
	h.view(func(r store.Reader) error {
		accounts, err := r.Aged(h.clock.Now().Add(-30*day), 500)
		require.Equal(t, []string{"acme"}, accounts)
		return err
	})
	horizon := h.clock.Now().Add(-30 * day)
	require.NoError(t, h.store.Update(t.Context(), []string{"acme"}, func(tx store.Tx) error {
		require.NoError(t, tx.SetHorizon(horizon))
		done, err := tx.Purge(horizon, 500)
		require.Equal(t, 500, done.Entries)
		return err
	}))
	require.Len(t, h.log("acme"), 151)
	h.open(source)
	_, refused := h.send("0", "acme", start)
	require.NotEmpty(t, refused, "what is left can't be told from what is gone")
	next, err := h.engine.Sweep(t.Context())
	require.NoError(t, err)
	require.Equal(t, h.clock.Now().Add(time.Hour), next, "it looks again")
	require.Len(t, h.log("acme"), 1)
	require.Len(t, h.log("zenith"), 1)
	h.view(func(r store.Reader) error {
		state, err := r.Account("acme")
		require.NoError(t, err)
		last, err := r.LastSeq("acme")
		require.Equal(t, state.Seq, last)
		return err
	})
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

func TestScoresAreKeptForTheRetention(t *testing.T) {
	t.Parallel()
	const scored = `
health_score "h" {
  measure "ltv" {
    weight = 100
    score  = "account.ltv"
  }
  band "all" { from = 0 }
}`
	scores := func(h *house) (n int) {
		h.view(func(r store.Reader) error {
			rows, err := r.Scores(store.ScoreQuery{Account: "acme"})
			n = len(rows)
			return err
		})
		return n
	}
	h := newHouse(t, keeping("30d")+scored)
	h.account("acme")
	require.Equal(t, 1, scores(h))
	h.pass(29 * day)
	require.Equal(t, 1, scores(h))
	h.pass(2 * day)
	require.Zero(t, scores(h))
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

func TestWhatIsRemovedIsCounted(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewRegistry()
	h := newHouse(t, declarations)
	var err error
	h.engine, err = engine.New(t.Context(), engine.Options{Store: h.store, Clock: h.clock, Workspace: load(t, keeping("30d")), Metrics: registry})
	require.NoError(t, err)
	h.account("acme")
	for i := range 3 {
		_, refused := h.send(fmt.Sprint(i), "acme", start)
		require.Empty(t, refused)
	}
	h.pass(31 * day)
	families, err := registry.Gather()
	require.NoError(t, err)
	removed := map[string]float64{}
	for _, family := range families {
		if family.GetName() == "tend_purged_total" {
			for _, m := range family.GetMetric() {
				removed[m.GetLabel()[0].GetValue()] = m.GetCounter().GetValue()
			}
		}
	}
	require.Equal(t, map[string]float64{"entries": 3, "decisions": 0, "scores": 0, "goals": 0, "runs": 0, "tasks": 0}, removed)
}
