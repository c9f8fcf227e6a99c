package engine_test

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// usage scores by what is more or less the better: who connected 27 times is yellow, unless red before.
const usage = declarations + `
metric "connected_30d" {
  event  = "connected"
  window = "30d"
}
metric "tickets_30d" {
  event  = "ticket"
  window = "30d"
}
health_score "usage" {
  hysteresis = 5
  measure "connected" {
    weight = 1
    value = "metric.connected_30d"
    worst = 0
    best  = 40
  }
  measure "tickets" {
    weight = 1
    value = "metric.tickets_30d"
    worst = 40
    best  = 0
  }
  band "green" { from = 90 }
  band "yellow" { from = 65 }
  band "red" { from = 0 }
}
playbook "falls" {
  trigger "health_drop" {
    points = 10
    within = "14d"
  }
  wait "month" { for = "30d" }
}
`

// many returns that many events of an account, one an hour until start.
func many(eventType string, n int) (entries []customer.Entry) {
	for i := range n {
		entries = append(entries, customer.Entry{
			Source: "import:crm", ID: fmt.Sprintf("%s:%d", eventType, i), Type: eventType, Time: startMessage.Add(-time.Duration(i+1) * time.Hour),
		})
	}
	return entries
}

func (h *harness) band(account string) string {
	h.T.Helper()
	view, err := h.Engine.Account(h.T.Context(), account)
	require.NoError(h.T, err)
	return view.State.Health.Band
}

// The first event of a type makes a count 0 that was missing: not of accounts whose events come with the same import.
func TestWhoIsKnownIsJudgedOnceItsHistoryIsThere(t *testing.T) {
	t.Parallel()
	h := newHarness(t, usage)
	h.PutAccount("acme")
	history, err := h.Engine.BeginHistory(t.Context(), []string{"acme", "other"}, []string{"connected"})
	require.NoError(t, err)
	for _, account := range []string{"other", "acme"} {
		entries := many("connected", 27)
		_, err = history.Import(t.Context(), account, func(yield func(customer.Entry, error) bool) {
			for i := range entries {
				entries[i].ID = account + entries[i].ID
				if !yield(entries[i], nil) {
					return
				}
			}
		})
		require.NoError(t, err)
	}
	require.Equal(t, "yellow", h.band("other"))
	require.Equal(t, "yellow", h.band("acme"))
	h.Advance(time.Hour)
	now := h.why("falls", h.Clock.Now())
	require.Equal(t, now.Cases, h.why("falls", time.Time{}).Cases)
	t.Log(now.Cases)
}

// So with playbooks that are new with the import: also where something of who is known is due, as most always is.
func TestNewPlaybooksJudgeWhoIsKnownOnceTheHistoryIsThere(t *testing.T) {
	t.Parallel()
	for name, unattended := range map[string]time.Duration{"nothing is due": 0, "something is due": 3 * 24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, before)
			h.PutAccount("acme")
			for _, eventType := range []string{"signed", "connected", "ticket"} {
				h.Ingest(eventType, eventType, "acme")
			}
			h.Clock.Advance(unattended)
			h.Restart(scoring)
			h.Import("acme", append(many("connected", 27), many("ticket", 14)...)...)
			require.Equal(t, "yellow", h.band("acme"), "66.25 of 100")
			require.Len(t, h.Decisions(), map[bool]int{true: 1}[unattended > 0], "what was due has been decided")
			require.Len(t, h.scores("acme"), 1)
		})
	}
}

// What an import that ended in the middle has noted as received is 0, of nobody whose history is still to come.
func TestAnImportThatIsTakenUpLaterJudgesOnce(t *testing.T) {
	t.Parallel()
	source := strings.NewReplacer(
		`value = "metric.connected_30d"`, `value = "metric.connected_30d == nil ? 20 : metric.connected_30d"`,
		`value = "metric.tickets_30d"`, `value = "metric.tickets_30d == nil ? 5 : metric.tickets_30d"`,
	).Replace(scoring)
	h := newHarness(t, source)
	h.PutAccount("acme")
	h.Ingest("signed", "signed", "acme")
	_, err := h.Engine.BeginHistory(t.Context(), []string{"acme"}, []string{"connected", "ticket"})
	require.NoError(t, err)
	h.Clock.Advance(3 * 24 * time.Hour)
	h.Restart(source)
	h.Import("acme", append(many("connected", 27), many("ticket", 14)...)...)
	require.Len(t, h.Decisions(), 1, "what was due has been decided")
	view, err := h.Engine.Account(t.Context(), "acme")
	require.NoError(t, err)
	now, health := h.Clock.Now(), view.State.Health
	require.Equal(t, []customer.Peak{{Score: 68.75, Until: now}, {Score: 66.25}}, health.Peaks, "and never 50")
	require.Equal(t, "yellow", health.Band)
	for key, tr := range view.State.Triggers {
		if tr.Peaks != nil {
			require.Equal(t, []customer.Peak{{Score: 87.5, Until: now}, {Score: 65}}, tr.Peaks, key)
		}
	}
}

// A score that nobody had isn't the one from which a customer falls.
func TestAFallAfterAnImportIsDecided(t *testing.T) {
	t.Parallel()
	h := newHarness(t, usage)
	h.PutAccount("acme")
	h.Import("acme", many("ticket", 20)...)
	require.Equal(t, "red", h.band("acme"), "50 of 100")
	for i := range 5 {
		h.Ingest(fmt.Sprint(i), "ticket", "acme")
	}
	require.Len(t, h.Decisions(), 1, "50 has become 37.5")
}

func TestAnImportDecidesWhatWasDueBeforeByWhatWasKnownThen(t *testing.T) {
	t.Parallel()
	h := newHarness(t, usage+`
playbook "silent" {
  trigger "becomes" { when = "metric.connected_30d == 0" }
  wait "month" { for = "30d" }
}
playbook "later" {
  trigger "inactivity" {
    event = "ticket"
    after = "2d"
  }
  when = "metric.connected_30d == nil"
  wait "month" { for = "30d" }
}
`)
	h.PutAccount("acme")
	h.Clock.Advance(3 * 24 * time.Hour) // nobody sweeps
	h.Import("acme", many("connected", 27)...)
	rows := h.Decisions()
	require.Len(t, rows, 1)
	require.Equal(t, "later", rows[0].Playbook)
	require.Equal(t, customer.Enrol, rows[0].Outcome, "nothing was known of connections when the silence was long enough")
}

// before is what was there before anybody scored: a silence that is due after two days, and a run's timer.
const before = declarations + `
metric "connected_30d" {
  event  = "connected"
  window = "30d"
}
metric "tickets_30d" {
  event  = "ticket"
  window = "30d"
}
playbook "silent" {
  trigger "inactivity" {
    event = "signed"
    after = "2d"
  }
  wait "day" { for = "1d" }
  wait "month" { for = "30d" }
}
`

// scoring is before with what judges: a score whose bands hold on to what was, how far it fell, and a plan that
// remembers when a condition was true.
var scoring = before + usage[strings.Index(usage, `health_score "usage"`):] + `
playbook "complains" {
  trigger "health_drop" {
    measure = "tickets"
    points  = 10
    within  = "14d"
  }
  wait "month" { for = "30d" }
}
success_plan "quiet" {
  starts = "signed"
  milestone "no_tickets" { reached = "metric.tickets_30d < 3" }
}
`

// However many versions a known account is behind, whatever is due of it, however often engines end and begin anew,
// and in whatever order accounts come: nothing that it remembers of how it was judged is from before its history.
func TestNobodyIsJudgedBeforeTheHistoryIsWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		first, most := before, 3
		if rapid.Bool().Draw(rt, "scored from the beginning") {
			first, most = scoring, 0 // by nothing that was received yet
		}
		h := newHarness(t, first)
		accounts := []string{"acme", "globex", "initech"}
		for i, account := range accounts[:rapid.IntRange(1, 3).Draw(rt, "known")] {
			h.PutAccount(account)
			h.Ingest(fmt.Sprint("s", i), "signed", account)
			for n := range rapid.IntRange(0, most).Draw(rt, "told") {
				h.Ingest(fmt.Sprint(i, "-", n), rapid.SampledFrom([]string{"connected", "ticket"}).Draw(rt, "type"), account)
			}
		}
		if rapid.Bool().Draw(rt, "swept") {
			h.Advance(rapid.SampledFrom([]time.Duration{0, 3 * 24 * time.Hour, 20 * 24 * time.Hour}).Draw(rt, "lived"))
		}
		history := h.begins(rt, accounts)
		left := map[string][]customer.Entry{}
		for _, account := range accounts {
			left[account] = append(among(rt, account, "connected", 20, 40), among(rt, account, "ticket", 3, 20)...)
		}
		for _, account := range rapid.Permutation(accounts).Draw(rt, "order") {
			if rapid.IntRange(0, 3).Draw(rt, "ended in the middle") == 0 {
				history = h.begins(rt, accounts)
			}
			h.Clock.Advance(rapid.SampledFrom([]time.Duration{0, 0, 25 * time.Hour}).Draw(rt, "meanwhile"))
			_, err := history.Import(t.Context(), account, each(left[account]))
			require.NoError(rt, err)
			h.unjudgedBefore(rt, account)
		}
	})
}

// begins makes engines of some versions, one after the other, of which the last one scores; nobody sweeps. The
// last begins an import, as some before may have.
func (h *harness) begins(rt *rapid.T, accounts []string) *engine.History {
	for range rapid.IntRange(0, 2).Draw(rt, "versions") {
		more := fmt.Sprintf("playbook \"v%d\" {\n trigger \"event\" { event = \"signed\" }\n wait \"day\" { for = \"1d\" }\n}\n", rapid.IntRange(0, 3).Draw(rt, "version"))
		h.Restart(rapid.SampledFrom([]string{before, scoring}).Draw(rt, "kind") + more)
		h.Clock.Advance(rapid.SampledFrom([]time.Duration{0, time.Hour, 50 * time.Hour, 10 * 24 * time.Hour}).Draw(rt, "unattended"))
		if rapid.IntRange(0, 3).Draw(rt, "begun") == 0 {
			_, err := h.Engine.BeginHistory(h.T.Context(), accounts, []string{"connected", "ticket"})
			require.NoError(rt, err)
		}
	}
	h.Restart(scoring)
	history, err := h.Engine.BeginHistory(h.T.Context(), accounts, []string{"connected", "ticket"})
	require.NoError(rt, err)
	return history
}

// among returns some events of an account within the last week.
func among(rt *rapid.T, account, eventType string, least, most int) []customer.Entry {
	entries := many(eventType, rapid.IntRange(least, most).Draw(rt, eventType))
	for i := range entries {
		entries[i].ID = account + entries[i].ID
	}
	return entries
}

func each(entries []customer.Entry) iter.Seq2[customer.Entry, error] {
	return func(yield func(customer.Entry, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// unjudgedBefore asks that all that is remembered of an account's judgement is of now.
func (h *harness) unjudgedBefore(rt *rapid.T, account string) {
	view, err := h.Engine.Account(h.T.Context(), account)
	require.NoError(rt, err)
	health := view.State.Health
	require.NotNil(rt, health.Score)
	want := "red"
	for _, band := range []struct {
		name string
		from float64
	}{{"yellow", 65}, {"green", 90}} {
		if *health.Score >= band.from {
			want = band.name
		}
	}
	require.Equal(rt, want, health.Band, "%v, of %v", *health.Score, h.scores(account))
	require.Len(rt, health.Peaks, 1)
	require.Equal(rt, *health.Score, health.Peaks[0].Score)
	for key, tr := range view.State.Triggers {
		require.LessOrEqual(rt, len(tr.Peaks), 1, key)
	}
	rows := slices.DeleteFunc(h.scores(account), func(row store.ScoreRow) bool { return row.Score.Score == nil })
	require.Len(rt, rows, 1, "nobody had another score")
	if plan := view.State.Plans["quiet"]; plan.HasStarted() {
		reached := view.Metrics["tickets_30d"].(float64) < 3
		require.Equal(rt, reached, !plan.Completed.IsZero())
	}
}

// Whoever was forgotten isn't taken with the account's update, and the answer says whom that concerns.
func TestAnImportSaysWhomItLeavesOut(t *testing.T) {
	t.Parallel()
	h := newHarness(t, wished)
	h.putPeople()
	h.Clock.Advance(time.Hour)
	_, err := h.Engine.ForgetContact(t.Context(), "acme", zaphod)
	require.NoError(t, err)
	update := customer.Entry{Source: "import:x", ID: "a", Type: customer.TypeAccountUpdated, Time: h.Clock.Now(), Data: map[string]any{
		"contacts": []any{map[string]any{"id": zaphod}, map[string]any{"id": ford}},
	}}
	event := customer.Entry{Source: "import:x", ID: "e", Type: "wish", Contact: zaphod, Time: h.Clock.Now(), Data: map[string]any{"text": "t"}}
	for _, appended := range []store.Appended{store.Added, store.Duplicate} {
		history, err := h.Engine.BeginHistory(t.Context(), []string{"acme"}, nil)
		require.NoError(t, err)
		taken, err := history.Import(t.Context(), "acme", each([]customer.Entry{update, event}))
		require.NoError(t, err)
		require.Equal(t, engine.Imported{Appended: []store.Appended{appended, store.RefusedContact}, ForgottenContacts: []string{zaphod}}, taken)
	}
}
