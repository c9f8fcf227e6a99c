package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A draft can hold what this version can't run yet: it decides nothing, and the others do what they did.
func TestADraftKeepsNothingFromRunning(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+welcome+`
segment "fans" {
  of   = "contact"
  when = "contact.email != nil"
}
playbook "sketch" {
  mode = "draft"
  trigger "event" { event = "signed" }
  trigger "manual" {}
  approval "ask" { question = "?" }
  stop "then" {}
}
playbook "sketch_of_contacts" {
  mode = "draft"
  per  = "contact"
  trigger "segment" { enters = "fans" }
  parallel "both" {
    lane "a" {
      wait "w" { for = "1d" }
    }
    lane "b" {
      stop "s" {}
    }
  }
}
`)
	h.PutAccount("acme")
	h.Ingest("e-1", "signed", "acme")
	h.Work()
	require.Len(t, h.Runs(), 1)
	require.Equal(t, "welcome", h.Runs()[0].Playbook)
	for _, d := range h.Decisions() {
		if d.Playbook != "welcome" {
			require.EqualValues(t, "draft", d.Reason)
		}
	}
}
