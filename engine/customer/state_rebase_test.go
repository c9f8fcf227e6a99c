package customer

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestRebaseFillsBackFromTheLog(t *testing.T) {
	t.Parallel()
	old := New(load(t, strings.ReplaceAll(company, `metric "usage_10d"`, `metric "usage"`), plays), 1, everSeen)
	edited := strings.ReplaceAll(company, `event.level >= 3`, `event.level >= 5`)
	c := New(load(t, edited, plays), 2, everSeen)
	rapid.Check(t, func(t *rapid.T) {
		log := drawEntries(t)
		s, fresh := old.Fresh("acme", start), c.Fresh("acme", start)
		for _, e := range log {
			old.Apply(s, e)
			c.Apply(fresh, e)
		}
		edges, enrolled := s.Edges, encoded(t, s.Enrolled)
		c.Rebase(s, slices.Values(log), s.Now)

		require.Equal(t, int64(2), s.Version)
		require.Equal(t, enrolled, encoded(t, s.Enrolled), "a rebase fires nothing")
		require.Equal(t, edges, s.Edges)
		for _, root := range []string{"metric", "previous", "change", "tier", "health", "success_plan", "contacts"} {
			require.Equal(t, encoded(t, c.Facts(fresh, s.Now)[root]), encoded(t, c.Facts(s, s.Now)[root]), root)
		}
		require.NotContains(t, s.Metrics, "usage")
		before := encoded(t, s)
		c.Rebase(s, slices.Values(log), s.Now)
		require.Equal(t, before, encoded(t, s), "once more changes nothing")
	})
}

func TestRebaseKeepsWhatIsUnchanged(t *testing.T) {
	t.Parallel()
	st := customer(t, play("drop", dropBy15In7d))
	st.login(at("1d"), "a", "b", "c", "d")
	before := encoded(t, st.s)
	c := New(load(t, company, play("drop", dropBy15In7d), play("new", onTicket)), 2, everSeen)
	c.Rebase(st.s, nil, at("1d")) // no need to read the log
	st.s.Version = 1
	require.Equal(t, before, encoded(t, st.s))
}

func TestNewTriggersStartAtTheCurrentLevel(t *testing.T) {
	t.Parallel()
	st := grades(t, 90)
	st.grade(at("1d"), 80)
	st.core = New(load(t, graded, play("a", dropBy15In7d)), 2, everSeen)
	st.core.Rebase(st.s, slices.Values(st.log), at("1d"))
	require.Empty(t, st.grade(at("1d1h"), 79))
	require.Len(t, st.grade(at("1d2h"), 60), 1)

	fallen := grades(t, 90, dropBy15In7d)
	fallen.grade(at("1d"), 60)
	wider := strings.ReplaceAll(dropBy15In7d, "15", "20")
	fallen.core = New(load(t, graded, play("b", wider)), 2, everSeen)
	fallen.core.Rebase(fallen.s, slices.Values(fallen.log), at("1d"))
	require.Empty(t, fallen.s.Enrolled["b"])
	require.Empty(t, fallen.grade(at("1d1h"), 50), "it was that low when the trigger was added")
	require.Len(t, fallen.s.Triggers, 1, "the state of the trigger that is gone is dropped")
}

func TestWhatWasDueBeforeANewTriggerIsNotItsOwn(t *testing.T) {
	t.Parallel()
	st := customer(t, stalls(`    milestone = "connected"`))
	st.event(at("1d"), "contract_signed")
	// The engine was down from 1d to 9d; the milestone became overdue at 8d.
	src := []string{company, stalls(`    milestone = "connected"`), play("added", `  trigger "onboarding_stall" { success_plan = "onboarding" }`)}
	st.core = New(load(t, src...), 2, everSeen)
	st.core.Rebase(st.s, slices.Values(st.log), at("9d"))
	require.Empty(t, st.all)
	st.advance(at("9d"))
	require.Equal(t, []string{"unblock enrolled"}, summary(st.all), "edges before a deploy are still edges for what was there")
	require.Equal(t, at("8d"), st.all[0].At)
	st.advance(at("40d"))
	require.Equal(t, []string{"unblock enrolled", "added enrolled"}, summary(st.all), "what becomes overdue later")
	require.Equal(t, "adopted", st.all[1].Values["milestone"])
}

// A definition is in force from its publication on: what it would have made true before, while nothing was due, is
// not told now, and what it makes true later is.
func TestWhatAnEditWouldHaveMadeTrueBeforeFiresNothing(t *testing.T) {
	t.Parallel()
	visits := func(window string) string {
		return company + `metric "used_lately" {
			event  = "used"
			window = "` + window + `"
		}
		segment "quiet" { when = "metric.used_lately == 0" }
		` + play("silent", `  trigger "becomes" { when = "metric.used_lately == 0" }`) + play("entered", `  trigger "segment" { enters = "quiet" }`)
	}
	for _, edited := range []struct {
		at   string
		want []string // what the longer window decides, when it is over after the edit
	}{
		{"1d5h", []string{"entered enrolled", "silent enrolled"}},
		{"1d12h", []string{}},
	} {
		st := newScenario(t, visits("2h"))
		st.event(start, "used", "n", 1.0)
		st.update(start, map[string]any{"status": "customer"})
		st.event(at("1d"), "used", "n", 1.0)
		st.finish(at("1d"), "silent")
		st.finish(at("1d"), "entered")
		st.advance(at("1d3h"))
		require.Len(t, st.all, 4, "once for each event")
		st.finish(at("1d3h"), "silent")
		st.finish(at("1d3h"), "entered")
		st.core = New(load(t, visits("6h")), 2, everSeen)
		st.core.Rebase(st.s, slices.Values(st.log), at(edited.at))
		require.Equal(t, edited.want, summary(st.advance(at("30d"))), edited.at)
	}
}

func TestAChangedScoreRestartsItsBaseline(t *testing.T) {
	t.Parallel()
	st := grades(t, 90, dropBy15In7d)
	st.core = New(load(t, strings.ReplaceAll(graded, `"account.p"`, `"account.p / 10"`), play("a", dropBy15In7d)), 2, everSeen)
	st.core.Rebase(st.s, slices.Values(st.log), at("1d"))
	require.InDelta(t, 49.5, *st.s.Health.Score, 1e-9)
	require.Empty(t, st.advance(at("3d")))
	require.Len(t, st.grade(at("3d"), 60), 1)
}

func TestTheFirstEventOfATypeIsARebase(t *testing.T) {
	t.Parallel()
	w := load(t, company, play("drop", dropBy15In7d))
	seen := func(types ...string) func(string) bool {
		return func(name string) bool { return slices.Contains(types, name) }
	}
	st := &scenario{tb: t, core: New(w, 1, seen("login"))}
	st.s = st.core.Fresh("acme", start)
	st.update(start, map[string]any{"status": "customer", "seats": 4.0})
	st.login(at("1d"), "a", "b", "c", "d")
	require.InDelta(t, 100, *st.s.Health.Score, 0)
	require.Nil(t, st.s.Health.measure("support"), "an unconnected help desk must not score 100")

	st.core = New(w, 2, seen("login", "ticket"))
	st.core.Rebase(st.s, nil, at("1d1h"))
	require.InDelta(t, 100, *st.s.Health.measure("support"), 0)
	require.Empty(t, st.all)
}

func TestAChangedPlanKeepsWhatTheLogDoesNotTell(t *testing.T) {
	t.Parallel()
	st := customer(t)
	st.event(at("1d"), "contract_signed")
	st.login(at("2d"), "a", "b")
	st.event(at("3d"), "connected")
	st.advance(at("20d"))
	require.InDelta(t, 0, st.fact(at("20d"), "metric", "active_7d"), 0)

	edited := strings.ReplaceAll(company, `due   = "7d"`, `due   = "9d"`)
	st.core = New(load(t, edited), 2, everSeen)
	st.core.Rebase(st.s, slices.Values(st.log), at("20d"))
	require.Equal(t, map[string]time.Time{"adopted": at("2d"), "connected": at("3d")}, st.s.Plans["onboarding"].Reached)
	require.Equal(t, []string{"kickoff"}, st.s.Plans["onboarding"].Overdue)

	st.core = New(load(t, company[:strings.Index(company, "success_plan")]), 3, everSeen)
	st.core.Rebase(st.s, slices.Values(st.log), at("20d"))
	require.Empty(t, st.s.Plans)
}

func TestAChangedMetricWithoutALogStartsEmpty(t *testing.T) {
	t.Parallel()
	st := customer(t)
	st.event(at("1h"), "ticket", "level", 4.0)
	st.core = New(load(t, strings.ReplaceAll(company, `event.level >= 3`, `event.level >= 2`)), 2, everSeen)
	st.core.Rebase(st.s, func(func(Entry) bool) {}, at("2h"))
	require.InDelta(t, 0, st.fact(at("2h"), "metric", "bad_tickets_2d"), 0, "what the old definition counted is not what the new one counts")
	require.InDelta(t, 1, st.fact(at("2h"), "metric", "tickets_30d"), 0)
}

// What became true before a trigger was added fires nothing, whether or not the account was passed in between and
// however long it has to stay true.
func TestWhatBecameTrueBeforeATriggerWasAddedFiresNothing(t *testing.T) {
	t.Parallel()
	for _, after := range []string{"", "    after = \"2d\"\n"} {
		playbook := play("p", "  trigger \"becomes\" {\n    when  = \"metric.tickets_30d == 0\"\n"+after+"  }\n")
		for _, passed := range []string{"1d", "32d12h"} {
			st := customer(t)
			st.event(at("1d"), "ticket")
			st.advance(at(passed))
			st.core = New(load(t, company, playbook), 2, everSeen)
			st.core.Rebase(st.s, slices.Values(st.log), at("32d12h"))
			st.advance(at("40d"))
			require.Empty(t, st.all, after+passed)
			st.event(at("40d"), "ticket")
			require.Len(t, st.advance(at("80d")), 1, "the next time it is so by itself")
		}
	}
}
