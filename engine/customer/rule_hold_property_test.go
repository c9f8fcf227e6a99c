package customer

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// patient is playbooks that refuse for now for every reason, with and without a hold.
var patient = []string{
	play("key", onTicket+"\n  enroll {\n    key      = \"event.level\"\n    cooldown = \"2d\"\n    hold     = \"5d\"\n  }"),
	play("slow", onTicket+"\n  priority = 3\n  enroll {\n    exclusive = \"one\"\n    cooldown  = \"1d\"\n    hold      = \"4d\"\n  }"),
	play("fast", onTicket+"\n  trigger \"event\" { event = \"connected\" }\n  when = \"account.seats > 1\"\n  enroll {\n    exclusive = \"one\"\n    hold      = \"3d\"\n  }"),
	perContact("greet", "  trigger \"event\" { event = \"login\" }\n  trigger \"event\" { event = \"ticket\" }\n  when = \"contact.id != 'c'\"\n  enroll {\n    cooldown = \"12h\"\n    hold     = \"1d\"\n  }"),
	play("hasty", "  trigger \"event\" { event = \"connected\" }\n  priority = 9\n  enroll { exclusive = \"one\" }"),
}

// longestHold is the longest hold of the patient.
const longestHold = 5 * 24 * time.Hour

func TestHeldOccurrencesAreDecidedOnceAndInTime(t *testing.T) {
	t.Parallel()
	core := New(load(t, append([]string{company}, patient...)...), 1, everSeen)
	rapid.Check(t, func(r *rapid.T) {
		st := &scenario{tb: t, core: core, s: core.Fresh("acme", start)}
		st.update(start, map[string]any{"status": "customer", "seats": 4.0}, data("id", "a"), data("id", "c"))
		st.happen(r)
		st.advance(st.s.Now.Add(longestHold))
		require.Empty(r, st.s.Held)

		fired, decided := map[string]time.Time{}, map[string]bool{}
		for _, d := range st.all {
			require.False(r, decided[d.Occurrence], "decided for good: %s", d.Occurrence)
			if _, again := fired[d.Occurrence]; !again {
				fired[d.Occurrence] = d.At
			}
			require.Equal(r, d.WasHeld(), !fired[d.Occurrence].Equal(d.At))
			require.LessOrEqual(r, d.At.Sub(fired[d.Occurrence]), longestHold)
			decided[d.Occurrence] = d.Outcome != Pending
		}
		for occurrence, at := range fired {
			require.True(r, decided[occurrence], "never decided: %s of %s", occurrence, at)
		}
	})
}

// Whatever waits would be refused for now, if it were asked: nothing that may enrol is missed.
func TestNothingWaitsThatCouldEnrol(t *testing.T) {
	t.Parallel()
	core := New(load(t, append([]string{company}, patient...)...), 1, everSeen)
	rapid.Check(t, func(r *rapid.T) {
		st := &scenario{tb: t, core: core, s: core.Fresh("acme", start)}
		st.update(start, map[string]any{"status": "customer", "seats": 4.0}, data("id", "a"), data("id", "c"))
		st.check = func() {
			require.Equal(r, encoded(r, st.s), encoded(r, stored(r, st.s)), "storing is the identity")
			for _, h := range st.s.Held {
				require.True(r, h.Due.After(st.s.Now))
				t := core.newEvaluation(st.s, st.s.Now, true)
				d, _ := t.decision(occurrence{Decision: h.Decision, trigger: core.playbooksByName[h.Playbook].fired(&h.Decision)})
				require.NotEqual(r, Enrol, d.Outcome, "%s could be enrolled", h.Occurrence)
			}
			exclusive := 0
			for _, name := range []string{"slow", "fast", "hasty"} {
				if st.s.Enrolled[name].running() {
					exclusive++
				}
			}
			require.LessOrEqual(r, exclusive, 1)
		}
		st.happen(r)
	})
}
