package customer

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What was so when a definition was edited isn't told as if it had fired.
func TestAStatusAfterAnEdit(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ before, after, says string }{
		"becomes": {
			"trigger \"becomes\" {\n  when = \"account.seats > 3\"\n  after = \"5d\"\n}", "trigger \"becomes\" {\n  when = \"account.seats > 3\"\n  after = \"6d\"\n}",
			"It was true already on 2026-03-04 09:00, when the trigger was added or edited, history was imported, or the first event of its kind arrived in the workspace: that doesn't count. " +
				"It fires when it was false and becomes true again.",
		},
		"inactivity": {
			"trigger \"inactivity\" {\n  event = \"ticket\"\n  after = \"9d\"\n}", "trigger \"inactivity\" {\n  event = \"ticket\"\n  after = \"1d\"\n}",
			"The time was over on 2026-03-04 09:00 already when the trigger was added or edited, history was imported, or the first event of its kind arrived in the workspace: that doesn't count. " +
				"It fires after the next one.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := customer(t, play("p", c.before))
			st.event(start, "ticket")
			st.update(at("1d"), map[string]any{"status": "customer", "seats": 4.0})
			require.NotContains(t, st.statusOf("1d").Trigger.State, "doesn't count")
			st.edited(at("1d"), company, play("p", c.after))
			require.Contains(t, st.statusOf("2d").Trigger.State, c.says)
			st.advance(at("20d"))
			require.Empty(t, st.all)
		})
	}
	st := customer(t, play("p", "trigger \"becomes\" { when = \"account.seats > 3\" }"))
	require.Len(t, st.all, 1)
	require.Equal(t, "It has been true since 2026-03-03 09:00 and has fired. It fires again when it was false and becomes true again.", st.statusOf("2d").Trigger.State)
}

// A fall that was there when the trigger was edited hasn't fired for it.
func TestAStatusOfAFallAfterAnEdit(t *testing.T) {
	t.Parallel()
	st := newScenario(t, graded, play("p", dropBy15In7d))
	st.grade(start, 90)
	st.grade(at("1d"), 60)
	require.Len(t, st.all, 1)
	require.Contains(t, st.statusOf("1d").Trigger.State, "30 below its maximum of 90. It has fired for this fall")
	st.edited(at("1d"), graded, play("p", strings.Replace(dropBy15In7d, "15", "20", 1)))
	require.Contains(t, st.statusOf("2d").Trigger.State,
		"30 below its maximum of 90. It was so already when the trigger was added or edited, history was imported, or the first event of its kind arrived in the workspace: that doesn't count")
}
