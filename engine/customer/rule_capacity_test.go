package customer

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func limitedTo(rules string) string { return play("p", onTicket+"\n  enroll {\n"+rules+"\n}") }

// berlin is an instant on the clock of the company.
func berlin(text string) time.Time {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04:05", text, zone)
	if err != nil {
		panic(err)
	}
	return at.UTC()
}

// Several runs that one account starts at one moment are counted, though nobody has recorded them yet.
func TestWhatOneEvaluationStartsIsCounted(t *testing.T) {
	t.Parallel()
	for _, limit := range []string{`quota = "1 per day"`, "max_running = 1"} {
		h := newSharedCapacity(t, play("p", onTicket+`
  trigger "event" {
    event = "ticket"
    when  = "event.level > 1"
  }
  enroll {
    key = "trigger.at + string(trigger.event.level == nil) + string(event.level > 1)"
    `+limit+`
  }`))
		decisions := h.ticket("a", at("1h"), "level", 2.0)
		require.Len(t, decisions, 2)
		require.Equal(t, Enrol, decisions[0].Outcome)
		require.Equal(t, Skip, decisions[1].Outcome)
	}
}

func TestWhyTellsWhetherThereIsRoom(t *testing.T) {
	t.Parallel()
	h := newSharedCapacity(t, limitedTo(`
    quota = "1 per month"
    max_running = 2
  `))
	rulings := func(now time.Time) map[string]RuleStatus {
		w, err := h.core.Why(h.state("b", start), "p", now, func(string) *Entry { return nil })
		require.NoError(t, err)
		all := map[string]RuleStatus{}
		for _, r := range w.Cases[0].Rules {
			all[r.Rule] = r
		}
		return all
	}
	free := rulings(at("1h"))
	require.Equal(t, Passed, free["quota"].Verdict)
	require.Equal(t, "The quota leaves room.", free["quota"].Detail)
	require.Equal(t, "The number of runs in progress leaves room.", free["max_running"].Detail)
	h.ticket("a", at("2h"))
	full := rulings(at("3h"))
	require.Equal(t, Refused, full["quota"].Verdict)
	require.Equal(t, berlin("2026-04-01 00:00:00"), full["quota"].Until)
	require.Equal(t, Passed, rulings(berlin("2026-04-01 00:00:00"))["quota"].Verdict)
	unlimited := newSharedCapacity(t, play("p", onTicket))
	w, err := unlimited.core.Why(unlimited.state("b", start), "p", at("1h"), func(string) *Entry { return nil })
	require.NoError(t, err)
	require.Contains(t, fmt.Sprint(w.Cases[0].Rules), "The playbook has no quota.")
}

// Whatever comes in whatever order, no period has more starts than the quota, and no more runs go on at once
// than may; who is refused is refused because it is so.
func TestLimitsHoldForAllAccounts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		most := rapid.IntRange(1, 4).Draw(r, "max_running")
		n := rapid.IntRange(1, 3).Draw(r, "quota")
		per := rapid.SampledFrom([]string{"day", "week", "6h", "1d", "2d"}).Draw(r, "per")
		h := newSharedCapacity(t, limitedTo(fmt.Sprintf("max_running = %d\n quota = \"%d per %s\"\n", most, n, per)))
		now := berlin(rapid.SampledFrom([]string{"2026-03-27 12:00:00", "2026-10-23 12:00:00"}).Draw(r, "from"))
		for range rapid.IntRange(1, 50).Draw(r, "steps") {
			now = now.Add(time.Duration(rapid.SampledFrom([]int{0, 1, 3600, 6 * 3600, 9*3600 + 1, 24 * 3600}).Draw(r, "seconds")) * time.Second)
			if going := h.inProgress(now); len(going) > 0 && rapid.Bool().Draw(r, "ends") {
				h.end(rapid.SampledFrom(going).Draw(r, "run"), now)
				continue
			}
			account := fmt.Sprint(rapid.IntRange(0, 9).Draw(r, "account"))
			for _, d := range h.ticket(account, now) {
				h.requireReason(r, d, most)
			}
		}
		h.requireLimits(r, most, n)
	})
}

func (h *sharedCapacity) inProgress(now time.Time) (going []*capacityRun) {
	for _, r := range h.runs {
		if r.ended.IsZero() || r.ended.After(now) {
			going = append(going, r)
		}
	}
	return going
}

func (h *sharedCapacity) requireReason(r *rapid.T, d Decision, most int) {
	switch going := len(h.inProgress(d.At)); d.Reason {
	case ReasonMaxRunning:
		require.Equal(r, most, going)
	case ReasonQuota:
		require.Less(r, going, most)
	}
}

// requireLimits checks every instant at which a run starts.
func (h *sharedCapacity) requireLimits(r require.TestingT, most, n int) {
	quota := h.core.playbooksByName["p"].Enroll.Quota
	for _, one := range h.runs {
		going, started := 0, 0
		for _, other := range h.runs {
			if !other.started.After(one.started) && (other.ended.IsZero() || other.ended.After(one.started)) {
				going++
			}
			if !other.started.After(one.started) && h.core.leavesQuota(quota, other.started).After(one.started) {
				started++
			}
		}
		require.LessOrEqual(r, going, most, strings.Join(h.lines(), "\n"))
		require.LessOrEqual(r, started, n, strings.Join(h.lines(), "\n"))
	}
}

func (h *sharedCapacity) lines() (lines []string) {
	for _, r := range h.runs {
		lines = append(lines, fmt.Sprint(r.account, " ", r.started, " to ", r.ended))
	}
	return lines
}
