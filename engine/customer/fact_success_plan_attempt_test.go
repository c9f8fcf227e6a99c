package customer

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

const twoSteps = `
event "signed" {}
event "met" {}
event "linked" {}
success_plan "way" {
  starts = "signed"
  milestone "kickoff" { event = "met" }
  milestone "connected" {
    event = "linked"
    due   = "7d"
  }
}`

// late sends an event that arrives at 50d, whenever it happened.
func (st *scenario) late(happened, kind string) []Decision {
	st.tb.Helper()
	return st.send(at("50d"), Entry{Type: kind, Time: at(happened)})
}

func TestPlansAreWhatHappenedInWhicheverOrderItComes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		events             [][2]string // when, what
		started, completed string
		reached            map[string]string
	}{
		"a milestone before the start is of another time": {
			events:  [][2]string{{"1d", "met"}, {"2d", "signed"}},
			started: "2d",
		},
		"a milestone at the instant of the start counts": {
			events:  [][2]string{{"2d", "signed"}, {"2d", "met"}},
			started: "2d", reached: map[string]string{"kickoff": "2d"},
		},
		"the first of several": {
			events:  [][2]string{{"1d", "signed"}, {"2d", "signed"}, {"3d", "met"}, {"4d", "met"}},
			started: "1d", reached: map[string]string{"kickoff": "3d"},
		},
		"completed": {
			events:  [][2]string{{"1d", "signed"}, {"2d", "linked"}, {"3d", "met"}},
			started: "1d", completed: "3d", reached: map[string]string{"connected": "2d", "kickoff": "3d"},
		},
		"a start at the end itself begins nothing": {
			events:  [][2]string{{"1d", "signed"}, {"2d", "linked"}, {"3d", "met"}, {"3d", "signed"}},
			started: "1d", completed: "3d", reached: map[string]string{"connected": "2d", "kickoff": "3d"},
		},
		"a second time": {
			events:  [][2]string{{"1d", "signed"}, {"2d", "linked"}, {"3d", "met"}, {"4d", "met"}, {"5d", "signed"}, {"6d", "linked"}},
			started: "5d", reached: map[string]string{"connected": "6d"},
		},
		"a third time": {
			events: [][2]string{
				{"1d", "signed"}, {"1d", "linked"}, {"1d", "met"}, {"2d", "signed"}, {"3d", "linked"}, {"4d", "met"}, {"5d", "signed"},
			},
			started: "5d",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(r *rapid.T) {
				st := newScenario(t, twoSteps)
				for _, e := range rapid.Permutation(c.events).Draw(r, "order") {
					st.late(e[0], e[1])
					st.s = stored(r, st.s)
				}
				p := st.s.Plans["way"]
				require.Equal(r, at(c.started), p.Started)
				reached := map[string]time.Time{}
				for milestone, when := range c.reached {
					reached[milestone] = at(when)
				}
				require.Len(r, p.Reached, len(reached))
				for milestone, when := range reached {
					require.Equal(r, when, p.Reached[milestone])
				}
				require.Equal(r, c.completed == "", p.Completed.IsZero())
				if c.completed != "" {
					require.Equal(r, at(c.completed), p.Completed)
				}
			})
		})
	}
}

func TestMilestonesAloneAreNoPlan(t *testing.T) {
	t.Parallel()
	st := newScenario(t, twoSteps)
	st.event(at("1d"), "met")
	require.Nil(t, st.fact(at("1d"), "success_plan", "way", "stage"))
	require.Nil(t, st.fact(at("1d"), "success_plan", "way", "days"))
	require.True(t, st.s.NextDue.IsZero())
	st.send(at("2d"), Entry{Type: "signed", Time: at("1d").Add(-time.Hour)})
	require.Equal(t, "connected", st.fact(at("2d"), "success_plan", "way", "stage"))
}

func TestAPlanRemembersABoundedPast(t *testing.T) {
	t.Parallel()
	st := newScenario(t, twoSteps)
	for i := range 100 { // It runs all that time.
		now := start.Add(time.Duration(i) * time.Hour)
		st.event(now, "signed")
		st.event(now, "met")
		p := st.s.Plans["way"]
		require.LessOrEqual(t, len(p.Starts), MaxInstants)
		require.LessOrEqual(t, len(p.Steps["kickoff"]), MaxInstants)
		require.Equal(t, start, p.Started)
		require.Equal(t, start, p.Reached["kickoff"])
	}
	for i := range 100 { // Then it is gone through again and again.
		now := at("10d").Add(time.Duration(i) * time.Hour)
		st.event(now, "signed")
		st.event(now.Add(time.Minute), "met")
		st.event(now.Add(2*time.Minute), "linked")
		p := st.s.Plans["way"]
		require.Equal(t, now.Add(2*time.Minute), p.Completed)
		require.LessOrEqual(t, len(p.Starts), MaxInstants)
		require.LessOrEqual(t, len(p.Steps["connected"]), MaxInstants)
	}
	p := st.s.Plans["way"]
	require.False(t, p.Settled.IsZero())
	before := encoded(t, st.s.Plans)
	st.send(at("20d"), Entry{Type: "signed", Time: p.Settled})
	st.send(at("20d"), Entry{Type: "linked", Time: at("1d")})
	require.Equal(t, before, encoded(t, st.s.Plans), "what is settled stays")
}

func TestAStartThatMovesBackStallsOnce(t *testing.T) {
	t.Parallel()
	st := newScenario(t, twoSteps, play("unblock", `  trigger "onboarding_stall" { success_plan = "way" }`))
	st.event(at("10d"), "signed")
	require.Len(t, st.advance(at("17d")), 1)
	st.finish(at("17d1h"), "unblock")
	require.Empty(t, st.send(at("18d"), Entry{Type: "signed", Time: at("2d")}))
	require.Equal(t, at("2d"), st.s.Plans["way"].Started)
	require.Empty(t, st.advance(at("60d")), "it is the same way")
	// What completes the first way late leaves the second as it was noted.
	st.send(at("60d"), Entry{Type: "met", Time: at("3d")})
	require.Empty(t, st.send(at("60d"), Entry{Type: "linked", Time: at("3d")}))
	require.Equal(t, at("10d"), st.s.Plans["way"].Started)
	require.Empty(t, st.advance(at("90d")))
	// A later start is another way.
	st.send(at("90d"), Entry{Type: "met", Time: at("11d")})
	st.send(at("90d"), Entry{Type: "linked", Time: at("18d")})
	st.event(at("91d"), "signed")
	require.Equal(t, []string{"unblock enrolled"}, summary(st.advance(at("98d"))))
}

func TestAPlanOfAnOlderBuildGoesOn(t *testing.T) {
	t.Parallel()
	st := newScenario(t, twoSteps)
	st.event(at("1d"), "signed")
	st.event(at("2d"), "met")
	p := st.s.Plans["way"]
	p.Starts, p.Steps = nil, nil
	st.event(at("3d"), "linked")
	require.Equal(t, at("3d"), p.Completed)
	require.Equal(t, at("1d"), p.Started)
	require.Equal(t, at("2d"), p.Reached["kickoff"])
}

func TestAChangedPlanKeepsWhatExpressionsReached(t *testing.T) {
	t.Parallel()
	plan := func(due string) string {
		return `
attribute "account" "seats" { type = number }
event "signed" {}
success_plan "way" {
  starts = "signed"
  milestone "grown" {
    reached = "account.seats > 3"
    due     = "` + due + `"
  }
}`
	}
	st := newScenario(t, plan("7d"))
	st.event(at("1d"), "signed")
	st.update(at("2d"), map[string]any{"seats": 4.0})
	st.update(at("3d"), map[string]any{"seats": 1.0})
	st.core = New(load(t, plan("9d")), 2, everSeen)
	st.core.Rebase(st.s, slices.Values(st.log), at("4d"))
	require.Equal(t, at("2d"), st.s.Plans["way"].Completed)
	require.Equal(t, at("1d"), st.s.Plans["way"].Started)
}

// A plan that an edit changes is as if it had always been so.
func TestAChangedPlanIsFilledBackAsAFreshFoldTellsIt(t *testing.T) {
	t.Parallel()
	old, c := New(load(t, twoSteps), 1, everSeen), New(load(t, strings.Replace(twoSteps, `"linked"`+"\n    due   = \"7d\"", `"linked"`+"\n    due   = \"2d\"", 1)), 2, everSeen)
	require.NotEqual(t, old.plan("way").Hash, c.plan("way").Hash)
	rapid.Check(t, func(t *rapid.T) {
		var log []Entry
		s, fresh, now := old.Fresh("acme", start), c.Fresh("acme", start), start
		for i := range rapid.IntRange(1, 60).Draw(t, "entries") {
			now = now.Add(time.Duration(rapid.IntRange(0, 48).Draw(t, "hours")) * time.Hour)
			e := Entry{Seq: int64(i + 1), Source: "x", Account: "acme", Received: now}
			e.Type = rapid.SampledFrom([]string{"signed", "met", "linked"}).Draw(t, "type")
			e.Time = now.Add(-time.Duration(rapid.IntRange(0, 240).Draw(t, "late")) * time.Hour)
			log = append(log, e)
			old.Apply(s, e)
			c.Apply(fresh, e)
		}
		c.Rebase(s, slices.Values(log), s.Now)
		require.Equal(t, encoded(t, fresh.Plans), encoded(t, s.Plans))
		require.Equal(t, fresh.NextDue, s.NextDue)
	})
}
