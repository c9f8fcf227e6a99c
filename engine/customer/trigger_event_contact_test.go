package customer

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var (
	thriceIn7d    = perContact("p", "  trigger \"event\" {\n    event  = \"login\"\n    count  = 3\n    within = \"7d\"\n  }")
	loginDebounce = loginDebounceOf("p")
)

func loginDebounceOf(playbook string) string {
	return perContact(playbook, "  trigger \"event\" {\n    event    = \"login\"\n    debounce = \"10m\"\n  }")
}

func TestTheEventsOfEachContactAreCounted(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		happens func(st *scenario)
		want    []string
	}{
		"of one": {
			func(st *scenario) { st.login(at("2d"), "kim", "ann", "kim", "zoe", "ann", "kim", "kim") },
			[]string{"03-05 09:00:00 kim"},
		},
		"of two at one instant": {
			func(st *scenario) { st.login(at("2d"), "kim", "ann", "kim", "ann", "ann", "kim") },
			[]string{"03-05 09:00:00 ann", "03-05 09:00:00 kim"},
		},
		"anew": {
			func(st *scenario) { st.login(at("2d"), "kim", "kim", "kim", "kim", "kim", "kim") },
			[]string{"03-05 09:00:00 kim", "03-05 09:00:00 kim"},
		},
		"one second before the first is out": {
			func(st *scenario) { st.login(at("2d"), "kim", "kim"); st.login(at("9d").Add(-time.Second), "kim") },
			[]string{"03-12 08:59:59 kim"},
		},
		"when the first is out": {
			func(st *scenario) { st.login(at("2d"), "kim", "kim"); st.login(at("9d"), "kim") },
			[]string{},
		},
		"of a stranger": {
			func(st *scenario) {
				st.login(at("2d"), "bob", "bob", "bob", "bob")
				st.contacts(at("3d"), "bob", "user")
				st.login(at("4d"), "bob", "bob")
			},
			[]string{},
		},
		"of nobody": {
			func(st *scenario) {
				st.event(at("2d"), "login")
				st.event(at("2d"), "login")
				st.event(at("2d"), "login")
			},
			[]string{},
		},
		"of one who leaves and comes back": {
			func(st *scenario) {
				st.login(at("2d"), "kim", "kim")
				st.contacts(at("3d"))
				st.contacts(at("4d"), "kim", "user")
				st.login(at("5d"), "kim")
			},
			[]string{},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := withContacts(t, thriceIn7d)
			test.happens(st)
			require.Equal(t, test.want, fires(st))
			require.Len(t, occurrences(st.all), len(test.want))
		})
	}
}

func TestTheDebounceOfEachContact(t *testing.T) {
	t.Parallel()
	minute := time.Minute
	for name, test := range map[string]struct {
		happens func(st *scenario)
		want    []string // with the ID of the event that it fires with
	}{
		"of two": {
			func(st *scenario) { st.login(at("2d"), "kim"); st.login(at("2d").Add(9*minute), "ann", "kim") },
			[]string{"03-05 09:19:00 ann e4", "03-05 09:19:00 kim e5"},
		},
		"one second before the end": {
			func(st *scenario) { st.login(at("2d"), "kim"); st.login(at("2d").Add(10*minute-time.Second), "kim") },
			[]string{"03-05 09:19:59 kim e4"},
		},
		"at the very instant": {
			func(st *scenario) { st.login(at("2d"), "kim"); st.login(at("2d").Add(10*minute), "kim") },
			[]string{"03-05 09:10:00 kim e3", "03-05 09:20:00 kim e4"},
		},
		"of a stranger": {func(st *scenario) { st.login(at("2d"), "bob") }, []string{}},
		"of one who leaves": {
			func(st *scenario) { st.login(at("2d"), "kim", "ann"); st.contacts(at("2d").Add(minute), "ann", "user") },
			[]string{"03-05 09:10:00 ann e4"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := withContacts(t, loginDebounce)
			test.happens(st)
			st.s = stored(t, st.s)
			st.advance(at("60d"))
			lines := fires(st)
			for i, d := range st.all {
				lines[i] += " " + d.Values["event"].(map[string]any)["id"].(string)
				require.Equal(t, d.Contact, d.Values["event"].(map[string]any)["contact"].(map[string]any)["id"])
			}
			require.Equal(t, test.want, lines)
			require.Empty(t, st.s.Triggers)
		})
	}
}

// A count of the account's events is about all of its contacts.
func TestACountOfTheAccountFiresForEachContact(t *testing.T) {
	t.Parallel()
	st := withContacts(t, perContact("p", threeTickets))
	st.event(at("2d"), "ticket")
	st.event(at("2d"), "ticket")
	require.Equal(t, []string{"ann: p enrolled", "kim: p enrolled", "zoe: p enrolled"}, contactOutcomes(st.event(at("2d"), "ticket")))
}

func TestImportedEventsOfContactsAreNotCounted(t *testing.T) {
	t.Parallel()
	st := withContacts(t, thriceIn7d)
	st.send(at("2d"), Entry{Type: "login", Contact: "kim", Imported: true})
	st.login(at("2d"), "kim", "kim")
	require.Empty(t, st.all)
	st.core = New(load(t, company, ofContacts, thriceIn7d, loginDebounceOf("q")), 2, everSeen)
	st.core.Rebase(st.s, slices.Values(st.log), at("3d"))
	require.Empty(t, st.advance(at("4d")))
	require.Equal(t, []string{"kim: p enrolled"}, contactOutcomes(st.login(at("4d"), "kim")), "an edit elsewhere takes nothing from the count")
	require.Equal(t, []string{"kim: q enrolled"}, contactOutcomes(st.advance(at("5d"))))
}

// However many contacts' debounces an edit takes away, each is skipped with a reason.
func TestAllDebouncesThatAnEditTakesAwayAreSkipped(t *testing.T) {
	t.Parallel()
	st := withContacts(t, loginDebounce)
	var all, roles []string
	for i := range MaxHeld + 50 {
		all = append(all, fmt.Sprint("user", i))
		roles = append(roles, all[i], "user")
	}
	st.contacts(at("1d"), roles...)
	st.check = nil
	st.login(at("2d"), all...)
	st.edited(at("2d"), company, ofContacts)
	st.advance(at("3d"))
	require.Len(t, occurrences(st.all), len(all))
	for _, d := range st.all {
		require.Equal(t, ReasonGone, d.Reason)
	}
	require.Empty(t, st.s.Held)
}
