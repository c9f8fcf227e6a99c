package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

func TestWhatIsNeededIsKept(t *testing.T) {
	t.Parallel()
	h := newHarness(t, keeping("8d")+strings.Replace(welcome, `"7d"`, `"90d"`, 1))
	h.PutAccount("acme")
	h.Ingest("1", "signed", "acme")
	h.Work()
	h.Advance(60 * day)
	require.Len(t, h.Runs(), 1, "it is in progress")
	require.Equal(t, "running", h.Runs()[0].Status)
	require.NotEmpty(t, h.Timeline(h.Runs()[0].ID))
	h.Ingest("2", "connected", "acme")
	h.Work()
	require.Equal(t, []string{"hello The acme", "thanks"}, h.Notes.Texts)
	h.Advance(9 * day)
	require.Empty(t, h.Runs(), "it has ended")
}

func TestAPurgeGoesOnWhereItWasCutOff(t *testing.T) {
	t.Parallel()
	const many = 1300 // several parts
	source := keeping("30d")
	h := newHarness(t, source)
	h.PutAccount("acme")
	h.PutAccount("zenith")
	events := make([]engine.Event, many)
	for i := range events {
		events[i] = engine.Event{ID: fmt.Sprint(i), Source: "test", Type: "ticket", Account: []string{"acme", "zenith"}[i%2], Time: startMessage}
	}
	_, err := h.Engine.Ingest(t.Context(), events)
	require.NoError(t, err)
	h.Clock.Advance(31 * day)
	// One part, as an engine leaves it that dies then.
	h.View(func(r store.Reader) error {
		accounts, err := r.Aged(h.Clock.Now().Add(-30*day), 500)
		require.Equal(t, []string{"acme"}, accounts)
		return err
	})
	horizon := h.Clock.Now().Add(-30 * day)
	require.NoError(t, h.Store.Update(t.Context(), []string{"acme"}, func(tx store.Tx) error {
		require.NoError(t, tx.SetHorizon(horizon))
		done, _, err := tx.Purge(horizon, 500)
		require.Equal(t, 500, done.Entries)
		return err
	}))
	require.Len(t, h.log("acme"), 151)
	h.Open(source)
	_, refused := h.send("0", "acme", startMessage)
	require.NotEmpty(t, refused, "what is left can't be told from what is gone")
	next, err := h.Engine.Sweep(t.Context())
	require.NoError(t, err)
	require.Equal(t, h.Clock.Now().Add(time.Hour), next, "it looks again")
	require.Len(t, h.log("acme"), 1)
	require.Len(t, h.log("zenith"), 1)
	h.View(func(r store.Reader) error {
		state, err := r.Account("acme")
		require.NoError(t, err)
		last, err := r.LastSeq("acme")
		require.Equal(t, state.Seq, last)
		return err
	})
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
	scores := func(h *harness) (n int) {
		h.View(func(r store.Reader) error {
			rows, err := r.Scores(store.ScoreQuery{Account: "acme"})
			n = len(rows)
			return err
		})
		return n
	}
	h := newHarness(t, keeping("30d")+scored)
	h.grow("acme", 70)
	h.Advance(10 * day)
	h.grow("acme", 40)
	h.Advance(29 * day)
	require.Equal(t, 2, scores(h), "the first was the account's 29 days ago")
	h.Advance(2 * day)
	require.Equal(t, 1, scores(h))
	h.Advance(90 * day)
	require.Equal(t, 1, scores(h), "it is still the account's")
}

func TestWhatIsRemovedIsCounted(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewRegistry()
	h := newHarness(t, keeping("30d"), func(o *engine.Options) { o.Metrics = registry })
	h.PutAccount("acme")
	for i := range 3 {
		_, refused := h.send(fmt.Sprint(i), "acme", startMessage)
		require.Empty(t, refused)
	}
	h.Advance(31 * day)
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

// An import may be repeated whenever there is a new file in its folder: what it said long ago, and was changed since,
// isn't news.
func TestAnOldUpdateThatIsImportedAgainChangesNothing(t *testing.T) {
	t.Parallel()
	h := newHarness(t, keeping("30d"))
	imported := func() store.Appended {
		return h.Import("acme", customer.Entry{
			Source: "crm", ID: "account.updated:1", Type: customer.TypeAccountUpdated, Time: startMessage, Data: map[string]any{"name": "Before"},
		})[0]
	}
	require.Equal(t, store.Added, imported())
	h.PutAccount("acme")
	h.Advance(60 * day)
	require.Equal(t, store.Duplicate, imported())
	view, err := h.Engine.Account(t.Context(), "acme")
	require.NoError(t, err)
	require.Equal(t, "The acme", view.State.Name)
}

func TestAnEnrolmentThatIsAskedForAgainAfterItsDecisionIsGone(t *testing.T) {
	t.Parallel()
	h := newHarness(t, keeping("30d")+`
playbook "p" {
  trigger "manual" {}
  action "note" "x" { text = "x" }
}`)
	h.PutAccount("acme")
	ask := func() engine.Enrolment {
		done, err := h.Engine.Enrol(t.Context(), engine.EnrolmentRequest{ID: "1", Playbook: "p"}, []engine.Member{{Account: "acme"}})
		require.NoError(t, err)
		h.Work()
		return done[0]
	}
	require.Equal(t, customer.Enrol, ask().Decision.Outcome)
	h.Advance(60 * day)
	again := ask()
	require.True(t, again.Repeated)
	require.Nil(t, again.Decision)
	require.Contains(t, again.Problem, "retention")
	require.Len(t, h.Notes.Texts, 1)
}

// Who reached a goal is kept as long as who missed it: else the share of what is left would fall.
func TestAPurgeRemovesEveryoneOfOneStart(t *testing.T) {
	t.Parallel()
	h := newHarness(t, keeping("30d")+aiming(9))
	accounts := []string{"a", "b", "c", "d", "e", "f"}
	for _, account := range accounts {
		h.PutAccount(account)
		h.Ingest("signed-"+account, "signed", account)
	}
	h.Work()
	h.Advance(day)
	for _, account := range accounts[:3] {
		h.grow(account, 9)
	}
	h.Advance(38 * day)
	grown := h.effects()["grown"]
	require.Equal(t, 3, grown.Treated.Reached+grown.Control.Reached)
	require.Equal(t, 6, grown.Treated.Over+grown.Control.Over)
	h.Advance(2 * day)
	grown = h.effects()["grown"]
	require.Zero(t, grown.Treated.Over+grown.Control.Over)
}

// What a run did goes with it: when its customer is forgotten later, nothing leads there any more.
func TestWhatRunsDidIsPurgedWithThem(t *testing.T) {
	t.Parallel()
	source := keeping("30d") + welcome
	h := newHarness(t, source)
	effects := &kept{}
	h.Restart(source, func(o *engine.Options) { o.Effects = effects })
	h.PutAccount("acme")
	h.Ingest("1", "signed", "acme")
	h.Work()
	h.Ingest("2", "connected", "acme")
	h.Work()
	require.Equal(t, []string{"hello The acme", "thanks"}, h.Notes.Texts)
	h.Advance(20 * day)
	require.Empty(t, effects.keys)
	h.Advance(20 * day)
	require.Empty(t, h.Runs())
	require.ElementsMatch(t, h.Notes.Keys, effects.keys)
}
