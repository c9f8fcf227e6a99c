package customer

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRulesRefuseInTheirOrder(t *testing.T) {
	t.Parallel()
	const rules = `
  mode = %q
  trigger "event" {
    event = "ticket"
    when  = "event.level >= 2"
  }
  when = "account.seats >= 10"
  enroll { cooldown = "2d" }`
	churned := map[string]any{"status": "churned", "seats": 1.0}
	small := map[string]any{"status": "customer", "seats": 1.0}
	big := map[string]any{"status": "customer", "seats": 10.0}
	for _, c := range []struct {
		mode       string
		attributes map[string]any
		level      float64
		reason     Reason
		detail     string
	}{
		{"draft", churned, 1, ReasonDraft, "The playbook is a draft."},
		{"paused", churned, 1, ReasonPaused, "The playbook is paused."},
		{"live", churned, 1, ReasonPopulation, `The account is not one of the customers: account.status is "churned".`},
		{"live", nil, 1, ReasonPopulation, `The account is not one of the customers: account.status is missing.`},
		{"live", small, 1, ReasonTriggerWhen, "The trigger's condition is not met: event.level is 1."},
		{"live", small, 2, ReasonWhen, "The playbook's condition is not met: account.seats is 1."},
		{"dry_run", small, 2, ReasonWhen, "The playbook's condition is not met: account.seats is 1."},
		{"dry_run", big, 2, ReasonDryRun, "The playbook is a dry run; live, it would have started."},
		{"live", big, 2, "", "The event ticket arrived."},
	} {
		st := newScenario(t, company, play("p", fmt.Sprintf(rules, c.mode)))
		st.update(start, c.attributes)
		decisions := st.event(at("1h"), "ticket", "level", c.level)
		require.Len(t, decisions, 1)
		require.Equal(t, c.reason, decisions[0].Reason)
		require.Equal(t, c.detail, decisions[0].Detail)
		require.Equal(t, c.reason == "", decisions[0].Outcome == Enrol)
		require.Equal(t, c.reason == "", st.s.Enrolled["p"].running(), "only an enrolment runs")
	}
}
