package customer

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Who was heard of lately isn't forgotten for somebody of long ago, when a new metric is filled back.
func TestARefillForgetsNobodyHeardOfLately(t *testing.T) {
	const two = `
event "visit" { about = "contact" }
metric "logins_7d" {
  of     = "contact"
  event  = "login"
  window = "30d"
}
`
	const more = two + `
metric "visits_60d" {
  of     = "contact"
  event  = "visit"
  window = "60d"
}
`
	st := customer(t, two)
	const n = MaxContactFacts
	// Long ago many visited, of whom nothing is remembered.
	for i := range n {
		e := st.loggedIn(at("1d"), fmt.Sprintf("old%05d", i), at("1d"))
		e.Type = "visit"
		st.log = append(st.log, e)
		st.core.Take(st.s, e)
	}
	// Lately as many logged in as are remembered.
	for i := range n {
		e := st.loggedIn(at("9d"), fmt.Sprintf("new%05d", i), at("9d"))
		st.log = append(st.log, e)
		st.core.Take(st.s, e)
	}
	e := st.loggedIn(at("10d"), "old00000", at("10d"))
	e.Type, e.Contact = "ticket", ""
	st.log = append(st.log, e)
	st.core.Take(st.s, e)
	st.core.Schedule(st.s)
	require.Len(t, st.s.ContactFacts, n)
	New(load(t, company, more), 2, everSeen).Rebase(st.s, slices.Values(st.log), at("11d"))
	lately := 0
	for id := range st.s.ContactFacts {
		if strings.HasPrefix(id, "new") {
			lately++
		}
	}
	require.GreaterOrEqual(t, lately, n-1, "who was heard of long ago makes room")
}
