package customer

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// An explanation about one contact, or one value of the key, is of that slot alone.
func TestWhyOfOneContactOrKey(t *testing.T) {
	t.Parallel()
	st := customer(t, perContact("greet", "  trigger \"event\" { event = \"login\" }\n  enroll { cooldown = \"10d\" }"),
		play("keyed", onTicket+"\n  enroll {\n    key      = \"event.level\"\n    cooldown = \"10d\"\n  }"))
	st.login(at("1h"), "a")
	st.finish(at("2h"), "greet")
	st.event(at("1h"), "ticket", "level", 1.0)
	st.finish(at("2h"), "keyed")
	st.login(at("3h"), "c")
	st.event(at("3h"), "ticket", "level", 2.0)
	for name, c := range map[string]struct {
		playbook string
		whom     Subject
		says     string
	}{
		"was in it":          {"greet", Subject{Contact: "a"}, `If a trigger fired now, the contact "a" would not be enrolled. The last run with the contact "a" ended`},
		"is in it":           {"greet", Subject{Contact: "c"}, `The contact "c" is in the playbook: run `},
		"was never in it":    {"greet", Subject{Contact: "b"}, `If a trigger fired now, the contact "b" would be enrolled.`},
		"anybody":            {"greet", Subject{}, "Of the playbook, 1 run is in progress."},
		"a key of before":    {"keyed", Subject{Key: "1"}, `the account, for the key "1", would not be enrolled. The last run for the key "1" ended`},
		"a key that is":      {"keyed", Subject{Key: "2"}, `The account, for the key "2", is in the playbook: run `},
		"a key that is none": {"keyed", Subject{Key: "3"}, `If a trigger fired now, the account, for the key "3", would be enrolled.`},
	} {
		core := st.core.About(c.whom)
		live, err := core.Why(st.s, c.playbook, at("1d"), st.last(c.whom))
		require.NoError(t, err)
		require.Contains(t, live.Summary, c.says, name)
		then, err := core.WhyAt("acme", c.playbook, st.past(), at("1d"))
		require.NoError(t, err)
		require.Equal(t, live.Summary, then.Summary, name)
		require.Equal(t, live.Cases[0].Trigger.State, then.Cases[0].Trigger.State, name)
	}
}

// last is the last event of each type that can be theirs.
func (st *scenario) last(w Subject) func(string) *Entry {
	return func(eventType string) (last *Entry) {
		for i := range st.log {
			if e := &st.log[i]; e.Type == eventType && w.MayConcern(e) {
				last = e
			}
		}
		return last
	}
}
