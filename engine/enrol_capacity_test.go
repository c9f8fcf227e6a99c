package engine_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

func limited(rules string) string {
	return declarations + `
playbook "p" {
  trigger "event" { event = "ticket" }
  enroll {
` + rules + `
  }
  exit "ended" { event = "ended" }
  wait "month" { for = "30d" }
}
`
}

// lastOf returns what was decided last about each account, and why.
func (h *harness) lastOf() map[string]string {
	all := map[string]string{}
	for _, d := range h.Decisions() {
		all[d.Account] = string(d.Outcome)
		if d.Reason != "" {
			all[d.Account] += " " + string(d.Reason)
		}
	}
	return all
}

func (h *harness) tickets(id string, accounts ...string) {
	h.T.Helper()
	for _, account := range accounts {
		h.Ingest(id+account, "ticket", account)
	}
}

func TestAQuotaIsOfAllAccounts(t *testing.T) {
	t.Parallel()
	h := newHarness(t, limited(`quota = "2 per day"`))
	for _, account := range []string{"a", "b", "c"} {
		h.PutAccount(account)
	}
	h.tickets("1", "a", "b", "c")
	require.Equal(t, map[string]string{"a": "enrolled", "b": "enrolled", "c": "skipped quota"}, h.lastOf())
	h.Ingest("2", "ended", "a")
	h.Open(limited(`quota = "2 per day"`)) // A restart forgets nothing.
	h.Advance(15*time.Hour - time.Second)  // 23:59:59
	h.tickets("3", "c")
	require.Equal(t, "skipped quota", h.lastOf()["c"])
	h.Advance(time.Second)
	h.tickets("4", "c")
	require.Equal(t, "enrolled", h.lastOf()["c"])

	rows := h.Decisions()
	w, err := h.Engine.Why(t.Context(), engine.WhyQuery{Account: "c", Playbook: "p", At: rows[2].LastAt})
	require.NoError(t, err)
	require.Equal(t, customer.ReasonQuota, w.Cases[0].Decision.Reason)
	require.Equal(t, rows[2].Detail, w.Cases[0].Decision.Detail)
	require.Equal(t, time.Date(2026, 4, 7, 0, 0, 0, 0, time.UTC), quotaOf(w).Until)
	w, err = h.Engine.Why(t.Context(), engine.WhyQuery{Account: "c", Playbook: "p", At: rows[3].At})
	require.NoError(t, err)
	require.Equal(t, customer.Enrol, w.Cases[0].Decision.Outcome)
	require.Equal(t, customer.Passed, quotaOf(w).Verdict)
}

func quotaOf(w engine.WhyView) customer.RuleStatus {
	for _, r := range w.Cases[0].Rules {
		if r.Rule == "quota" {
			return r
		}
	}
	return customer.RuleStatus{}
}

func TestMaxRunningIsOfAllAccounts(t *testing.T) {
	t.Parallel()
	h := newHarness(t, limited(`max_running = 1`))
	h.PutAccount("a")
	h.PutAccount("b")
	h.tickets("1", "a", "b")
	require.Equal(t, map[string]string{"a": "enrolled", "b": "skipped max_running"}, h.lastOf())
	h.Advance(time.Hour)
	h.Ingest("2", "ended", "a")
	h.tickets("3", "b", "a")
	require.Equal(t, map[string]string{"a": "skipped max_running", "b": "enrolled"}, h.lastOf())
}

// Events of many accounts that come at the same time, one by one and in batches, share the places.
func TestPlacesAreGivenOnceThoughManyAskAtATime(t *testing.T) {
	t.Parallel()
	for _, rules := range []string{`quota = "7 per day"`, "max_running = 7"} {
		h := newHarness(t, limited(rules))
		const accounts = 40
		for i := range accounts {
			h.PutAccount(fmt.Sprint("a", i))
		}
		var all sync.WaitGroup
		for i := range accounts / 2 {
			all.Go(func() {
				var batch []engine.Event
				for _, account := range []string{fmt.Sprint("a", 2*i), fmt.Sprint("a", 2*i+1)} {
					batch = append(batch, engine.Event{ID: account, Source: "test", Type: "ticket", Account: account, Time: h.Clock.Now()})
				}
				if _, err := h.Engine.Ingest(t.Context(), batch); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		h.View(func(r store.Reader) error {
			counts, err := r.CountRuns()
			require.Equal(t, map[string]int{"p": 7}, counts)
			return err
		})
		require.Len(t, h.lastOf(), accounts)
	}
}
