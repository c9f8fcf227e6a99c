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
	h := newHouse(t, growth)
	h.account("acme")
	h.event("1", "ticket", "acme")
	h.pass(24 * time.Hour)
	h.event("2", "ticket", "acme")
	h.event("3", "signed", "acme")
	h.work()
	require.Empty(t, h.notes.said)
	h.pass(7 * 24 * time.Hour)
	require.Equal(t, []string{"1 tickets"}, h.notes.said)
}
