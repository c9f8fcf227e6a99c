package customer

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const threeTickets = `
  trigger "event" {
    event  = "ticket"
    count  = 3
    within = "7d"
  }`

const debounceLogin = `
  trigger "event" {
    event    = "ticket"
    debounce = "10m"
  }`

func TestACountFiresWithItsLastEvent(t *testing.T) {
	t.Parallel()
	second := time.Second
	summer := time.Date(2026, 3, 28, 11, 0, 0, 0, time.UTC) // the noon before the change to summer time in Berlin
	for name, test := range map[string]struct {
		within   string
		received []time.Time
		fires    []int // the numbers of the events that fire, from 1
	}{
		"the third":                   {"7d", []time.Time{at("1h"), at("2h"), at("3h"), at("4h")}, []int{3}},
		"and then counts anew":        {"7d", []time.Time{at("1h"), at("2h"), at("3h"), at("4h"), at("5h"), at("6h")}, []int{3, 6}},
		"at one instant":              {"7d", []time.Time{at("1h"), at("1h"), at("1h"), at("1h")}, []int{3}},
		"one second before the end":   {"7d", []time.Time{at("1h"), at("2h"), at("7d1h").Add(-second)}, []int{3}},
		"at the end the first is out": {"7d", []time.Time{at("1h"), at("2h"), at("7d1h")}, nil},
		"one second after":            {"7d", []time.Time{at("1h"), at("2h"), at("7d1h").Add(second), at("7d2h").Add(-second)}, []int{4}},
		"a day of 23 hours":           {"1d", []time.Time{summer, summer, summer.Add(23*time.Hour - second)}, []int{3}},
		"a day of 23 hours is over":   {"1d", []time.Time{summer, summer, summer.Add(23 * time.Hour)}, nil},
		"24 hours are 24 hours":       {"24h", []time.Time{summer, summer, summer.Add(24*time.Hour - second)}, []int{3}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := customer(t, play("p", "trigger \"event\" {\n event = \"ticket\"\n count = 3\n within = \""+test.within+"\"\n}"))
			var fires []int
			for i, received := range test.received {
				if decisions := st.event(received, "ticket"); len(decisions) > 0 {
					require.Equal(t, received, decisions[0].At)
					fires = append(fires, i+1)
				}
				require.Equal(t, encoded(t, st.s), encoded(t, stored(t, st.s)))
			}
			require.Equal(t, test.fires, fires)
		})
	}
}

func TestACountGoesByWhenEventsHappened(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", threeTickets))
	late := func(received, happened time.Time) []Decision {
		return st.send(received, Entry{Type: "ticket", Time: happened})
	}
	require.Empty(t, late(at("20d"), at("13d"))) // out already when it comes
	require.Empty(t, late(at("20d"), at("13d1h")))
	require.Empty(t, late(at("20d1h"), at("20d1h"))) // and now that one is out
	require.Empty(t, late(at("20d2h"), at("15d")))
	decisions := late(at("20d3h"), at("14d"))
	require.Equal(t, []string{"p enrolled"}, summary(decisions))
	require.Equal(t, "3 events ticket came within 7d.", decisions[0].Detail)
	require.Equal(t, decisions[0].CauseID, decisions[0].Values["event"].(map[string]any)["id"], "the run is about the event that arrived")
}

func TestACountAsksItsConditionOfEachEvent(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", `
  trigger "event" {
    event  = "ticket"
    count  = 2
    within = "7d"
    when   = "event.level >= 3 && metric.tickets_30d >= 2"
  }`))
	st.event(at("1h"), "ticket", "level", 5.0) // the first ticket of the month
	st.event(at("2h"), "ticket", "level", 5.0) // counts, as it is the second itself
	st.event(at("3h"), "ticket", "level", 1.0)
	require.Empty(t, st.all, "what doesn't count isn't an occurrence")
	st.event(at("4h"), "ticket", "level", 3.0)
	require.Equal(t, []string{"03-03 13:00:00"}, firings(st))
}

func TestWhatACountRemembersIsBounded(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", threeTickets))
	for i := range 100 {
		st.event(at("1h").Add(time.Duration(i)*80*time.Hour), "ticket")
	}
	require.Len(t, st.s.Triggers[st.core.playbooksByName["p"].triggers[0].key].Counted, 1)
	require.Len(t, st.all, 33)
}

func TestADebounceFiresOnceWithTheLastEvent(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", debounceLogin))
	st.event(at("1h"), "ticket", "level", 1.0)
	st.event(at("1h9m"), "ticket", "level", 2.0)
	st.event(at("1h19m").Add(-time.Second), "ticket", "level", 3.0)
	require.Equal(t, encoded(t, st.s), encoded(t, stored(t, st.s)))
	st.advance(at("1h29m").Add(-2 * time.Second))
	require.Empty(t, st.all)
	st.advance(at("1h29m").Add(-time.Second))
	require.Equal(t, []string{"03-03 10:28:59"}, firings(st))
	d := st.all[0]
	require.Equal(t, 3.0, d.Values["event"].(map[string]any)["level"])
	require.Equal(t, "e4", d.CauseID)
	require.Contains(t, d.Occurrence, "/event:test:e4")
	require.Equal(t, "No event ticket came for 10m after the last one.", d.Detail)
	st.advance(at("30d"))
	require.Len(t, st.all, 1)
	st.s = stored(t, st.s)
	st.event(at("30d"), "ticket")
	st.advance(at("31d"))
	require.Len(t, st.all, 2)
}

func TestAnEventAtTheVeryEndOfADebounceBeginsTheNext(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", debounceLogin))
	st.event(at("1h"), "ticket")
	decisions := st.event(at("1h10m"), "ticket")
	require.Equal(t, "e2", decisions[0].CauseID, "the end comes first")
	require.Equal(t, at("1h10m"), decisions[0].At)
	st.advance(at("1h20m"))
	require.Equal(t, "e3", st.all[1].CauseID)
}

func TestADebounceEndsWithWhatHappenedLast(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", debounceLogin))
	st.event(at("1h"), "ticket")
	st.send(at("1h5m"), Entry{Type: "ticket", Time: at("1h1m")}) // happened later than the first
	st.send(at("1h6m"), Entry{Type: "ticket", Time: at("30m")})  // late: it only puts the end off
	st.advance(at("1h16m").Add(-time.Second))
	require.Empty(t, st.all)
	st.advance(at("1h16m"))
	require.Equal(t, "e3", st.all[0].CauseID)
	for range 2 {
		st.send(at("2h"), Entry{Type: "ticket", Time: at("2h")})
	}
	st.advance(at("3h"))
	require.Equal(t, "e6", st.all[1].CauseID, "of two at one instant, the one that came later")
}

func TestADebounceKnowsItsContactAndAsksItsConditionTwice(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", `
  trigger "event" {
    event    = "login"
    debounce = "10m"
    when     = "contact.id != 'bob' && account.seats > 3"
  }`))
	st.login(at("1h"), "ann", "bob")
	st.advance(at("1h10m"))
	require.Equal(t, "ann", st.all[0].Contact)
	st.finish(at("2h"), "p")
	st.login(at("3h"), "ann")
	st.update(at("3h5m"), map[string]any{"status": "customer", "seats": 2.0})
	st.advance(at("4h"))
	require.Equal(t, []string{"p enrolled", "p skipped trigger_condition"}, summary(st.all))
	st.login(at("5h"), "ann")
	st.advance(at("6h"))
	require.Len(t, st.all, 2, "what doesn't count isn't waited for")
}

func TestGatheringOutlivesAPublicationAndNothingFiresFromOne(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", threeTickets), play("q", debounceLogin))
	st.event(at("1h"), "ticket")
	st.event(at("1h5m"), "ticket")
	other := play("r", threeTickets+debounceLogin)
	st.core = New(load(t, company, play("p", threeTickets), play("q", debounceLogin), other), 2, everSeen)
	st.core.Rebase(st.s, func(yield func(Entry) bool) {
		for _, e := range st.log {
			yield(e)
		}
	}, at("1h6m"))
	st.advance(at("3h"))
	st.event(at("3h"), "ticket")
	require.Equal(t, []string{"q enrolled", "p enrolled"}, summary(st.all), "a new trigger counts from nothing")
	st.core = New(load(t, company), 3, everSeen)
	st.core.Rebase(st.s, func(func(Entry) bool) {}, at("3h1m"))
	require.Empty(t, st.s.Alarms)
	require.Empty(t, st.s.Triggers)
}

func TestImportedEventsAreNotGathered(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", threeTickets), play("q", debounceLogin))
	var history []Entry
	for i := range 5 {
		history = append(history, Entry{Seq: int64(i + 2), Source: "test", ID: "old", Type: "ticket", Received: at("1h"), Time: at("0h"), Imported: true})
	}
	st.core.ApplyAll(st.s, slices.Values(history), at("1h"))
	st.advance(at("2h"))
	require.Empty(t, st.all)
	require.Empty(t, st.s.Alarms)
}

func TestWhatFiresAtOneInstantIsDecidedByPriority(t *testing.T) {
	t.Parallel()
	st := customer(t,
		play("counted", "priority = 1\n"+threeTickets),
		play("each", `trigger "event" { event = "ticket" }`),
		play("first", "priority = 9\n"+`
  trigger "event" {
    event  = "ticket"
    count  = 3
    within = "1h"
    when   = "!running.counted"
  }`))
	for range 3 {
		st.event(at("1h"), "ticket")
	}
	require.Equal(t, []string{
		"each enrolled", "each skipped already_running", "first enrolled", "counted enrolled", "each skipped already_running",
	}, summary(st.all))
}

func TestStandingsOfWhatIsGathered(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", threeTickets))
	st.event(at("1h"), "ticket")
	got := st.statusOf("2h").Trigger
	require.Equal(t, "Fires when 3 events ticket have come within 7d, and then counts anew.", got.Waits)
	require.Equal(t, "1 of 3 have come. No event ticket has arrived yet.", got.State)
	require.Equal(t, "0 of 3 have come. No event ticket has arrived yet.", st.statusOf("7d1h").Trigger.State)

	st = customer(t, play("p", debounceLogin))
	require.Equal(t, "Fires when no event ticket has come for 10m, with the last one.", st.statusOf("1h").Trigger.Waits)
	st.event(at("1h"), "ticket")
	ahead := st.statusOf("1h1m")
	require.Contains(t, ahead.Trigger.State, "It fires on 2026-03-03 10:10 with the event of 2026-03-03 10:00, unless another comes before.")
	require.Equal(t, []Decision{*ahead.Next}, st.advance(at("2h")), "what was foretold is what is decided")
}

func TestACountWhoseConditionFailsSaysSo(t *testing.T) {
	t.Parallel()
	st := newScenario(t, `event "note" { properties = { text = string } }`, play("p", `
  trigger "event" {
    event  = "note"
    count  = 2
    within = "1d"
    when   = "float(event.text) > 0"
  }`))
	st.event(at("1h"), "note", "text", "1")
	st.event(at("2h"), "note", "text", "many")
	require.Equal(t, []string{"p skipped expression_error"}, summary(st.all), "nothing is left out in silence")
}

// An event that waits for a debounce when its trigger is taken away, or edited, is skipped for that, and once.
func TestADebounceThatIsEditedAwayIsSkippedWithAReason(t *testing.T) {
	t.Parallel()
	debounce := "trigger \"event\" {\n  event = \"ticket\"\n  debounce = \"2h\"\n}"
	for name, after := range map[string][]string{
		"another lull":     {company, play("p", strings.Replace(debounce, "2h", "3h", 1))},
		"another trigger":  {company, play("p", `trigger "event" { event = "connected" }`)},
		"another playbook": {company, play("q", debounce)},
		"no playbook":      {company},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := customer(t, play("p", debounce))
			st.event(at("1h"), "ticket")
			st.event(at("1h30m"), "ticket")
			st.edited(at("2h"), after...)
			st.advance(at("2d"))
			require.Equal(t, []string{"p skipped trigger_gone"}, summary(st.all))
			require.Equal(t, at("1h30m").Format(time.RFC3339), st.all[0].Values["at"].(string)[:19]+"Z")
			require.NotEmpty(t, st.all[0].CauseID)
			require.Nil(t, st.s.Held)
			require.NotContains(t, st.s.Triggers, "p")
		})
	}
	st := customer(t, play("p", debounce))
	st.event(at("1h"), "ticket")
	st.edited(at("2h"), company, play("p", debounce), play("q", `trigger "event" { event = "connected" }`))
	st.advance(at("2d"))
	require.Equal(t, []string{"p enrolled"}, summary(st.all), "what isn't edited goes on")
}
