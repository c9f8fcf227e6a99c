package customer

import (
	"testing"

	"github.com/stretchr/testify/require"
)

const crowds = `
segment "busy" { when = "metric.tickets_30d >= 2" }
segment "small" { when = "account.seats < 3" }
segment "admins" {
  of   = "contact"
  when = "contact.role == 'champion' && account.seats > 1"
  hold = "2d"
}
segment "users" {
  of   = "contact"
  when = "contact.role == 'user'"
}
`

func TestAnAccountEntersAndLeavesSegments(t *testing.T) {
	t.Parallel()
	st := staffed(t, crowds,
		play("joined", `  trigger "segment" { enters = ["busy", "small"] }`),
		play("out", `  trigger "segment" { leaves = "busy" }`),
	)
	require.Empty(t, st.event(at("1d"), "ticket"))
	entered := st.event(at("2d"), "ticket")
	require.Equal(t, []string{"joined enrolled"}, summary(entered))
	require.Equal(t, "busy", entered[0].Values["segment"])
	require.Equal(t, "The account entered the segment busy.", entered[0].Detail)
	require.Empty(t, st.event(at("3d"), "ticket"), "it is in it")
	st.finish(at("4d"), "joined")
	st.update(at("5d"), map[string]any{"status": "customer", "seats": 2.0})
	require.Equal(t, "small", st.all[len(st.all)-1].Values["segment"])
	left := st.advance(at("40d"))
	require.Equal(t, []string{"out enrolled"}, summary(left), "time does it too")
	require.Equal(t, "The account left the segment busy.", left[0].Detail)
}

func TestContactsEnterAndLeaveSegments(t *testing.T) {
	t.Parallel()
	st := staffed(t, crowds,
		perContact("welcome", `  trigger "segment" { enters = "admins" }`),
		perContact("bye", `  trigger "segment" { leaves = ["admins", "users"] }`),
		play("account", "  trigger \"segment\" { enters = \"users\" }\n  when = \"contact.role == 'user'\"\n  enroll { key = \"contact.id\" }"),
	)
	require.Equal(t, []string{"kim: welcome enrolled"}, contactOutcomes(st.advance(at("3d"))), "when the hold is over")
	require.Equal(t, `The contact "kim" entered the segment admins.`, st.all[0].Detail)

	attributes := map[string]any{"status": "customer", "seats": 4.0}
	moved := st.update(at("4d"), attributes, staff("ann", "champion", "kim", "user", "zoe", "user")...)
	require.Equal(t, []string{"kim: account enrolled", "kim: bye enrolled", "ann: bye enrolled"}, contactOutcomes(moved), "two of them at one instant")
	require.Equal(t, []string{"admins", "users"}, []string{moved[1].Values["segment"].(string), moved[2].Values["segment"].(string)})
	require.Equal(t, "kim", moved[0].Key)
	require.Len(t, occurrences(moved), 3)
	require.Equal(t, []string{"ann: welcome enrolled"}, contactOutcomes(st.advance(at("7d"))))
}

func TestWhoIsInASegmentAlreadyDidNotEnter(t *testing.T) {
	t.Parallel()
	st := staffed(t, crowds)
	st.event(at("1d"), "ticket")
	st.event(at("1d"), "ticket")
	st.core = New(load(t, company, crowds, play("joined", `  trigger "segment" { enters = "busy" }`), perContact("users", `  trigger "segment" { enters = "users" }`)), 2, everSeen)
	st.core.Rebase(st.s, nil, at("2d"))
	past := Entry{Source: SourceTend, Type: TypeAccountUpdated, Data: map[string]any{"contacts": staff("bob", "user")}, Imported: true}
	require.Empty(t, st.send(at("3d"), past))
	require.Empty(t, st.advance(at("4d")))
	require.Equal(t, []string{"eve: users enrolled"}, contactOutcomes(st.update(at("5d"), map[string]any{"status": "customer"}, staff("bob", "user", "eve", "user")...)))
}

// A group is of all contacts: what one of them does can move another.
func TestASegmentOfContactsReadsAGroup(t *testing.T) {
	t.Parallel()
	st := staffed(t, `
metric "logins_7d" {
  of     = "contact"
  event  = "login"
  window = "7d"
}
contacts "active" { when = "metric.logins_7d >= 1" }
segment "alone" {
  of   = "contact"
  when = "metric.logins_7d >= 1 && len(contacts.active) < 2"
}
`, perContact("p", `  trigger "segment" { leaves = "alone" }`))
	require.Empty(t, st.login(at("1d"), "ann"))
	require.Equal(t, []string{"ann: p enrolled"}, contactOutcomes(st.login(at("2d"), "kim")))
}
