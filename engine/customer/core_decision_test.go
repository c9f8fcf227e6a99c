package customer

import (
	"testing"

	"github.com/stretchr/testify/require"
)

const onTicket = `  trigger "event" { event = "ticket" }`

func TestPlaybooksDecideByPriorityThenName(t *testing.T) {
	t.Parallel()
	st := customer(
		t,
		play("a", onTicket+"\n  when = \"!running.z\""), play("c", onTicket), play("b", onTicket),
		play("z", onTicket+"\n  priority = 9"), play("y", onTicket+"\n  priority = -1"),
	)
	decisions := st.event(at("1d"), "ticket")
	require.Equal(t, []string{"z enrolled", "a skipped condition", "b enrolled", "c enrolled", "y enrolled"}, summary(decisions))
	require.Equal(t, "The playbook's condition is not met: running.z is true.", decisions[1].Detail)
}

func TestAnEventIsOneOccurrenceOfEachTrigger(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", onTicket+"\n  trigger \"event\" {\n    event = \"ticket\"\n    when = \"event.level > 1\"\n  }"))
	decisions := st.send(at("1d"), Entry{Source: "desk/1", ID: "a b", Type: "ticket", Contact: "kim", Data: data("level", 2.0)})
	require.Equal(t, []string{"p enrolled", "p skipped already_running"}, summary(decisions))
	first := decisions[0]
	require.Equal(t, "acme/p/"+st.core.byEvent["ticket"].triggers[0].Hash+"/event:desk%2F1:a b", first.Occurrence)
	require.Equal(t, "kim", first.Contact)
	require.Equal(t, "desk/1", first.CauseSource)
	require.Equal(t, "a b", first.CauseID)
	require.Equal(t, RunID(first.Occurrence), st.s.Enrolled["p"][ownSlot].Running)
	require.Regexp(t, `^r-[0-9a-f]{26}$`, RunID(first.Occurrence))
	require.InDelta(t, 2, first.Values["event"].(map[string]any)["level"], 0)

	again := st.log[len(st.log)-1]
	require.Empty(t, st.core.Apply(st.s, again), "an entry that was folded in changes nothing")
}

func TestTriggersKnowTheContact(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", "  trigger \"event\" {\n    event = \"login\"\n    when = \"contact.role == 'champion'\"\n  }"))
	st.update(at("1h"), map[string]any{"status": "customer"}, data("id", "kim", "attributes", data("role", "champion")))
	require.Equal(t, []string{"p skipped trigger_condition"}, summary(st.login(at("2h"), "stranger")))
	require.Equal(t, []string{"p enrolled"}, summary(st.login(at("3h"), "kim")))
}
