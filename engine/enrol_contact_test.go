package engine_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
)

// stories is a playbook that enrols the contacts who become promoters.
const stories = `
attribute "contact" "role" { type = string }
event "answered" {
  about      = "contact"
  properties = { score = number }
}
metric "last_answer" {
  of    = "contact"
  event = "answered"
  last  = "event.score"
}
segment "promoters" {
  of   = "contact"
  when = "metric.last_answer >= 9"
}
playbook "story" {
  per = "contact"
  trigger "segment" { enters = "promoters" }
  trigger "event" { event = "signed" }
  when = "contact.role == 'champion'"
  enroll { cooldown = "90d" }
  exit "unhappy" {
    event = "answered"
    when  = "event.score < 2"
  }

  action "note" "ask" { text = "{{ contact.name }} gave {{ metric.last_answer }}, by {{ trigger.kind }}" }
  wait "answer" {
    event   = "answered"
    timeout = "7d"
  }
  action "note" "thank" { text = "thanks, {{ contact.name }}" }
}
`

func (h *harness) answered(id, contact string, score float64) {
	h.T.Helper()
	report, err := h.Engine.Ingest(h.T.Context(), []engine.Event{{
		ID: id, Source: "test", Type: "answered", Account: "acme", Contact: contact, Time: h.Clock.Now(), Data: map[string]any{"score": score},
	}})
	require.NoError(h.T, err)
	require.Equal(h.T, 1, report.Accepted, report)
	h.Work()
}

func TestAPlaybookEnrolsContactsOnTheirOwn(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+stories)
	role := map[string]any{"role": "champion"}
	_, err := h.Engine.PutAccount(t.Context(), "acme", engine.AccountUpdate{Name: "Acme", Contacts: []customer.Contact{
		{ID: "ann", Name: "Ann", Attributes: role}, {ID: "kim", Name: "Kim", Attributes: role}, {ID: "zoe", Name: "Zoe"},
	}})
	require.NoError(t, err)
	h.answered("1", "kim", 10)
	h.answered("2", "zoe", 9)
	require.Equal(t, []string{"Kim gave 10, by segment"}, h.Notes.Texts)

	h.Advance(time.Hour)
	h.signed("3", "gold") // about the account: for each of its contacts
	h.Work()
	require.Equal(t, []string{"Kim gave 10, by segment", "Ann gave , by event"}, h.Notes.Texts)
	var decided []string
	for _, row := range h.Decisions() {
		decided = append(decided, row.Contact+" "+string(row.Outcome)+" "+string(row.Reason))
	}
	require.Equal(t, []string{"kim enrolled ", "zoe skipped condition", "ann enrolled ", "kim skipped already_running", "zoe skipped condition"}, decided)

	h.answered("4", "ann", 3)
	require.Equal(t, "thanks, Ann", h.Notes.Texts[2], "and Kim's run waits on")
	runs := h.Runs()
	require.Equal(t, []string{"running kim", "finished ann"}, []string{runs[0].Status + " " + runs[0].Contact, runs[1].Status + " " + runs[1].Contact})
	h.Open(declarations + stories)
	h.answered("5", "zoe", 1)
	require.Equal(t, "running", h.Runs()[0].Status, "it is Zoe who is unhappy")
	h.answered("6", "kim", 1)
	require.Equal(t, "exited", h.Runs()[0].Outcome)
}

func TestAContactWhomTheAccountDoesNotHaveIsNotEnrolledByHand(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+"playbook \"p\" {\n  per = \"contact\"\n  trigger \"manual\" {}\n  wait \"month\" { for = \"30d\" }\n}")
	_, err := h.Engine.PutAccount(t.Context(), "acme", engine.AccountUpdate{Contacts: []customer.Contact{{ID: "kim"}}})
	require.NoError(t, err)
	for _, preview := range []bool{true, false} {
		r := engine.EnrolmentRequest{ID: "r", Playbook: "p", Preview: preview}
		all, err := h.Engine.Enrol(t.Context(), r, []engine.Member{{Account: "acme", Contact: "kym"}, {Account: "acme", Contact: "kim"}})
		require.NoError(t, err)
		require.Nil(t, all[0].Decision)
		require.Equal(t, `the account has no contact with the ID "kym"`, all[0].Problem)
		require.Equal(t, customer.Enrol, all[1].Decision.Outcome)
	}
	require.Len(t, h.Decisions(), 1)
}
