package customer

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/calendar"
)

// aiming is a playbook with goals, whose control group is everyone or nobody.
func aiming(percent int, goals ...string) string {
	return play("p", fmt.Sprintf("%s\n  enroll { control_group = %d }\n%s", onTicket, percent, strings.Join(goals, "\n")))
}

// goal is a goal of the given body.
func goal(name, body string) string { return fmt.Sprintf("  goal %q {\n%s\n  }", name, body) }

const (
	growsIn10d = "    when   = \"account.ltv >= 9000\"\n    within = \"10d\""
	signsIn2d  = "    event  = \"nps\"\n    when   = \"event.score >= 9\"\n    within = \"2d\""
)

// nobody and everyone are percentages of control groups: the lot of acme in p is 58.9.
const (
	nobody   = 0
	everyone = 99
)

var richer = map[string]any{"status": "customer", "ltv": 9000.0, "seats": 4.0}

// aims is what became of goals, a line each, in the order in which it did.
func (st *scenario) aims() []string {
	lines := []string{}
	for _, g := range st.s.TakeGoals() {
		line := g.Name + " watched"
		if g.Outcome != "" {
			line = fmt.Sprintf("%s %s after %s", g.Name, g.Outcome, g.At.Sub(g.Started))
		}
		lines = append(lines, line)
	}
	return lines
}

func TestAGoalIsReachedWhenItTurnsTrue(t *testing.T) {
	t.Parallel()
	for _, group := range []int{nobody, everyone} {
		st := customer(t, aiming(group, goal("grown", growsIn10d), goal("promoter", signsIn2d)))
		st.event(at("1d"), "ticket")
		require.Equal(t, []string{"grown watched", "promoter watched"}, st.aims())
		if group == nobody {
			st.finish(at("1d1h"), "p") // A goal outlives the run.
		}
		st.event(at("2d"), "nps", "score", 8.0)
		require.Empty(t, st.aims())
		st.event(at("2d1h"), "nps", "score", 9.0)
		require.Equal(t, []string{"promoter reached after 25h0m0s"}, st.aims())
		st.s = stored(t, st.s)
		st.update(at("5d"), richer)
		goals := st.s.TakeGoals()
		require.Len(t, goals, 1)
		require.Equal(t, Goal{
			Enrolment: RunID(st.all[0].Occurrence), Account: "acme", Playbook: "p",
			Name: "grown", Definition: st.core.playbooksByName["p"].goals[0].Hash, Control: group == everyone,
			Started: at("1d"), Until: at("11d"), Outcome: Reached, At: at("5d"), Detail: "account.ltv is 9000.",
		}, goals[0])
		require.Nil(t, st.s.Tracked, "nothing is left to watch")
		require.Empty(t, st.advance(at("300d")))
		require.Empty(t, st.aims(), "each ends once")
	}
}

func TestAGoalIsMissedAtTheEndOfItsTime(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		grows time.Time
		want  string
	}{
		"before": {at("11d").Add(-time.Second), "grown reached after 239h59m59s"},
		"at":     {at("11d"), "grown missed after 240h0m0s"},
		"after":  {at("11d").Add(time.Second), "grown missed after 240h0m0s"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := customer(t, aiming(everyone, goal("grown", growsIn10d)))
			st.event(at("1d"), "ticket")
			st.aims()
			require.Equal(t, at("11d"), st.core.Due(st.s))
			st.update(test.grows, richer)
			require.Equal(t, []string{test.want}, st.aims())
		})
	}
	st := customer(t, aiming(nobody, goal("grown", growsIn10d), goal("promoter", signsIn2d)))
	st.event(at("1d"), "ticket")
	st.advance(at("11d"))
	goals := st.s.TakeGoals()[2:]
	require.Equal(t, at("3d"), goals[0].At)
	require.Equal(t, "No such event nps arrived in time.", goals[0].Detail)
	require.Equal(t, "account.ltv is 5000.", goals[1].Detail)
}

// Business time and days of 23 hours count as everywhere else.
func TestTheTimeOfAGoalIsTheWorkspaces(t *testing.T) {
	t.Parallel()
	st := customer(t, aiming(everyone, goal("soon", strings.Replace(growsIn10d, "10d", "2 business days", 1)), goal("spring", strings.Replace(growsIn10d, "10d", "4w", 1))))
	st.event(at("3d"), "ticket") // Friday, 09:00
	st.advance(at("60d"))
	goals := st.s.TakeGoals()
	hours := st.core.hours
	require.Equal(t, hours.Add(at("3d"), parsed(t, "2 business days")), goals[2].At)
	require.Equal(t, at("31d").Add(-time.Hour), goals[3].At, "the clocks go forward in between")
}

func TestWhatIsTrueAlreadyTellsNothing(t *testing.T) {
	t.Parallel()
	st := customer(t, aiming(nobody, goal("grown", growsIn10d)))
	st.update(at("1h"), richer)
	st.event(at("1d"), "ticket")
	require.Equal(t, []string{"grown already after 0s"}, st.aims())
	require.Nil(t, st.s.Tracked)
}

func TestTheEventThatEnrolsReachesNoGoal(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", onTicket+"\n  enroll { control_group = 99 }"+"\n"+goal("again", "    event  = \"ticket\"\n    when   = \"event.level == trigger.event.level\"\n    within = \"9d\"")))
	st.event(at("1d"), "ticket", "level", 2.0)
	require.Equal(t, []string{"again watched"}, st.aims())
	st.s = stored(t, st.s)
	st.event(at("1d"), "ticket", "level", 3.0)
	require.Equal(t, []string{"again watched"}, st.aims(), "of the second enrolment")
	st.event(at("1d"), "ticket", "level", 2.0)
	require.Equal(t, []string{"again reached after 0s", "again watched"}, st.aims(), "of the first")
}

func TestTimeAloneReachesAGoal(t *testing.T) {
	t.Parallel()
	st := customer(t, aiming(everyone, goal("calm", "    when   = \"metric.bad_tickets_2d == 0\"\n    within = \"30d\"")))
	st.event(at("1d"), "ticket", "level", 3.0)
	st.aims()
	st.advance(at("20d"))
	goals := st.s.TakeGoals()
	require.Len(t, goals, 1)
	require.Equal(t, Reached, goals[0].Outcome)
	require.WithinDuration(t, at("3d"), goals[0].At, time.Hour, "when its bucket has left the window")
	require.Equal(t, "metric.bad_tickets_2d is 0.", goals[0].Detail)
}

// An account that gets old enough to be compared with its past can reach a goal by that.
func TestTimeAloneReachesAGoalThatCompares(t *testing.T) {
	t.Parallel()
	st := customer(t, aiming(everyone, goal("more", "    when   = \"change.usage_10d > 1\"\n    within = \"30d\"")))
	st.event(at("5d"), "used", "n", 2.0)
	st.event(at("15d"), "used", "n", 5.0)
	st.event(at("16d"), "ticket")
	require.Equal(t, []string{"more watched"}, st.aims(), "nothing to compare with")
	st.advance(at("40d"))
	goals := st.s.TakeGoals()
	require.Len(t, goals, 1)
	require.Equal(t, Reached, goals[0].Outcome)
	require.WithinDuration(t, at("20d"), goals[0].At, 10*time.Hour)
}

// Neither an edit nor an import is anybody's success.
func TestEditsAndImportsReachNoGoal(t *testing.T) {
	t.Parallel()
	busy := goal("busy", "    when   = \"metric.tickets_30d >= 3\"\n    within = \"30d\"")
	st := customer(t, aiming(everyone, busy, goal("promoter", strings.Replace(signsIn2d, "2d", "31d", 1))))
	st.event(at("1d"), "ticket")
	st.aims()
	history := []Entry{
		{Seq: 50, Type: "ticket", Time: at("1h"), Received: at("2d"), Imported: true},
		{Seq: 51, Type: "ticket", Time: at("1h"), Received: at("2d"), Imported: true},
	}
	imported, edited := &scenario{tb: t, core: st.core, s: stored(t, st.s)}, &scenario{tb: t, core: st.core, s: stored(t, st.s), log: st.log}
	imported.core.ApplyAll(imported.s, slices.Values(history), at("2d"))
	imported.core.Apply(imported.s, Entry{Seq: 52, Type: "nps", Received: at("2d"), Data: data("score", 9.0), Imported: true})
	require.Empty(t, imported.aims())
	require.True(t, imported.s.Tracked[0].Goals[0].True, "noted")

	for range 3 {
		edited.event(at("2d"), "met", "purpose", "talk")
	}
	edited.core = New(load(t, strings.Replace(company, "metric \"tickets_30d\" {\n  event  = \"ticket\"", "metric \"tickets_30d\" {\n  event  = \"met\"", 1), aiming(everyone, busy)), 2, everSeen)
	edited.core.Rebase(edited.s, func(yield func(Entry) bool) {
		for _, e := range edited.log {
			yield(e)
		}
	}, at("3d"))
	edited.aims()
	require.True(t, edited.s.Tracked[0].Goals[0].True, "noted")

	imported.advance(at("33d"))
	require.Equal(t, []string{"busy missed after 719h0m0s", "promoter missed after 743h0m0s"}, imported.aims(), "the clocks go forward in between")
}

func TestAnEnrolmentKeepsTheGoalsThatItBeganWith(t *testing.T) {
	t.Parallel()
	st := customer(t, aiming(everyone, goal("grown", growsIn10d)))
	st.event(at("1d"), "ticket")
	st.aims()
	old := st.core.workspace.Playbooks["p"].Goals
	for name, playbooks := range map[string]string{
		"edited":  aiming(everyone, goal("grown", strings.NewReplacer("9000", "7000", "10d", "20d").Replace(growsIn10d))),
		"removed": "",
	} {
		edited := &scenario{tb: t, core: New(load(t, company, playbooks), 2, everSeen), s: stored(t, st.s), log: st.log}
		edited.core.Keep(old...)
		edited.core.Rebase(edited.s, func(func(Entry) bool) {}, at("2d"))
		edited.update(at("3d"), map[string]any{"status": "customer", "ltv": 8000.0})
		require.Empty(t, edited.aims(), name)
		edited.advance(at("30d"))
		require.Equal(t, []string{"grown missed after 240h0m0s"}, edited.aims(), name)
	}
}

func TestAGoalIsLostWithTheFactsThatItReads(t *testing.T) {
	t.Parallel()
	const met = "    event  = \"connected\"\n    within = \"10d\""
	st := customer(t, aiming(everyone, goal("grown", growsIn10d)))
	st.event(at("1d"), "ticket")
	st.aims()
	other := customer(t, aiming(everyone, goal("met", met)))
	other.event(at("1d"), "ticket")
	other.aims()
	old := st.core.workspace.Playbooks["p"].Goals
	retyped := strings.Replace(company, "attribute \"account\" \"ltv\" { type = number }", "attribute \"account\" \"ltv\" { type = string }", 1)
	retyped = strings.Replace(retyped, "account.ltv >= 1000", "account.ltv == 'much'", 1)
	for name, test := range map[string]struct {
		of        *scenario
		workspace string
		kept      []*dsl.Goal
		detail    string
	}{
		"retyped":  {st, retyped, old, "It reads account.ltv, which isn't declared as it was any more."},
		"unknown":  {st, company, nil, "What it asks for isn't known any more."},
		"no event": {other, "", other.core.workspace.Playbooks["p"].Goals, "It waits for the event connected, which isn't declared any more."},
	} {
		lost := &scenario{tb: t, core: New(load(t, test.workspace), 2, everSeen), s: stored(t, test.of.s)}
		lost.core.Keep(test.kept...)
		lost.core.Rebase(lost.s, func(func(Entry) bool) {}, at("2d"))
		goals := lost.s.TakeGoals()
		require.Len(t, goals, 1, name)
		require.Equal(t, Lost, goals[0].Outcome)
		require.Equal(t, test.detail, goals[0].Detail)
		require.Nil(t, lost.s.Tracked)
	}
}

func TestTheNumberOfTrackedEnrolmentsIsBounded(t *testing.T) {
	t.Parallel()
	st := customer(t, aiming(everyone, goal("grown", growsIn10d)))
	for i := range MaxTracked + 1 {
		st.event(at("1d").Add(time.Duration(i)*time.Second), "ticket")
	}
	require.Len(t, st.s.Tracked, MaxTracked)
	goals := st.s.TakeGoals()
	require.Equal(t, Lost, goals[MaxTracked].Outcome)
	require.Equal(t, "100 enrolments of the account are watched, as many as can be.", goals[MaxTracked].Detail)
}

func TestTheSizeOfTrackedEnrolmentsIsBounded(t *testing.T) {
	t.Parallel()
	again := goal("again", "    event  = \"met\"\n    when   = \"event.purpose == trigger.event.purpose\"\n    within = \"10d\"")
	aims := strings.Replace(aiming(everyone, goal("grown", growsIn10d), again), "ticket", "met", 1)
	st := customer(t, aims)
	text := strings.Repeat("x", MaxHeldBytes/4)
	for i := range 10 {
		st.event(at("1d").Add(time.Duration(i)*time.Second), "met", "purpose", text+fmt.Sprint(i))
	}
	require.Len(t, st.s.Tracked, 3)
	goals := st.s.TakeGoals()
	require.Len(t, goals, 20)
	require.Equal(t, Lost, goals[6].Outcome)
	require.Equal(t, "3 enrolments of the account are watched, as many as can be.", goals[6].Detail)
	require.Less(t, len(encoded(t, st.s.Tracked)), MaxHeldBytes)
}

// In random stories the treated and the control group have the same goals at the same times, as the run
// changes nothing here; they end when a trigger of the same expression fires, or at the end of
// their time; and neither storing nor evaluating more often makes a difference.
func TestGoalsEndAtTheirInstants(t *testing.T) {
	t.Parallel()
	const busy = "metric.bad_tickets_2d >= 2"
	becomes := play("q", "  trigger \"becomes\" { when = \""+busy+"\" }")
	goals := goal("busy", "    when   = \""+busy+"\"\n    within = \"3d\"")
	treated := New(load(t, company, aiming(nobody, goals), becomes), 1, everSeen)
	control := New(load(t, company, aiming(everyone, goals), becomes), 1, everSeen)
	begin := func(c *Core) *scenario {
		st := &scenario{tb: t, core: c, s: c.Fresh("acme", start)}
		st.update(start, richer)
		return st
	}
	rapid.Check(t, func(rt *rapid.T) {
		a, b, now := begin(treated), begin(control), start
		var first time.Time
		for i := range rapid.IntRange(1, 30).Draw(rt, "tickets") {
			now = now.Add(time.Duration(rapid.IntRange(0, 40).Draw(rt, "hours")) * time.Hour)
			level := float64(rapid.IntRange(2, 4).Draw(rt, "level"))
			if i == 0 {
				first = now
			}
			b.advance(now.Add(-time.Minute))
			if rapid.Bool().Draw(rt, "stored") {
				pending := b.s.goals
				b.s = stored(rt, b.s)
				b.s.goals = pending
			}
			a.event(now, "ticket", "level", level)
			b.event(now, "ticket", "level", level)
		}
		a.advance(now.AddDate(0, 1, 0))
		b.advance(now.AddDate(0, 1, 0))
		want := Goal{Outcome: Missed, At: first.Add(72 * time.Hour)}
		for _, d := range a.all {
			if d.Playbook == "q" && d.At.Before(want.At) {
				want = Goal{Outcome: Reached, At: d.At}
			}
		}
		id := RunID(firstOf(a.all, "p").Occurrence)
		for group, st := range map[bool]*scenario{false: a, true: b} {
			var ends []Goal
			for _, g := range st.s.TakeGoals() {
				require.Equal(rt, group, g.Control)
				if g.Enrolment == id && g.Outcome != "" {
					ends = append(ends, g)
				}
			}
			require.Len(rt, ends, 1)
			require.Equal(rt, want.Outcome, ends[0].Outcome)
			require.True(rt, want.At.Equal(ends[0].At), "%s, not %s", want.At, ends[0].At)
		}
	})
}

func firstOf(decisions []Decision, playbook string) Decision {
	for _, d := range decisions {
		if d.Playbook == playbook {
			return d
		}
	}
	return Decision{}
}

func parsed(t *testing.T, text string) calendar.Duration {
	t.Helper()
	d, err := calendar.Parse(text)
	require.NoError(t, err)
	return d
}

func TestWhyTellsOfTheGoalsThatAreTracked(t *testing.T) {
	t.Parallel()
	st := customer(t, aiming(everyone, goal("grown", growsIn10d), goal("promoter", signsIn2d)))
	st.event(at("1d"), "ticket")
	w, err := st.core.Why(st.s, "p", at("2d"), func(string) *Entry { return nil })
	require.NoError(t, err)
	require.Len(t, w.TrackedGoals, 2)
	require.Equal(t, "grown", w.TrackedGoals[0].Name)
	require.True(t, w.TrackedGoals[0].Control)
	require.Equal(t, at("11d"), w.TrackedGoals[0].Until)
	require.Equal(t, "false", w.TrackedGoals[0].Condition.Value)
	require.InDelta(t, 5000, w.TrackedGoals[0].Condition.Facts[0].Value, 0)
	require.Nil(t, w.TrackedGoals[1].Condition)
	w, err = st.core.Why(st.s, "p", at("11d"), func(string) *Entry { return nil })
	require.NoError(t, err)
	require.Empty(t, w.TrackedGoals)
}

// A goal keeps the variables that it was defined with, and what is decided next sees the workspace's.
func TestAGoalsVariablesAreItsOwn(t *testing.T) {
	t.Parallel()
	st := customer(t, `variable "many" { default = 2 }`,
		aiming(everyone, goal("busy", "    when   = \"metric.tickets_30d >= var.many + 5\"\n    within = \"10d\"")),
		play("q", onTicket+"\n  priority = 1\n  enroll { key = \"var.many\" }"))
	require.Equal(t, "2", st.event(at("1d"), "ticket")[0].Key)
	next := st.event(at("2d"), "ticket")
	require.Equal(t, "2", next[0].Key, "the goal was looked at just before")
	require.Equal(t, ReasonAlreadyRunning, next[0].Reason)
}
