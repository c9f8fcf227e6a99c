package customer

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAPlaybookFollowsAnother(t *testing.T) {
	t.Parallel()
	st := customer(t, play("first", `
  trigger "event" { event = "contract_signed" }
  exit "connected" { event = "connected" }`), play("second", `
  trigger "playbook" {
    playbook = "first"
    outcome  = "connected"
  }`), play("third", `
  trigger "playbook" { playbook = "first" }`))
	st.event(at("1d"), "contract_signed")
	run := st.s.Enrolled["first"][ownSlot].Running
	st.send(at("2d"), Entry{Source: SourceTend, Type: TypeRunFinished, Data: data("playbook", "first", "run", run, "outcome", "exited", "detail", "connected")})
	require.Equal(t, []string{"first enrolled", "second enrolled", "third enrolled"}, summary(st.all))
	require.Equal(t, "connected", st.all[1].Values["outcome"])

	st.event(at("3d"), "contract_signed")
	run = st.s.Enrolled["first"][ownSlot].Running
	st.send(at("4d"), Entry{Source: SourceTend, Type: TypeRunFinished, Data: data("playbook", "first", "run", run, "outcome", "completed")})
	require.Equal(t, []string{"first enrolled", "third skipped already_running"}, summary(st.all[3:]))
	st.send(at("4d"), Entry{Source: "crm", ID: "forged", Type: TypeRunFinished, Data: data("playbook", "first", "run", "x", "outcome", "completed")})
	require.Len(t, st.all, 5, "only we know of ends")
}

// A run that starts changes what `running` says at the same instant.
func TestAStartIsAFactForOthers(t *testing.T) {
	t.Parallel()
	st := customer(t, play("first", `  trigger "event" { event = "contract_signed" }`),
		play("second", `  trigger "becomes" { when = "running.first" }`))
	st.event(at("1d"), "contract_signed")
	require.Equal(t, []string{"first enrolled", "second enrolled"}, summary(st.all))
	require.Equal(t, st.all[0].At, st.all[1].At)
}
