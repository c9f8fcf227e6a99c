package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/customer"
)

// controlled returns a playbook with a control group.
func controlled(percent int) string {
	return fmt.Sprintf(`
playbook "helped" {
  trigger "event" { event = "signed" }
  enroll {
    control_group = %d
    cooldown      = "30d"
  }
  action "note" "help" { text = "{{ account.name }}" }
}
`, percent)
}

func TestTheControlGroupIsRecordedAndLeftAlone(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+controlled(50))
	for i := range 40 {
		account := fmt.Sprint("account-", i)
		h.PutAccount(account)
		h.Ingest("signed-"+account, "signed", account)
	}
	h.Work()
	skip := map[string]bool{}
	for _, d := range h.Decisions() {
		skip[d.Account] = d.Outcome == customer.Control
		if d.Outcome == customer.Control {
			require.Equal(t, customer.ReasonControl, d.Reason)
		} else {
			require.Equal(t, customer.Enrol, d.Outcome)
		}
	}
	require.Len(t, skip, 40)
	require.Len(t, h.Notes.Texts, len(h.Runs()))
	for _, run := range h.Runs() {
		require.False(t, skip[run.Account], "nobody of the control group gets a run")
	}
	alone := 40 - len(h.Runs())
	require.InDelta(t, 20, alone, 10)
	for _, said := range h.Notes.Texts {
		require.False(t, skip[strings.TrimPrefix(said, "The ")])
	}
}

func TestThePastBelievesTheRecordOfTheControlGroup(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+controlled(99))
	h.PutAccount("acme")
	h.Ingest("1", "signed", "acme")
	h.Work()
	require.Equal(t, customer.Control, h.Decisions()[0].Outcome)
	h.Advance(24 * time.Hour)
	h.Open(declarations + controlled(0))
	h.Ingest("2", "signed", "acme")
	require.Equal(t, customer.ReasonCooldown, h.Decisions()[1].Reason, "an edit doesn't end the cooldown")
	w := h.why("helped", h.Decisions()[1].At)
	require.Equal(t, customer.Refused, verdicts(w)["cooldown"], "%+v", w)
}
