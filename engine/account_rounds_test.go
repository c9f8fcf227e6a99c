package engine_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/engine/store"
)

// Many runs of an account may end at one moment, also in one transaction: they don't start each other.
func TestThousandsOfRunsEndAtOnce(t *testing.T) {
	t.Parallel()
	const n = 1_500
	h := newHarness(t, visits+`
playbook "nap" {
  per = "contact"
  trigger "event" { event = "visit" }
  enroll { cooldown = "30d" }
  wait "a_day" { for = "1d" }
}
playbook "at_once" {
  per = "contact"
  trigger "event" { event = "visit" }
  enroll { cooldown = "30d" }
  wait "nobody" {
    when = "trigger.event.who == 'nobody'"
    for  = "1d"
  }
}
`)
	h.takes(h.batchOf("acme", n))
	h.View(func(r store.Reader) error {
		running, err := r.CountRuns()
		require.Equal(t, map[string]int{"nap": n}, running, "the others have ended at once")
		return err
	})
	h.Clock.Advance(25 * time.Hour)
	_, err := h.Engine.Sweep(t.Context())
	require.NoError(t, err)
	h.View(func(r store.Reader) error {
		running, err := r.CountRuns()
		require.Empty(t, running)
		return err
	})
}
