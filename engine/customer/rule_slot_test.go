package customer

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// byLevel is a playbook with a run for each level of a ticket, and a cooldown of each.
const byLevel = onTicket + "\n  enroll {\n    key      = \"event.level\"\n    cooldown = %q\n  }"

// finishKey ends the run of one value of a playbook's key.
func (st *scenario) finishKey(received time.Time, playbook, key string) []Decision {
	st.tb.Helper()
	slot := st.s.Enrolled[playbook]["/"+key]
	require.NotNil(st.tb, slot, "nothing is known of %q", key)
	return st.send(received, Entry{Source: SourceTend, Type: TypeRunFinished, Data: data("playbook", playbook, "run", slot.Running)})
}

func TestEachKeyHasItsOwnRunAndCooldown(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", fmt.Sprintf(byLevel, "2d")))
	first := st.event(at("1d"), "ticket", "level", 1.0)
	require.Equal(t, []string{"p enrolled"}, summary(first))
	require.Equal(t, "1", first[0].Key)
	require.Equal(t, []string{"p enrolled"}, summary(st.event(at("1d1h"), "ticket", "level", 2.0)), "another key, another run")
	again := st.event(at("1d2h"), "ticket", "level", 1.0)
	require.Equal(t, []string{"p skipped already_running"}, summary(again))
	require.Equal(t, fmt.Sprintf("Run %s of the playbook for the key \"1\" is still in progress.", RunID(first[0].Occurrence)), again[0].Detail)
	require.Len(t, st.s.Running(), 2)

	st.finishKey(at("2d"), "p", "1")
	require.Equal(t, true, st.fact(at("2d"), "running", "p"), "the other one runs")
	cooling := st.event(at("4d").Add(-time.Second), "ticket", "level", 1.0)
	require.Equal(t, []string{"p skipped cooldown"}, summary(cooling))
	require.Equal(t, "The last run for the key \"1\" ended on 2026-03-05 09:00, and the cooldown of 2d lasts until 2026-03-07 09:00.", cooling[0].Detail)
	st.finishKey(at("4d"), "p", "2")
	require.Equal(t, false, st.fact(at("4d"), "running", "p"))
	require.Equal(t, []string{"p enrolled"}, summary(st.event(at("4d"), "ticket", "level", 1.0)))
	require.Equal(t, []string{"p skipped cooldown"}, summary(st.event(at("4d"), "ticket", "level", 2.0)))
}

func TestOccurrencesWithoutAKeyShareOneSlot(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", fmt.Sprintf(byLevel, "2d")))
	require.Equal(t, []string{"p enrolled"}, summary(st.event(at("1d"), "ticket")))
	require.Equal(t, []string{"p enrolled"}, summary(st.event(at("1d"), "ticket", "level", 1.0)))
	require.Equal(t, []string{"p skipped already_running"}, summary(st.event(at("1d"), "ticket")))
}

func TestAKeyThatFailsIsAReason(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", onTicket+"\n  enroll { key = \"int(account.name)\" }"))
	st.send(at("1h"), Entry{Source: SourceTend, Type: TypeAccountUpdated, Data: data("name", "Acme")})
	decisions := st.event(at("1d"), "ticket")
	require.Equal(t, []string{"p skipped expression_error"}, summary(decisions))
	require.Contains(t, decisions[0].Detail, "The playbook's key could not be evaluated: ")
}

func TestSlotsThatSayNothingAreForgotten(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", fmt.Sprintf(byLevel, "2d")), play("own", onTicket), play("once", fmt.Sprintf(byLevel, "never")))
	st.event(at("1d"), "ticket", "level", 1.0)
	for _, playbook := range []string{"p", "once"} {
		st.finishKey(at("2d"), playbook, "1")
	}
	st.finish(at("2d"), "own")
	st.event(at("4d").Add(-time.Second), "used")
	st.core.Rebase(st.s, nil, st.s.Now)
	require.Contains(t, st.s.Enrolled, "p", "its cooldown is on")
	after := stored(t, st.s)
	st.event(at("4d"), "used")
	st.core.Rebase(st.s, nil, st.s.Now)
	require.NotContains(t, st.s.Enrolled, "p")
	st.core.Advance(after, at("40d"))
	require.NotContains(t, after.Enrolled, "p", "time does it too")
	require.Contains(t, st.s.Enrolled, "once")
	require.Equal(t, at("2d"), st.s.Enrolled["own"][ownSlot].Ended, "a cooldown may be added later")
}

func TestTheNumberOfSlotsIsBounded(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", onTicket+"\n  enroll {\n    key      = \"event.id\"\n    cooldown = \"never\"\n  }"))
	enrol := func(i int) []string {
		return summary(st.send(at("1d").Add(time.Duration(i)*time.Second), Entry{ID: fmt.Sprint(i), Type: "ticket"}))
	}
	for i := range MaxSlots {
		require.Equal(t, []string{"p enrolled"}, enrol(i))
	}
	require.Equal(t, []string{"p skipped already_running"}, enrol(MaxSlots))
	last := st.all[len(st.all)-1]
	require.Equal(t, "2000 runs of the playbook are in progress, as many as one account can have.", last.Detail)

	st.finishKey(at("2d"), "p", "7")
	st.finishKey(at("2d1h"), "p", "3")
	require.Equal(t, []string{"p enrolled"}, summary(st.send(at("3d"), Entry{ID: "more", Type: "ticket"})))
	require.Len(t, st.s.Enrolled["p"], MaxSlots)
	require.NotContains(t, st.s.Enrolled["p"], "/7", "it ended first")
	require.Contains(t, st.s.Enrolled["p"], "/3")
}

// A playbook that loses or gets a key while its runs go on still learns of their ends.
func TestRunsEndWhateverTheirSlotIsCalledToday(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", fmt.Sprintf(byLevel, "2d")))
	st.event(at("1d"), "ticket", "level", 1.0)
	run := st.s.Running()[0]
	st.core = New(load(t, company, play("p", onTicket)), 2, everSeen)
	st.core.Rebase(st.s, nil, at("1d1h"))
	require.Equal(t, []string{run}, st.s.Running())
	st.send(at("2d"), Entry{Source: SourceTend, Type: TypeRunFinished, Data: data("playbook", "p", "run", run)})
	require.Empty(t, st.s.Running())
}

// In random stories, at most one run of each key is in progress, none starts within a cooldown, and what is
// refused is refused for a reason that a list of all runs confirms.
func TestSlotsAgreeWithAListOfAllRuns(t *testing.T) {
	t.Parallel()
	core := New(load(t, company, play("p", fmt.Sprintf(byLevel, "2d"))), 1, everSeen)
	type run struct {
		id    string
		ended time.Time
	}
	rapid.Check(t, func(r *rapid.T) {
		st := &scenario{tb: t, core: core, s: core.Fresh("acme", start)}
		st.update(start, map[string]any{"status": "customer"})
		runs, now := map[string]run{}, start
		for range rapid.IntRange(1, 60).Draw(r, "steps") {
			now = now.Add(time.Duration(rapid.SampledFrom([]int{0, 1, 12, 24, 48}).Draw(r, "hours")) * time.Hour)
			level := rapid.IntRange(1, 4).Draw(r, "key")
			key := fmt.Sprint(level)
			last, known := runs[key]
			if known && last.ended.IsZero() && rapid.Bool().Draw(r, "ends") {
				st.send(now, Entry{Source: SourceTend, Type: TypeRunFinished, Data: data("playbook", "p", "run", last.id)})
				runs[key] = run{last.id, now}
				continue
			}
			d := st.event(now, "ticket", "level", float64(level))[0]
			switch {
			case known && last.ended.IsZero():
				require.Equal(r, ReasonAlreadyRunning, d.Reason)
			case known && now.Before(last.ended.Add(48*time.Hour)):
				require.Equal(r, ReasonCooldown, d.Reason)
			default:
				require.Equal(r, Enrol, d.Outcome)
				runs[key] = run{id: RunID(d.Occurrence)}
			}
			if rapid.IntRange(0, 5).Draw(r, "stored") == 0 {
				st.s = stored(r, st.s)
			}
		}
	})
}
