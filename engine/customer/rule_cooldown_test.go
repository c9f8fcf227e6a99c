package customer

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCooldownCountsFromTheEndOfTheRun(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", onTicket+"\n  enroll { cooldown = \"2d\" }"))
	require.Equal(t, []string{"p enrolled"}, summary(st.event(at("1d"), "ticket")))
	running := st.event(at("5d"), "ticket")
	require.Equal(t, []string{"p skipped already_running"}, summary(running))
	require.Contains(t, running[0].Detail, st.s.Enrolled["p"][ownSlot].Running)

	st.finish(at("6d"), "p")
	cooling := st.event(at("8d").Add(-time.Second), "ticket")
	require.Equal(t, []string{"p skipped cooldown"}, summary(cooling))
	require.Equal(t, "The last run ended on 2026-03-09 09:00, and the cooldown of 2d lasts until 2026-03-11 09:00.", cooling[0].Detail)
	require.Equal(t, []string{"p enrolled"}, summary(st.event(at("8d"), "ticket")))
}

func TestNeverMeansOnce(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", onTicket+"\n  enroll { cooldown = \"never\" }"))
	require.Len(t, st.event(at("1d"), "ticket"), 1)
	st.finish(at("2d"), "p")
	decisions := st.event(at("900d"), "ticket")
	require.Equal(t, []string{"p skipped cooldown"}, summary(decisions))
	require.Equal(t, "The playbook runs once, and its run ended on 2026-03-05 09:00.", decisions[0].Detail)
}

// What lasts seconds is told to the second.
func TestAShortCooldownIsToldToTheSecond(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", onTicket+"\n  enroll { cooldown = \"20s\" }"))
	st.event(at("1h"), "ticket")
	st.finish(at("1h").Add(time.Second), "p")
	now := at("1h").Add(11 * time.Second)
	w, err := st.core.Why(st.s, "p", now, func(string) *Entry { return nil })
	require.NoError(t, err)
	require.Regexp(t, `The last run ended on .* \d\d:\d\d:01, and the cooldown of 20s lasts until .* \d\d:\d\d:21\.`, w.Summary)
}
