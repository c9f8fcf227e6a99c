package engine_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

func (h *harness) putValue(account string, ltv float64) {
	h.T.Helper()
	_, err := h.Engine.PutAccount(h.T.Context(), account, engine.AccountUpdate{Attributes: map[string]any{"status": "customer", "ltv": ltv}})
	require.NoError(h.T, err)
}

func (h *harness) swept() time.Time {
	h.T.Helper()
	next, err := h.Engine.Sweep(h.T.Context())
	require.NoError(h.T, err)
	return next
}

func TestWhoIsQueuedIsAdmittedWhenThereIsCapacity(t *testing.T) {
	t.Parallel()
	source := limited("quota = \"1 per day\"\nhold = \"5d\"")
	h := newHarness(t, source)
	for _, account := range []string{"c", "b", "a"} {
		h.PutAccount(account)
		h.tickets("1", account)
		h.Advance(time.Minute)
	}
	require.Equal(t, map[string]string{"c": "enrolled", "b": "pending quota", "a": "pending quota"}, h.lastOf())
	midnight := time.Date(2026, 4, 7, 0, 0, 0, 0, time.UTC)
	require.Equal(t, midnight, h.swept(), "nothing else is due before")
	h.Open(source) // The process dies, and another goes on.
	h.Advance(midnight.Sub(h.Clock.Now()) - time.Second)
	require.Equal(t, "pending quota", h.lastOf()["b"])
	h.Advance(time.Second)
	require.Equal(t, map[string]string{"c": "enrolled", "b": "enrolled", "a": "pending quota"}, h.lastOf())
	rows := h.Decisions()
	require.Len(t, rows, 3, "one decision of each occurrence")
	require.Equal(t, midnight, rows[1].LastAt)
	require.Equal(t, midnight, h.Runs()[1].StartedAt)

	// The past is told as it was.
	why := func(account string, at time.Time) engine.WhyView {
		w, err := h.Engine.Why(t.Context(), engine.WhyQuery{Account: account, Playbook: "p", At: at})
		require.NoError(t, err)
		return w
	}
	require.Equal(t, customer.ReasonQuota, why("b", rows[1].At).Cases[0].Decision.Reason)
	between := why("b", midnight.Add(-time.Hour))
	require.Contains(t, between.Summary, "the account is not enrolled yet, and the occurrence is kept until 2026-04-11 09:01. The quota of 1 per day is used up")
	require.Equal(t, customer.Enrol, why("b", midnight).Cases[0].Decision.Outcome)
	require.Contains(t, why("a", time.Time{}).Summary, "The quota of 1 per day is used up; there is room again on 2026-04-07 00:00.")

	// The engine is down for days: the place of each day is given, for that day.
	h.Advance(3 * 24 * time.Hour)
	require.Equal(t, midnight.AddDate(0, 0, 1), h.Runs()[2].StartedAt)
}

func TestTheEndOfARunCallsTheNextOne(t *testing.T) {
	t.Parallel()
	h := newHarness(t, limited("max_running = 1\nhold = \"5d\""))
	for _, account := range []string{"b", "a"} {
		h.PutAccount(account)
		h.tickets("1", account)
	}
	h.Advance(time.Hour)
	require.Equal(t, "pending max_running", h.lastOf()["a"])
	h.Ingest("2", "ended", "b")
	h.swept()
	require.Equal(t, "enrolled", h.lastOf()["a"])
	require.Equal(t, h.Clock.Now(), h.Decisions()[1].LastAt)
}

// A schedule asks everyone at one instant: the best get the places, whenever the sweeper comes to them.
func TestTheBestGetThePlacesOfASchedule(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+`
playbook "p" {
  trigger "schedule" { cron = "0 12 * * *" }
  enroll {
    quota    = "3 per month"
    order_by = "account.ltv"
  }
  wait "month" { for = "60d" }
}
`)
	const accounts = 12
	for i := range accounts {
		h.putValue(fmt.Sprintf("a%02d", i), float64(i*7%accounts)) // 5 has 11, 10 has 10, 3 has 9
	}
	h.Advance(3*time.Hour + time.Minute)
	noon := time.Date(2026, 4, 6, 12, 0, 0, 0, time.UTC)
	enrolled := map[string]bool{}
	for _, run := range h.Runs() {
		enrolled[run.Account] = true
		require.Equal(t, noon, run.StartedAt)
	}
	require.Equal(t, map[string]bool{"a05": true, "a10": true, "a03": true}, enrolled)
	skipped := 0
	for _, d := range h.Decisions() {
		if d.Outcome == customer.Skip {
			require.Equal(t, customer.ReasonQuota, d.Reason)
			skipped++
		}
	}
	require.Equal(t, accounts-3, skipped, "nobody is kept without a hold")
	w, err := h.Engine.Why(t.Context(), engine.WhyQuery{Account: "a00", Playbook: "p", At: h.Clock.Now()})
	require.NoError(t, err)
	require.Equal(t, "quota", string(w.Decisions[0].Reason))
	require.NotContains(t, w.Summary, "kept")
}

// Many come at the same time while the sweeper calls: every place is given once, and to the highest that wait.
func TestAQueueUnderLoad(t *testing.T) {
	t.Parallel()
	h := newHarness(t, limited("max_running = 5\norder_by = \"account.ltv\"\nhold = \"5d\""))
	const accounts = 30
	for i := range accounts {
		h.putValue(fmt.Sprint("a", i), float64(i))
	}
	var all sync.WaitGroup
	for i := range accounts {
		all.Go(func() {
			account := fmt.Sprint("a", i)
			_, err := h.Engine.Ingest(t.Context(), []engine.Event{{ID: account, Source: "test", Type: "ticket", Account: account, Time: h.Clock.Now()}})
			if err == nil && i%3 == 0 {
				_, err = h.Engine.Sweep(t.Context())
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	h.swept()
	h.View(func(r store.Reader) error {
		counts, err := r.CountRuns()
		require.Equal(t, map[string]int{"p": 5}, counts)
		return err
	})
	h.Advance(time.Hour)
	first := h.Runs()[0].Account
	h.Ingest("end", "ended", first)
	h.swept()
	highest := 0
	for i := range accounts {
		if i > highest && h.lastOf()[fmt.Sprint("a", i)] != "enrolled" {
			highest = i
		}
	}
	last := h.Runs()[5]
	require.Greater(t, last.Account, "a", "the place is given again")
	require.Equal(t, h.Clock.Now(), last.StartedAt)
	var value int
	_, err := fmt.Sscanf(last.Account, "a%d", &value)
	require.NoError(t, err)
	require.Greater(t, value, highest, "all who still wait are lower")
}

// A real clock doesn't stop at whole milliseconds.
func TestAPlaceThatIsFreeWithinAMillisecondIsGiven(t *testing.T) {
	t.Parallel()
	for _, rules := range []string{"max_running = 1\nhold = \"2d\"", "quota = \"1 per 1d\"\nhold = \"2d\""} {
		h := newHarness(t, limited(rules))
		h.Clock.Advance(700 * time.Microsecond)
		h.PutAccount("a")
		h.PutAccount("b")
		h.tickets("1", "a", "b")
		require.Equal(t, map[string]string{"a": "enrolled", "b": "pending " + strings.Fields(rules)[0]}, h.lastOf())
		h.Advance(24*time.Hour - time.Microsecond)
		h.Ingest("2", "ended", "a")
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		_, err := h.Engine.Sweep(ctx)
		require.NoError(t, err)
		h.Clock.Advance(2 * time.Millisecond)
		_, err = h.Engine.Sweep(ctx)
		require.NoError(t, err)
		require.Equal(t, "enrolled", h.lastOf()["b"])
	}
}
