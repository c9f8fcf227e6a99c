package customer

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// graded is scored by two attributes, so that tests say exactly what the score is.
const graded = `
attribute "account" "p" { type = number }
attribute "account" "q" { type = number }
attribute "account" "vip" { type = bool }
tier "high" { when = "account.vip" }
tier "low" {}
health_score "graded" {
  measure "p" {
    weight = 50
    score  = "account.p"
  }
  measure "q" {
    weight = 50
    score  = "account.q"
  }
  band "green" { from = 75 }
  band "yellow" { from = 50 }
  band "red" { from = 0 }
}
`

const dropBy15In7d = `  trigger "health_drop" {
    points = 15
    within = "7d"
  }`

// grades is a story in which the account's score begins at a value.
func grades(tb testing.TB, score float64, triggers ...string) *scenario {
	tb.Helper()
	src := []string{graded}
	for i, trigger := range triggers {
		src = append(src, play(string(rune('a'+i)), trigger))
	}
	st := newScenario(tb, src...)
	st.grade(start, score)
	return st
}

func (st *scenario) grade(at time.Time, score float64) []Decision {
	st.tb.Helper()
	return st.update(at, map[string]any{"p": score, "q": score, "vip": false})
}

func TestDropFiresOnceForEachFall(t *testing.T) {
	t.Parallel()
	st := grades(t, 80, dropBy15In7d)
	require.Empty(t, st.grade(at("1d"), 65.1))
	fired := st.grade(at("2d"), 65)
	require.Equal(t, []string{"a enrolled"}, summary(fired))
	require.Equal(t, map[string]any{"kind": "health_drop", "at": "2026-03-05T08:00:00.000Z", "from": 80.0, "to": 65.0}, fired[0].Values)
	require.Empty(t, st.grade(at("3d"), 40), "deeper is the same fall")
	require.Empty(t, st.grade(at("3d1h"), 65.1), "less than 15 below: armed again")
	require.Equal(t, []string{"a skipped already_running"}, summary(st.grade(at("3d2h"), 65)))
}

func TestDropLooksBackExactlyThatLong(t *testing.T) {
	t.Parallel()
	for offset, want := range map[time.Duration]int{-time.Second: 1, 0: 0, time.Second: 0} {
		st := grades(t, 80, dropBy15In7d)
		st.grade(at("1d"), 70)
		require.Len(t, st.grade(at("8d").Add(offset), 60), want, "80 was left at 1d, 7d and %s before", offset)
	}
}

func TestDropRearmsWhenThePeakIsOutOfReach(t *testing.T) {
	t.Parallel()
	st := grades(t, 80, dropBy15In7d)
	require.Len(t, st.grade(at("1d"), 60), 1)
	require.Equal(t, at("8d"), st.s.Health.Due)
	st.finish(at("1d1h"), "a")
	require.Equal(t, at("8d"), st.s.NextDue)
	require.Empty(t, st.advance(at("8d")))
	require.Len(t, st.grade(at("8d1h"), 45), 1, "a second fall from 60")
	require.NotEqual(t, st.all[0].Occurrence, st.all[1].Occurrence)
}

func TestDropWindowIsCivilTime(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	noon := func(day int) time.Time { return time.Date(2026, 3, day, 12, 0, 0, 0, zone) }
	for offset, want := range map[time.Duration]int{-time.Second: 1, 0: 0} {
		st := newScenario(t, `workspace { time_zone = "Europe/Berlin" }`, graded, play("a", dropBy15In7d))
		st.grade(start, 80)
		st.grade(noon(25), 70)
		// Clocks are put forward on 29 March: the seven days are an hour shorter.
		require.Len(t, st.grade(noon(32).Add(offset), 60), want)
	}
}

func TestDropRestartsWhereScoresCannotBeCompared(t *testing.T) {
	t.Parallel()
	bands := `  trigger "health_drop" { to = ["red"] }`
	t.Run("tier", func(t *testing.T) {
		t.Parallel()
		st := grades(t, 90, dropBy15In7d, bands)
		require.Empty(t, st.update(at("1d"), map[string]any{"p": 10.0, "q": 10.0, "vip": true}))
		require.Len(t, st.s.Health.Peaks, 1)
	})
	t.Run("first value", func(t *testing.T) {
		t.Parallel()
		st := newScenario(t, graded, play("a", dropBy15In7d), play("b", bands))
		st.update(start, map[string]any{"p": 90.0, "vip": false})
		require.Empty(t, st.update(at("1d"), map[string]any{"p": 90.0, "q": 0.0, "vip": false}))
		require.Empty(t, st.update(at("2d"), map[string]any{"p": 90.0, "vip": false}))
		require.Len(t, st.update(at("3d"), map[string]any{"p": 10.0, "q": 0.0, "vip": false}), 2, "only the first value restarts")
	})
	t.Run("definition", func(t *testing.T) {
		t.Parallel()
		second := `
health_score "vip" {
  when = "account.vip"
  measure "q" {
    weight = 100
    score  = "account.q"
  }
  band "red" { from = 0 }
}`
		plain := `
attribute "account" "vip" { type = bool }
attribute "account" "q" { type = number }
health_score "plain" {
  measure "q" {
    weight = 100
    score  = "10 * account.q"
  }
  band "green" { from = 50 }
  band "red" { from = 0 }
}`
		st := newScenario(t, second, plain, play("a", dropBy15In7d), play("b", bands))
		st.update(start, map[string]any{"q": 9.0, "vip": false})
		require.Equal(t, "green", st.s.Health.Band)
		require.Empty(t, st.update(at("1d"), map[string]any{"q": 9.0, "vip": true}))
		require.Equal(t, "red", st.s.Health.Band)
	})
}

func TestBandMoves(t *testing.T) {
	t.Parallel()
	toRed, redFromGreen := `  trigger "health_drop" { to = ["red"] }`, `  trigger "health_drop" {
    to   = ["red"]
    from = ["green"]
  }`
	st := grades(t, 90, toRed, redFromGreen)
	require.Empty(t, st.grade(at("1d"), 60))
	fired := st.grade(at("2d"), 40)
	require.Equal(t, []string{"a enrolled"}, summary(fired))
	require.Equal(t, "yellow", fired[0].Values["from"])
	require.Equal(t, "red", fired[0].Values["to"])
	require.Empty(t, st.grade(at("3d"), 30), "it is red already")
	require.Empty(t, st.grade(at("4d"), 90))
	require.Equal(t, []string{"a skipped already_running", "b enrolled"}, summary(st.grade(at("5d"), 10)))

	unscored := grades(t, 90, toRed)
	unscored.update(at("1d"), map[string]any{"vip": false})
	require.Empty(t, unscored.s.Health.Band)
	require.Empty(t, unscored.grade(at("2d"), 10), "nor did one that had no score in between")

	require.Empty(t, grades(t, 10, toRed).all, "an account that begins in red didn't move")
}

func TestDropOfOneMeasure(t *testing.T) {
	t.Parallel()
	st := grades(t, 80, `  trigger "health_drop" {
    measure = "q"
    points  = 30
    within  = "7d"
  }`)
	require.Empty(t, st.update(at("1d"), map[string]any{"p": 0.0, "q": 80.0, "vip": false}))
	fired := st.update(at("2d"), map[string]any{"p": 100.0, "q": 50.0, "vip": false})
	require.Len(t, fired, 1)
	require.InDelta(t, 80, fired[0].Values["from"], 0)
	require.InDelta(t, 50, fired[0].Values["to"], 0)
	require.Empty(t, st.update(at("3d"), map[string]any{"p": 100.0, "q": 10.0, "vip": false}))
}

func TestBandMoveOfOneMeasure(t *testing.T) {
	t.Parallel()
	st := grades(t, 90, "  trigger \"health_drop\" {\n    measure = \"q\"\n    to = [\"red\"]\n  }")
	require.Empty(t, st.update(at("1d"), map[string]any{"p": 0.0, "q": 90.0, "vip": false}), "the other measure fell")
	fired := st.update(at("2d"), map[string]any{"p": 100.0, "q": 49.0, "vip": false})
	require.Len(t, fired, 1)
	require.Equal(t, "green", fired[0].Values["from"])
	require.Equal(t, "red", fired[0].Values["to"])
}

func TestLateNewsRewritesNoEdge(t *testing.T) {
	t.Parallel()
	st := customer(t, play("save", dropBy15In7d))
	st.login(at("1d"), "a", "b", "c", "d")
	st.advance(at("9d"))
	require.Equal(t, []string{"save enrolled"}, summary(st.all))
	for _, id := range []string{"a", "b", "c", "d"} {
		require.Empty(t, st.send(at("9d1h"), Entry{Type: "login", Contact: id, Time: at("7d")}))
	}
	require.InDelta(t, 100, *st.s.Health.Score, 0, "they were there all the time, which counts from now on")
	require.Len(t, st.all, 1, "and what was decided is decided")
	st.advance(at("40d"))
	require.Equal(t, []string{"save enrolled", "save skipped already_running"}, summary(st.all), "the next fall is another one")
}

func TestDropByTimeAlone(t *testing.T) {
	t.Parallel()
	st := customer(t, play("save", dropBy15In7d))
	st.login(at("1d"), "a", "b", "c", "d")
	st.advance(at("20d"))
	require.Equal(t, []string{"save enrolled"}, summary(st.all), "nobody logged in again: the score fell without an event")
	w := st.core.metrics["active_7d"].window("acme")
	require.Equal(t, w.Leaves(w.Bucket(at("1d"))), st.all[0].At, "at the instant at which the logins left the window")
	require.Empty(t, st.all[0].CauseID)
}

func TestPeaksKeepWhatAMaximumNeeds(t *testing.T) {
	t.Parallel()
	st := grades(t, 80, dropBy15In7d)
	for i, score := range []float64{70, 75, 74, 73, 74.5, 72} {
		st.grade(start.Add(time.Duration(i+1)*time.Hour), score)
	}
	var scores []float64
	for _, p := range st.s.Health.Peaks {
		scores = append(scores, p.Score)
	}
	require.Equal(t, []float64{80, 75, 74.5, 72}, scores)
	st.grade(at("9d"), 71)
	require.Len(t, st.s.Health.Peaks, 2)
}
