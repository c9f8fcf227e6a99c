package engine_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const growth = declarations + `
success_plan "growth" {
  starts = "signed"
  milestone "connected" { event = "connected" }
  milestone "calm" { reached = "metric.tickets_7d == 0 && account.ltv > 9" }
  objective "quiet" {
    target  = "1"
    current = "metric.tickets_7d"
    better  = "lower"
  }
}
playbook "praise" {
  trigger "becomes" { when = "success_plan.growth.objectives.quiet.reached && success_plan.growth.stage == 'connected'" }
  action "note" "well" { text = "{{ success_plan.growth.objectives.quiet.current }} tickets" }
}
`

func TestObjectivesDecide(t *testing.T) {
	t.Parallel()
	h := newHarness(t, growth)
	h.PutAccount("acme")
	h.Ingest("1", "ticket", "acme")
	h.Advance(24 * time.Hour)
	h.Ingest("2", "ticket", "acme")
	h.Ingest("3", "signed", "acme")
	h.Work()
	require.Empty(t, h.Notes.Texts)
	h.Advance(7 * 24 * time.Hour)
	require.Equal(t, []string{"1 tickets"}, h.Notes.Texts)
}
