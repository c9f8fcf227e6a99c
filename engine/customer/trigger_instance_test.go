package customer

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// ofContacts is facts of contacts.
const ofContacts = `
attribute "contact" "joined" { type = date }
attribute "contact" "limit" { type = number }
metric "logins_7d" {
  of     = "contact"
  event  = "login"
  window = "7d"
}
metric "logins_this_month" {
  of     = "contact"
  event  = "login"
  window = "month"
}
segment "lively" {
  of   = "contact"
  when = "metric.logins_7d >= 3"
}
`

var (
	fallsSilent  = perContact("p", silence)
	threeLogins  = perContact("p", `  trigger "becomes" { when = "metric.logins_7d >= 3" }`)
	championFor  = perContact("p", "  trigger \"becomes\" {\n    when  = \"contact.role == 'champion'\"\n    after = \"3d\"\n  }")
	customerData = map[string]any{"status": "customer", "ltv": 5000.0, "seats": 4.0}
)

// fires is when which contacts fired.
func fires(st *scenario) []string {
	lines := firings(st)
	for i, d := range st.all {
		lines[i] += " " + d.Contact
	}
	return lines
}

// withContacts is an account with two users and a champion since the second hour, whose state is the same after each
// entry was stored and read.
func withContacts(tb testing.TB, playbooks ...string) *scenario {
	tb.Helper()
	st := staffed(tb, append([]string{ofContacts}, playbooks...)...)
	st.check = func() { require.Equal(tb, encoded(tb, st.s), encoded(tb, stored(tb, st.s))) }
	return st
}

func (st *scenario) contacts(received time.Time, roles ...string) []Decision {
	st.tb.Helper()
	return st.update(received, customerData, append([]any{}, staff(roles...)...)...)
}

func TestWhatWasSoBeforeIsNobodys(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		playbook string
		added    time.Time
		want     []string
	}{
		"silent before":              {fallsSilent, at("10d1h").Add(time.Millisecond), []string{"03-15 09:00:00 kim"}},
		"silent at the very instant": {fallsSilent, at("10d1h"), []string{"03-13 10:00:00 ann", "03-13 10:00:00 zoe", "03-15 09:00:00 kim"}},
		"silent later":               {fallsSilent, at("10d"), []string{"03-13 10:00:00 ann", "03-13 10:00:00 zoe", "03-15 09:00:00 kim"}},
		"true before":                {championFor, at("3d"), []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := withContacts(t)
			st.login(at("2d"), "kim")
			st.core = New(load(t, company, ofContacts, test.playbook), 2, everSeen)
			st.core.Rebase(st.s, slices.Values(st.log), test.added)
			st.check()
			st.advance(at("60d"))
			require.Equal(t, test.want, fires(st))
			st.check()
		})
	}
}

// An edit that leaves a trigger as it is takes nothing from what it remembers of each contact.
func TestAnEditElsewhereKeepsWhatIsRememberedOfContacts(t *testing.T) {
	t.Parallel()
	st := withContacts(t, fallsSilent)
	st.login(at("2d"), "kim")
	before := encoded(t, st.s.Triggers)
	st.core = New(load(t, company, ofContacts, fallsSilent, play("other", calmAgain)), 2, everSeen)
	st.core.Rebase(st.s, slices.Values(st.log), at("3d"))
	require.Equal(t, before, encoded(t, st.s.Triggers))
	st.core = New(load(t, company, ofContacts), 3, everSeen)
	st.core.Rebase(st.s, slices.Values(st.log), at("3d"))
	require.Empty(t, st.s.Triggers)
	require.Empty(t, st.s.Alarms)
}

func TestImportedContactsFireNothing(t *testing.T) {
	t.Parallel()
	st := withContacts(t, fallsSilent, perContact("q", `  trigger "becomes" { when = "contact.role == 'champion'" }`))
	known := Entry{Source: SourceTend, Type: TypeAccountUpdated, Imported: true, Data: map[string]any{"contacts": staff("bob", "champion", "eve", "champion", "lou", "user")}}
	st.send(at("5d"), known)
	st.send(at("5d"), Entry{Type: "login", Contact: "bob", Time: at("-30d"), Imported: true})
	st.send(at("5d"), Entry{Type: "login", Contact: "eve", Time: at("-1d"), Imported: true})
	require.Empty(t, st.advance(at("9d").Add(-time.Second)))
	st.advance(at("60d"))
	require.Equal(t, []string{"03-12 09:00:00 eve", "03-18 09:00:00 lou"}, fires(st))
	require.Equal(t, []string{"eve: p enrolled", "lou: p enrolled"}, contactOutcomes(st.all))
}

func TestAnEventAsksOnlyWhoseFactsItChanged(t *testing.T) {
	t.Parallel()
	var roles []string
	for _, id := range strings.Fields("ann bob eve kim lou max ned zoe") {
		roles = append(roles, id, "user")
	}
	more := func(id string) []any { return staff(append(slices.Clone(roles), id, "user")...) }
	for name, test := range map[string]struct {
		happens func(st *scenario)
		want    int
	}{
		"an event of a contact":           {func(st *scenario) { st.login(at("2d"), "kim") }, 3},
		"an event of a stranger":          {func(st *scenario) { st.login(at("2d"), "who") }, 0},
		"a fact of the account":           {func(st *scenario) { st.event(at("2d"), "ticket") }, 8},
		"an attribute of the account":     {func(st *scenario) { st.update(at("2d"), map[string]any{"seats": 9.0}, staff(roles...)...) }, 0},
		"a contact who comes":             {func(st *scenario) { st.update(at("2d"), customerData, more("pat")...) }, 4},
		"a contact who changes":           {func(st *scenario) { st.contacts(at("2d"), append(roles[:14:14], "zoe", "champion")...) }, 4},
		"contacts who leave ask no other": {func(st *scenario) { st.contacts(at("2d"), roles[:6]...) }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := withContacts(t, fallsSilent, perContact("a", `  trigger "becomes" { when = "metric.logins_7d >= 3" }`),
				perContact("b", `  trigger "becomes" { when = "segment.lively || metric.logins_7d > 5 || contact.role == 'champion'" }`),
				perContact("c", `  trigger "becomes" { when = "contact.role == 'champion' && metric.tickets_30d > 3" }`))
			st.contacts(at("1d"), roles...)
			n := countEvaluations(st.core)
			test.happens(st)
			require.Equal(t, test.want, *n)
		})
	}
}

// Of a contact of whom nothing is to be remembered nothing is kept.
func TestTriggersAtRestRememberNothingOfContacts(t *testing.T) {
	t.Parallel()
	st := withContacts(t, threeLogins)
	st.login(at("2d"), "kim", "kim")
	require.Empty(t, st.s.Triggers)
	st.login(at("2d"), "kim")
	require.Len(t, st.s.Triggers, 1)
	st.contacts(at("3d"), "ann", "user")
	require.Empty(t, st.s.Triggers, "nor of one who has left")
	require.Empty(t, st.s.Alarms)
}

func TestAContactWhoLeavesWhileItsOccurrenceWaitsIsNotEnrolled(t *testing.T) {
	t.Parallel()
	st := withContacts(t, perContact("p", silence+"\n  enroll {\n    hold     = \"5d\"\n    cooldown = \"1d\"\n  }"))
	st.advance(at("10d1h"))
	st.login(at("10d2h"), "ann")
	st.advance(at("20d2h"))
	require.Equal(t, "ann: p pending already_running", contactOutcomes(st.all)[3])
	run := st.s.Enrolled["p"]["ann/"].Running
	st.contacts(at("21d"), "kim", "champion")
	left := st.send(at("22d"), Entry{Source: SourceTend, Type: TypeRunFinished, Data: data("playbook", "p", "run", run)})
	left = append(left, st.advance(at("25d2h"))...)
	require.Equal(t, []string{"ann: p skipped no_contact"}, contactOutcomes(left))
}

// Contacts whose IDs look like parts of a key are as distinct as any.
func TestContactsWithStrangeIDsAreToldApart(t *testing.T) {
	t.Parallel()
	st := customer(t, ofContacts, fallsSilent)
	ids := []string{"%2F", "/", "/contact:", ":", "a%b", "é"}
	var roles []string
	for _, id := range ids {
		roles = append(roles, id, "user")
		_, contact := splitInstanceKey(instance{&triggerDef{Trigger: st.core.triggerIndex.all[0].Trigger, key: "p/0123"}, id}.key())
		require.Equal(t, id, contact)
	}
	st.contacts(at("1d"), roles...)
	st.login(at("2d"), ids...)
	st.advance(at("60d"))
	var silent []string
	for _, d := range st.all {
		require.True(t, d.At.Equal(at("12d")))
		silent = append(silent, d.Contact)
	}
	require.Equal(t, ids, silent)
	require.Len(t, occurrences(st.all), len(ids))
}
