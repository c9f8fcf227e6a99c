package customer

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOnlyTheRunInProgressEnds(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", onTicket))
	st.event(at("1d"), "ticket")
	run := st.s.Enrolled["p"][ownSlot].Running
	st.send(at("2d"), Entry{Source: SourceTend, Type: TypeRunFinished, Data: data("playbook", "p", "run", "r-other")})
	st.send(at("2d"), Entry{Source: "client", Type: TypeRunFinished, Data: data("playbook", "p", "run", run)})
	st.send(at("2d"), Entry{Source: SourceTend, Type: TypeRunFinished})
	require.Equal(t, run, st.s.Enrolled["p"][ownSlot].Running)
	require.Equal(t, true, st.fact(at("2d"), "running", "p"))
	st.finish(at("3d"), "p")
	require.Equal(t, Slot{Ended: at("3d")}, *st.s.Enrolled["p"][ownSlot])
	require.Equal(t, false, st.fact(at("3d"), "running", "p"))
}
