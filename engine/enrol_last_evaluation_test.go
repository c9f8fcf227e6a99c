package engine_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
)

// The places of days are free at the midnights at which holds end: whoever is first in line then gets the place.
func TestTheLastEvaluationGivesThePlaceThatIsFree(t *testing.T) {
	t.Parallel()
	skipped := func(day int) string { return fmt.Sprintf("skipped quota 04-%02d", day) }
	for name, c := range map[string]struct {
		rules string
		// trial is who is no customer since the first midnight, which nobody asks before the last.
		trial string
		want  map[string]string
		// late is how long the sweeper sleeps after the first midnight.
		late time.Duration
	}{
		"a day": {
			rules: "quota = \"1 per day\"\nhold = \"1d\"\norder_by = \"account.ltv\"",
			want:  map[string]string{"b": "enrolled 04-07", "d": "enrolled 04-08", "a": skipped(8), "c": skipped(8), "e": skipped(8)},
		},
		"three days": {
			rules: "quota = \"1 per day\"\nhold = \"3d\"\norder_by = \"account.ltv\"",
			want:  map[string]string{"b": "enrolled 04-07", "d": "enrolled 04-08", "a": "enrolled 04-09", "e": "enrolled 04-10", "c": skipped(10)},
		},
		"two places a day": {
			rules: "quota = \"2 per day\"\nhold = \"1d\"\norder_by = \"account.ltv\"",
			want:  map[string]string{"b": "enrolled 04-07", "d": "enrolled 04-07", "a": "enrolled 04-08", "e": "enrolled 04-08", "c": skipped(8)},
		},
		"a run that goes on": {
			rules: "max_running = 1\nhold = \"1d\"\norder_by = \"account.ltv\"",
			want: map[string]string{
				"b": "enrolled 04-07", "d": "skipped max_running 04-08", "a": "skipped max_running 04-08", "c": "skipped max_running 04-08", "e": "skipped max_running 04-08",
			},
		},
		"the first is refused for another reason": {
			rules: "quota = \"1 per day\"\nhold = \"1d\"\norder_by = \"account.ltv\"",
			trial: "d",
			want:  map[string]string{"b": "enrolled 04-07", "d": "skipped condition 04-08", "a": "enrolled 04-08", "c": skipped(8), "e": skipped(8)},
		},
		"a sweeper that sleeps": {
			rules: "quota = \"1 per day\"\nhold = \"1d\"\norder_by = \"account.ltv\"",
			late:  50 * time.Hour,
			want:  map[string]string{"b": "enrolled 04-07", "d": "enrolled 04-08", "a": skipped(8), "c": skipped(8), "e": skipped(8)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, declarations+`
playbook "p" {
  trigger "schedule" { at = "2026-04-07 00:00" }
  when = "account.status == 'customer'"
  enroll {
`+c.rules+`
  }
  wait "month" { for = "30d" }
}
`)
			for account, ltv := range map[string]float64{"a": 10, "b": 30, "c": 1, "d": 20, "e": 5} {
				h.putValue(account, ltv)
			}
			h.until(time.Date(2026, 4, 7, 0, 0, 0, 0, time.UTC))
			if c.trial != "" {
				_, err := h.Engine.PutAccount(t.Context(), c.trial, engine.AccountUpdate{Attributes: map[string]any{"status": "trial", "ltv": 20.0}})
				require.NoError(t, err)
			}
			h.Clock.Advance(c.late)
			h.until(time.Date(2026, 4, 12, 0, 0, 0, 0, time.UTC))
			got := map[string]string{}
			for _, d := range h.Decisions() {
				got[d.Account] = string(d.Outcome)
				if d.Reason != "" {
					got[d.Account] += " " + string(d.Reason)
				}
				got[d.Account] += d.LastAt.Format(" 01-02")
				require.NotContains(t, got[d.Account], "turn")
			}
			require.Equal(t, c.want, got)
		})
	}
}

// Without an order it is somebody of those who came at the same instant, whoever is asked first.
func TestTheLastEvaluationGivesThePlaceWithoutAnOrder(t *testing.T) {
	t.Parallel()
	h := newHarness(t, limited("quota = \"1 per day\"\nhold = \"15h\"")) // Until midnight.
	all := []string{"e", "d", "c", "b", "a"}
	for _, account := range all {
		h.PutAccount(account)
		h.tickets("1", account)
	}
	h.until(startMessage.Add(15 * time.Hour))
	require.Equal(t, map[string]string{
		"e": "enrolled", "d": "enrolled", "c": "skipped quota", "b": "skipped quota", "a": "skipped quota",
	}, h.lastOf())
}

// Whose hold ends while another who comes first waits on is skipped then, and not kept.
func TestAHoldEndsThoughOthersComeFirst(t *testing.T) {
	t.Parallel()
	h := newHarness(t, limited("max_running = 1\nhold = \"1d\"\norder_by = \"account.ltv\""))
	h.putValue("a", 30)
	h.putValue("b", 10)
	h.putValue("c", 20)
	for _, account := range []string{"a", "b", "c"} {
		h.tickets("1", account)
		h.until(h.Clock.Now().Add(time.Hour))
	}
	ends := startMessage.Add(25 * time.Hour)
	h.until(ends.Add(-time.Second))
	require.Equal(t, "pending", h.lastOf()["b"][:7])
	h.until(ends)
	require.Equal(t, map[string]string{"a": "enrolled", "b": "skipped max_running", "c": "pending max_running"}, h.lastOf())
	rows := h.Decisions()
	require.Equal(t, ends, rows[1].LastAt)
}
