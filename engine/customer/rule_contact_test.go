package customer

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// perContact is a playbook that enrols contacts.
func perContact(name, body string) string { return play(name, "  per = \"contact\"\n"+body) }

// staff is contacts with their roles.
func staff(roles ...string) []any {
	var all []any
	for i := 0; i < len(roles); i += 2 {
		all = append(all, data("id", roles[i], "attributes", data("role", roles[i+1])))
	}
	return all
}

// staffed is a story of an account with two users and a champion.
func staffed(tb testing.TB, playbooks ...string) *scenario {
	tb.Helper()
	st := customer(tb, playbooks...)
	st.update(at("1h"), map[string]any{"status": "customer", "ltv": 5000.0, "seats": 4.0}, staff("ann", "user", "kim", "champion", "zoe", "user")...)
	st.all = nil
	return st
}

// contactOutcomes is what was decided for each contact, a line each.
func contactOutcomes(decisions []Decision) []string {
	lines := summary(decisions)
	for i, d := range decisions {
		lines[i] = d.Contact + ": " + lines[i]
	}
	return lines
}

func TestAnEventAboutAContactEnrolsThatContact(t *testing.T) {
	t.Parallel()
	st := staffed(t, perContact("p", "  trigger \"event\" { event = \"login\" }\n  when = \"contact.role != nil\"\n  enroll { cooldown = \"2d\" }"))
	first := st.login(at("1d"), "kim")
	require.Equal(t, []string{"kim: p enrolled"}, contactOutcomes(first))
	require.Regexp(t, "/event:test:e3/contact:kim$", first[0].Occurrence)
	require.Equal(t, []string{"ann: p enrolled"}, contactOutcomes(st.login(at("1d"), "ann")), "each has a run of its own")
	again := st.login(at("1d1h"), "kim")
	require.Equal(t, []string{"kim: p skipped already_running"}, contactOutcomes(again))
	require.Equal(t, "Run "+RunID(first[0].Occurrence)+" of the playbook with the contact \"kim\" is still in progress.", again[0].Detail)
	require.Equal(t, []string{"stranger: p skipped condition"}, contactOutcomes(st.login(at("1d"), "stranger")))

	end := Entry{Source: SourceTend, Type: TypeRunFinished, Contact: "kim", Data: data("playbook", "p", "run", RunID(first[0].Occurrence))}
	st.send(at("2d"), end)
	require.Equal(t, true, st.fact(at("2d"), "running", "p"))
	require.Equal(t, []string{"kim: p skipped cooldown"}, contactOutcomes(st.login(at("4d").Add(-time.Second), "kim")), "the cooldown is the contact's")
	require.Equal(t, []string{"ann: p skipped already_running"}, contactOutcomes(st.login(at("4d").Add(-time.Second), "ann")))
	require.Equal(t, []string{"kim: p enrolled"}, contactOutcomes(st.login(at("4d"), "kim")))
}

func TestTriggersAboutTheAccountFireForEachContact(t *testing.T) {
	t.Parallel()
	st := staffed(t,
		perContact("bought", `  trigger "event" {
    event = "contract_signed"
    when  = "contact.role == 'user'"
  }`),
		perContact("moved", `  trigger "tier" { leaves = "high" }`),
		perContact("clock", `  trigger "schedule" { at = "2026-03-10" }`),
	)
	decisions := st.event(at("1d"), "contract_signed")
	require.Equal(t, []string{"ann: bought enrolled", "kim: bought skipped trigger_condition", "zoe: bought enrolled"}, contactOutcomes(decisions))
	require.Equal(t, `The trigger's condition is not met: contact.role is "champion".`, decisions[1].Detail)
	moved := st.update(at("2d"), map[string]any{"status": "customer", "ltv": 1.0})
	require.Equal(t, []string{"ann: moved enrolled", "kim: moved enrolled", "zoe: moved enrolled"}, contactOutcomes(moved))
	require.Len(t, occurrences(moved), 3)
	require.Len(t, st.advance(at("10d")), 3)
	require.Len(t, st.s.Running(), 8)
}

func occurrences(decisions []Decision) map[string]bool {
	all := map[string]bool{}
	for _, d := range decisions {
		all[d.Occurrence] = true
	}
	return all
}

func TestWithoutAContactThereIsAReason(t *testing.T) {
	t.Parallel()
	st := customer(t, perContact("p", onTicket+"\n  trigger \"event\" { event = \"login\" }"))
	decisions := st.event(at("1d"), "ticket")
	require.Equal(t, []string{": p skipped no_contact"}, contactOutcomes(decisions))
	require.Equal(t, "The playbook enrols contacts, and the account has none.", decisions[0].Detail)
	decisions = st.event(at("1d"), "login")
	require.Equal(t, []string{": p skipped no_contact"}, contactOutcomes(decisions))
	require.Equal(t, "The playbook enrols contacts, and it is not known which one is meant.", decisions[0].Detail)
}

func TestTheEndOfAContactsRunIsAboutThatContact(t *testing.T) {
	t.Parallel()
	st := staffed(t,
		perContact("first", `  trigger "event" { event = "login" }`),
		perContact("then", `  trigger "playbook" { playbook = "first" }`),
		play("account", "  trigger \"playbook\" { playbook = \"first\" }\n  when = \"contact.role == 'champion'\""),
	)
	run := RunID(st.login(at("1d"), "kim")[0].Occurrence)
	ended := st.send(at("2d"), Entry{Source: SourceTend, Type: TypeRunFinished, Contact: "kim", Data: data("playbook", "first", "run", run)})
	require.Equal(t, []string{"kim: account enrolled", "kim: then enrolled"}, contactOutcomes(ended))
}

func TestEachContactIsHeldOnItsOwn(t *testing.T) {
	t.Parallel()
	st := staffed(t, perContact("p", "  trigger \"event\" { event = \"login\" }\n  trigger \"event\" { event = \"ticket\" }\n  enroll { hold = \"5d\" }"))
	run := RunID(st.login(at("1d"), "kim")[0].Occurrence)
	require.Equal(t, []string{"ann: p enrolled", "kim: p pending already_running", "zoe: p enrolled"}, contactOutcomes(st.event(at("2d"), "ticket")))
	ended := st.send(at("3d"), Entry{Source: SourceTend, Type: TypeRunFinished, Data: data("playbook", "p", "run", run)})
	require.Equal(t, []string{"kim: p enrolled"}, contactOutcomes(ended))
}

func TestAContactWhoLeftWhileItWaitedIsNotEnrolled(t *testing.T) {
	t.Parallel()
	st := staffed(t, perContact("p", onTicket+"\n  enroll { hold = \"5d\" }"))
	run := RunID(st.event(at("1d"), "ticket")[0].Occurrence)
	require.Equal(t, []string{"ann: p pending already_running", "kim: p pending already_running", "zoe: p pending already_running"}, contactOutcomes(st.event(at("2d"), "ticket")))
	st.update(at("2d"), map[string]any{"status": "customer"}, staff("kim", "champion")...)
	left := st.send(at("3d"), Entry{Source: SourceTend, Type: TypeRunFinished, Data: data("playbook", "p", "run", run)})
	require.Equal(t, []string{"ann: p skipped no_contact", "zoe: p skipped no_contact"}, contactOutcomes(left))
	require.Equal(t, `The contact "ann" is not one of the account's any more.`, left[0].Detail)
}

// The enrolment of a contact takes no events about others, not for its goals either.
func TestAGoalOfAContactIsReachedByEventsAboutThatContact(t *testing.T) {
	t.Parallel()
	answers := goal("answered", "    event  = \"nps\"\n    within = \"10d\"")
	st := staffed(t, perContact("p", "  trigger \"event\" { event = \"login\" }\n"+answers), play("q", "  trigger \"event\" { event = \"login\" }\n"+answers))
	st.login(at("1d"), "kim")
	st.s.TakeGoals()
	st.send(at("2d"), Entry{Type: "nps", Contact: "ann", Data: data("score", 9.0)})
	require.Equal(t, "q", st.s.TakeGoals()[0].Playbook, "that of an account takes those about anybody")
	require.Len(t, st.s.Tracked, 1)
	st.s = stored(t, st.s)
	st.send(at("3d"), Entry{Type: "nps", Contact: "kim", Data: data("score", 9.0)})
	goals := st.s.TakeGoals()
	require.Len(t, goals, 1)
	require.Equal(t, Reached, goals[0].Outcome)
	require.Equal(t, at("3d"), goals[0].At)
}
