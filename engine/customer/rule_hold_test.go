package customer

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// waits is a playbook of tickets that keeps for two weeks what it can't take now.
const waits = onTicket + "\n  enroll {\n    cooldown = \"3d\"\n    hold     = \"14d\"\n  }"

func TestWhatIsRefusedForNowIsAskedAgain(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", waits))
	st.event(at("1d"), "ticket")
	held := st.event(at("2d"), "ticket", "level", 2.0)
	require.Equal(t, []string{"p pending already_running"}, summary(held))

	cooling := st.finish(at("5d"), "p")
	require.Equal(t, []string{"p pending cooldown"}, summary(cooling), "the run's end is when it is asked again")
	require.Equal(t, held[0].Occurrence, cooling[0].Occurrence)
	require.Equal(t, at("5d"), cooling[0].At)
	require.Equal(t, at("8d"), st.core.nextHeld(st.s), "and the cooldown's end")
	require.Empty(t, st.advance(at("8d").Add(-time.Second)))

	enrolled := st.advance(at("8d"))
	require.Equal(t, []string{"p enrolled"}, summary(enrolled))
	require.Equal(t, held[0].Occurrence, enrolled[0].Occurrence)
	require.Equal(t, held[0].CauseID, enrolled[0].CauseID)
	require.Equal(t, held[0].Values, enrolled[0].Values, "the run gets what the trigger brought")
	require.Equal(t, at("8d"), enrolled[0].At)
	require.Empty(t, st.s.Held)
}

// nextHeld is when the first held occurrence is decided again.
func (c *Core) nextHeld(s *State) time.Time {
	due := time.Time{}
	for _, h := range s.Held {
		due = earliest(due, h.Due)
	}
	return due
}

func TestAHoldIsOver(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ends time.Time // of the run, zero: never
		want []string
	}{
		"a second before": {at("13d").Add(-time.Second), []string{"p pending cooldown", "p enrolled"}},
		"at its end":      {at("13d"), []string{"p pending cooldown", "p enrolled"}},
		"a second later":  {at("13d").Add(time.Second), []string{"p pending cooldown", "p skipped cooldown"}},
		"long after":      {at("40d"), []string{"p skipped already_running"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := customer(t, play("p", waits))
			st.event(at("1d"), "ticket")
			st.event(at("2d"), "ticket")
			st.all = nil
			st.advance(c.ends.Add(-time.Millisecond))
			st.finish(c.ends, "p")
			st.advance(at("60d"))
			require.Equal(t, c.want, summary(st.all))
			last := st.all[len(st.all)-1]
			require.False(t, last.At.After(at("16d")), "at the end of the hold at the latest")
			require.Empty(t, st.s.Held)
		})
	}
}

func TestARefusalForGoodEndsAHold(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", waits+"\n  when = \"account.seats >= 2\""))
	st.event(at("1d"), "ticket")
	st.event(at("2d"), "ticket")
	st.update(at("3d"), map[string]any{"status": "customer", "seats": 1.0})
	require.Equal(t, []string{"p skipped condition"}, summary(st.finish(at("4d"), "p")))
	require.Empty(t, st.s.Held)
}

func TestWithoutAHoldNothingIsKept(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", onTicket), play("once", onTicket+"\n  enroll {\n    cooldown = \"never\"\n    hold     = \"14d\"\n  }"))
	st.event(at("1d"), "ticket")
	st.finish(at("2d"), "once")
	require.Equal(t, []string{"once skipped cooldown", "p skipped already_running"}, summary(st.event(at("3d"), "ticket")), "never isn't for now")
	require.Empty(t, st.s.Held)
}

func TestHeldOccurrencesComeByPriorityThenByTime(t *testing.T) {
	t.Parallel()
	rules := func(event string, priority int) string {
		return fmt.Sprintf("  priority = %d\n  trigger \"event\" { event = %q }\n  enroll {\n    exclusive = \"one\"\n    hold      = \"30d\"\n  }", priority, event)
	}
	st := customer(t, play("first", rules("ticket", 0)), play("a", rules("used", 0)), play("b", rules("connected", 0)), play("urgent", rules("nps", 5)))
	require.Equal(t, []string{"first enrolled"}, summary(st.event(at("1d"), "ticket")))
	require.Equal(t, []string{"b pending exclusive"}, summary(st.event(at("2d"), "connected")))
	require.Equal(t, []string{"a pending exclusive"}, summary(st.event(at("3d"), "used", "n", 1.0)))
	held := st.event(at("4d"), "nps", "score", 1.0)
	require.Equal(t, []string{"urgent pending exclusive"}, summary(held))
	require.Equal(t, `The playbook "first" is running, and of the group "one" an account is in one playbook at a time.`, held[0].Detail)

	require.Equal(t, []string{"urgent enrolled", "b pending exclusive", "a pending exclusive"}, summary(st.finish(at("5d"), "first")), "they wait for another now")
	require.Equal(t, []string{"b enrolled", "a pending exclusive"}, summary(st.finish(at("6d"), "urgent")))
	require.Equal(t, []string{"a enrolled"}, summary(st.finish(at("7d"), "b")))
}

func TestOfSimultaneousCandidatesThePriorityDecides(t *testing.T) {
	t.Parallel()
	exclusive := "\n  enroll { exclusive = \"one\" }"
	st := customer(t,
		play("event", onTicket+exclusive),
		play("fact", "  priority = 1\n  trigger \"becomes\" { when = \"metric.tickets_30d >= 1\" }"+exclusive),
		play("other", onTicket+"\n  enroll { exclusive = \"two\" }"),
	)
	decisions := st.event(at("1d"), "ticket")
	require.Equal(t, []string{"fact enrolled", "event skipped exclusive", "other enrolled"}, summary(decisions), "whatever finds it first")
	require.Equal(t, []string{"event skipped exclusive", "other skipped already_running"}, summary(st.event(at("2d"), "ticket")), "the run in progress goes on")
	st.finish(at("3d"), "fact")
	require.Equal(t, []string{"event enrolled", "other skipped already_running"}, summary(st.event(at("4d"), "ticket")))
}

func TestTheNumberOfHeldOccurrencesIsBounded(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", waits))
	st.event(at("1d"), "ticket")
	for i := range MaxHeld {
		require.Equal(t, []string{"p pending already_running"}, summary(st.event(at("1d").Add(time.Duration(i)*time.Second), "ticket")))
	}
	require.Equal(t, []string{"p skipped already_running"}, summary(st.event(at("2d"), "ticket")))
	require.Len(t, st.s.Held, MaxHeld)
}

func TestTheSizeOfHeldOccurrencesIsBounded(t *testing.T) {
	t.Parallel()
	st := newScenario(t, strings.Replace(company, `event "ticket" { properties = { level`, `event "ticket" { properties = { text = optional(string), level`, 1), play("p", waits))
	st.update(start, map[string]any{"status": "customer"})
	st.event(at("1d"), "ticket")
	text := strings.Repeat("x", MaxHeldBytes/4)
	for i, want := range []string{"pending", "pending", "pending", "skipped"} {
		require.Equal(t, []string{"p " + want + " already_running"}, summary(st.event(at("1d1h").Add(time.Duration(i)*time.Second), "ticket", "text", text)))
	}
	require.Equal(t, []string{"p pending already_running"}, summary(st.event(at("2d"), "ticket")), "a small one fits")
	require.Less(t, len(encoded(t, st.s.Held)), MaxHeldBytes)
}

// A paused playbook keeps what happens, and takes it up when it is live again; what was edited away is told.
func TestAPausedPlaybookKeepsOccurrences(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", "  mode = \"paused\"\n"+waits))
	require.Equal(t, []string{"p pending paused"}, summary(st.event(at("1d"), "ticket")))
	publish := func(version int64, now time.Time, body string) {
		st.core = New(load(t, company, body), version, everSeen)
		st.core.Rebase(st.s, nil, now)
	}
	publish(2, at("3d"), play("p", "  mode = \"paused\"\n"+waits))
	require.Empty(t, st.advance(at("3d")), "nothing new to record")

	changed := stored(t, st.s)
	publish(3, at("4d"), play("p", waits))
	require.Len(t, st.s.Held, 1, "the edit itself enrols nobody")
	enrolled := st.advance(at("4d"))
	require.Equal(t, []string{"p enrolled"}, summary(enrolled))
	require.Equal(t, at("4d"), enrolled[0].At)

	st.s = changed
	publish(3, at("4d"), play("p", `  trigger "event" { event = "used" }`))
	gone := st.advance(at("4d"))
	require.Equal(t, []string{"p skipped trigger_gone"}, summary(gone))
	require.Empty(t, st.s.Held)
}

// An import changes what refuses: the occurrence is decided soon after, as the import itself decides nothing.
func TestAnImportDoesNotEnrolButWhatWaitsIsAsked(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", waits))
	st.event(at("1d"), "ticket")
	st.event(at("1d"), "ticket")
	run := st.s.Running()[0]
	end := Entry{Source: SourceTend, Type: TypeRunFinished, Data: data("playbook", "p", "run", run), Imported: true}
	require.Empty(t, st.send(at("2d"), end))
	require.Equal(t, []string{"p pending cooldown"}, summary(st.advance(at("2d").Add(time.Millisecond))))
}

func TestAHoldIsCountedOnTheCalendar(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 3, 28, 11, 0, 0, 0, time.UTC) // of the day before the change to summer time in Berlin
	friday := time.Date(2026, 3, 6, 9, 0, 0, 0, time.UTC)
	for hold, c := range map[string]struct{ fired, over time.Time }{
		"1d":              {noon, noon.Add(23 * time.Hour)},
		"24h":             {noon, noon.Add(24 * time.Hour)},
		"1 business day":  {friday, time.Date(2026, 3, 9, 17, 0, 0, 0, time.UTC)},
		"2 business days": {friday, time.Date(2026, 3, 10, 17, 0, 0, 0, time.UTC)},
	} {
		t.Run(hold, func(t *testing.T) {
			t.Parallel()
			st := customer(t, play("p", onTicket+"\n  enroll { hold = \""+hold+"\" }"))
			st.event(c.fired, "ticket")
			st.event(c.fired, "ticket")
			require.Empty(t, st.advance(c.over.Add(-time.Second)))
			require.Equal(t, []string{"p skipped already_running"}, summary(st.advance(c.over)))
			require.Equal(t, c.over, st.all[len(st.all)-1].At)
		})
	}
}

func TestReevaluateDecidesWhatAPauseHeld(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", waits), play("q", waits))
	st.core = st.core.Pausing(map[string]Pause{"p": {At: at("1h")}, "q": {At: at("1h")}})
	require.Equal(t, []string{"p pending paused", "q pending paused"}, summary(st.event(at("1d"), "ticket")))
	require.Empty(t, st.core.Reevaluate(st.s, "p", at("2d")), "nothing is new")
	st.core = st.core.Pausing(nil)
	require.Equal(t, []string{"p enrolled", "q enrolled"}, summary(st.core.Reevaluate(st.s, "p", at("2d"))), "and a run that began is a change that is asked of the other")
}

// What a pause holds waits for its end, whatever the guards come to say meanwhile: they weren't asked.
func TestGuardsDoNotEndAPause(t *testing.T) {
	t.Parallel()
	paused := map[string]Pause{"p": {At: at("1h"), By: "hana"}}
	for name, c := range map[string]struct{ guard, resumed string }{
		"refuse as before": {"metric.bad_tickets_2d > 5", "p pending guard"},
		"refuse now":       {"metric.bad_tickets_2d > 0", "p pending guard"},
		"let pass now":     {"metric.bad_tickets_2d == 0", "p enrolled"},
		"let pass anyway":  {"metric.bad_tickets_2d < 5", "p enrolled"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			guard := fmt.Sprintf("guard \"g\" {\n tags = [\"a\"]\n when = %q\n otherwise = \"continue\"\n}", c.guard)
			st := customer(t, guard, play("p", "tags = [\"a\"]\n"+waits))
			st.core = st.core.Pausing(paused)
			require.Equal(t, []string{"p pending paused"}, summary(st.event(at("1d"), "ticket", "level", 3.0)))
			before := stored(t, st.s)

			// Nothing was evaluated since the ticket left the window, and the clock of the sentence is another one now.
			elsewhere := strings.Replace(company, "Europe/Berlin", "America/New_York", 1)
			st.core = New(load(t, elsewhere, guard, play("p", "tags = [\"a\"]\n"+waits)), 2, everSeen).Pausing(paused)
			st.core.Rebase(st.s, slices.Values(st.log), at("4d"))
			asked := st.advance(at("5d"))
			require.Equal(t, []string{"p pending paused"}, summary(asked))
			require.Equal(t, at("4d"), asked[0].At, "the edit is when it is asked")

			st.s, st.core = before, New(load(t, company, guard, play("p", "tags = [\"a\"]\n"+waits)), 1, everSeen)
			require.Empty(t, st.advance(at("4d")), "it was paused when the guard's answer was another")
			resumed := st.core.Reevaluate(st.s, "p", at("4d"))
			require.Equal(t, []string{c.resumed}, summary(resumed))
			require.Equal(t, at("4d"), resumed[0].At)
		})
	}
}

// What an edit makes of what is held is decided when it is in force; until then only the account's own moves count.
func TestAnEditIsNoMoveOfWhatIsHeld(t *testing.T) {
	t.Parallel()
	guard := func(when string) string {
		return fmt.Sprintf("guard \"g\" {\n tags = [\"a\"]\n when = %q\n otherwise = \"continue\"\n}", when)
	}
	const used = `  trigger "event" { event = "used" }`
	for name, c := range map[string]struct {
		before, after string // the guards
		playbook      string // after the edit
		moves         bool   // whether the account does before the edit
		want          []string
	}{
		"a guard is added":               {"", guard("metric.bad_tickets_2d > 5"), waits, false, []string{"p pending guard"}},
		"one that comes to refuse":       {"", guard("metric.bad_tickets_2d > 0"), waits, true, []string{"p pending guard"}},
		"a guard is changed":             {guard("metric.bad_tickets_2d > 5"), guard("metric.bad_tickets_2d < 5"), waits, false, []string{"p enrolled", "p pending already_running"}},
		"to one that comes to pass":      {guard("metric.bad_tickets_2d > 5"), guard("metric.bad_tickets_2d == 0"), waits, true, []string{"p enrolled", "p pending already_running"}},
		"a trigger is taken away":        {"", guard("metric.bad_tickets_2d > 5"), used, false, []string{"p skipped trigger_gone"}},
		"one that a guard had kept back": {guard("metric.bad_tickets_2d > 5"), guard("metric.bad_tickets_2d == 0"), used, false, []string{"p skipped trigger_gone", "p skipped trigger_gone"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := customer(t, c.before, play("p", "tags = [\"a\"]\n"+waits))
			st.event(at("12h"), "ticket")
			require.Equal(t, Pending, st.event(at("1d"), "ticket", "level", 3.0)[0].Outcome)

			// Nothing was evaluated since the ticket of level 3 left the window.
			st.core = New(load(t, company, c.after, play("p", "tags = [\"a\"]\n"+c.playbook)), 2, everSeen)
			st.core.Rebase(st.s, slices.Values(st.log), at("4d"))
			st.s = stored(t, st.s)
			asked := st.advance(at("4d"))
			require.Equal(t, c.want, summary(asked))
			require.Equal(t, c.moves, asked[0].At.Before(at("4d")), asked[0].At)
		})
	}
}
