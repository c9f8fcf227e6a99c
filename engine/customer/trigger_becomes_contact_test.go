package customer

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// steady is a segment that time alone makes a contact enter.
const steady = `
segment "steady" {
  of   = "contact"
  when = "contact.role == 'champion'"
  hold = "2d"
}
`

func TestWhatBecomesTrueOfEachContact(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		playbook string
		happens  func(st *scenario)
		want     []string
	}{
		"of one, with its third event": {
			threeLogins,
			func(st *scenario) { st.login(at("2d"), "kim", "ann", "kim", "ann", "zoe", "kim") },
			[]string{"03-05 09:00:00 kim"},
		},
		"of two at one instant": {
			threeLogins,
			func(st *scenario) { st.login(at("2d"), "kim", "ann", "kim", "ann", "ann", "kim") },
			[]string{"03-05 09:00:00 ann", "03-05 09:00:00 kim"},
		},
		"once until it was false": {
			threeLogins,
			func(st *scenario) {
				st.login(at("2d"), "kim", "kim", "kim", "kim")
				st.login(at("20d"), "kim", "kim", "kim")
			},
			[]string{"03-05 09:00:00 kim", "03-23 09:00:00 kim"},
		},
		"of a stranger it isn't asked": {
			threeLogins,
			func(st *scenario) { st.login(at("2d"), "bob", "bob", "bob") },
			[]string{},
		},
		"of whom it is true when it comes": {
			threeLogins,
			func(st *scenario) {
				st.login(at("2d"), "bob", "bob", "bob")
				st.contacts(at("3d"), "bob", "user", "kim", "champion")
			},
			[]string{"03-06 09:00:00 bob"},
		},
		"for so long": {championFor, func(*scenario) {}, []string{"03-06 10:00:00 kim"}},
		"until one second before": {
			championFor, func(st *scenario) { st.contacts(at("3d1h").Add(-time.Second), "kim", "user") }, []string{},
		},
		"until the very instant": {
			championFor, func(st *scenario) { st.contacts(at("3d1h"), "kim", "user") }, []string{"03-06 10:00:00 kim"},
		},
		"who leaves and comes back": {
			championFor,
			func(st *scenario) {
				st.contacts(at("3d"))
				st.contacts(at("4d"), "kim", "champion")
			},
			[]string{"03-10 09:00:00 kim"},
		},
		"a segment of contacts": {
			perContact("p", `  trigger "becomes" { when = "segment.lively && account.seats > 3" }`),
			func(st *scenario) { st.login(at("2d"), "kim", "ann", "kim", "kim") },
			[]string{"03-05 09:00:00 kim"},
		},
		"a segment of contacts, after its hold": {
			steady + perContact("p", `  trigger "becomes" { when = "segment.steady" }`), func(*scenario) {}, []string{"03-05 10:00:00 kim"},
		},
		"a fact of the account, for all": {
			perContact("p", `  trigger "becomes" { when = "metric.tickets_30d > 0 && contact.role == 'user'" }`),
			func(st *scenario) { st.event(at("2d"), "ticket") },
			[]string{"03-05 09:00:00 ann", "03-05 09:00:00 zoe"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := withContacts(t, test.playbook)
			test.happens(st)
			st.advance(at("60d"))
			got := fires(st)
			slices.Sort(got)
			require.Equal(t, test.want, got)
		})
	}
}

// It turns true again when the bucket leaves that held the contact's logins, and no sooner.
func TestWhatBecomesTrueOfAContactWhenABucketLeaves(t *testing.T) {
	t.Parallel()
	st := withContacts(t, perContact("p", `  trigger "becomes" { when = "metric.logins_7d == 0 && contact.role == 'champion'" }`))
	st.login(at("2h"), "kim", "ann")
	st.finish(at("3h"), "p")
	w := st.core.metrics["logins_7d"].window("acme")
	leaves := w.Leaves(w.Bucket(at("2h")))
	st.advance(leaves.Add(-time.Second))
	require.Empty(t, st.all)
	evaluated := countEvaluations(st.core)
	st.advance(leaves)
	require.Equal(t, []string{"kim: p enrolled"}, contactOutcomes(st.all))
	require.Equal(t, leaves, st.all[0].At)
	require.Equal(t, 2, *evaluated, "those whose logins left")
}
