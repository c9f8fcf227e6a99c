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

func TestQuotasAtTheEdgesOfTheirPeriods(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		quota, first, full, room, until string
	}{
		"a day":                   {"1 per day", "2026-03-03 00:00:00", "2026-03-03 23:59:59", "2026-03-04 00:00:00", "2026-03-04 00:00"},
		"a day of 23 hours":       {"1 per day", "2026-03-29 00:30:00", "2026-03-29 23:59:59", "2026-03-30 00:00:00", "2026-03-30 00:00"},
		"a day of 25 hours":       {"1 per day", "2026-10-25 00:30:00", "2026-10-25 23:59:59", "2026-10-26 00:00:00", "2026-10-26 00:00"},
		"a week is from Monday":   {"1 per week", "2026-03-09 00:00:00", "2026-03-15 23:59:59", "2026-03-16 00:00:00", "2026-03-16 00:00"},
		"a month":                 {"1 per month", "2026-02-28 23:59:59", "2026-02-28 23:59:59", "2026-03-01 00:00:00", "2026-03-01 00:00"},
		"February of a leap year": {"1 per month", "2028-02-01 00:00:00", "2028-02-29 23:59:59", "2028-03-01 00:00:00", "2028-03-01 00:00"},
		"a quarter":               {"1 per quarter", "2026-04-01 00:00:00", "2026-06-30 23:59:59", "2026-07-01 00:00:00", "2026-07-01 00:00"},
		"a year":                  {"1 per year", "2026-01-01 00:00:00", "2026-12-31 23:59:59", "2027-01-01 00:00:00", "2027-01-01 00:00"},
		"any hours":               {"1 per 12h", "2026-03-28 20:00:00", "2026-03-29 08:59:59", "2026-03-29 09:00:00", "2026-03-29 09:00"},
		"any days":                {"1 per 2d", "2026-03-28 20:00:00", "2026-03-30 19:59:59", "2026-03-30 20:00:00", "2026-03-30 20:00"},
		"a gap":                   {"1 per 1d", "2026-03-28 02:30:00", "2026-03-29 03:29:59", "2026-03-29 03:30:00", "2026-03-29 03:30"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, limitedTo(fmt.Sprintf("quota = %q", c.quota)))
			require.Equal(t, []string{"p enrolled"}, summary(h.ticket("a", berlin(c.first))))
			no := h.ticket("b", berlin(c.full))
			require.Equal(t, []string{"p skipped quota"}, summary(no))
			require.Equal(t, fmt.Sprintf("The quota of %s is used up; there is room again on %s.", c.quota, c.until), no[0].Detail)
			require.Equal(t, []string{"p enrolled"}, summary(h.ticket("c", berlin(c.room))))
		})
	}
}

func TestAQuotaCountsStartsAndNotThoseOfOthers(t *testing.T) {
	t.Parallel()
	h := newHouse(t, limitedTo(`quota = "2 per day"`), play("other", onTicket+"\nwhen = \"account.seats == nil\""), play("dry", "mode = \"dry_run\"\n"+onTicket+"\nenroll { quota = \"1 per day\" }"))
	all := []string{}
	for i, account := range []string{"a", "b", "c"} {
		all = append(all, summary(h.ticket(account, at("1h").Add(time.Duration(i)*time.Minute)))...)
	}
	require.Equal(t, []string{
		"dry skipped dry_run", "other enrolled", "p enrolled",
		"dry skipped dry_run", "other enrolled", "p enrolled",
		"dry skipped dry_run", "other enrolled", "p skipped quota",
	}, all, "a dry run takes no place")
	h.end(h.runs[1], at("2h"))
	require.Equal(t, []string{"p skipped quota"}, summary(h.ticket("d", at("3h"))[2:]), "one that has ended has started too")
}

func TestMaxRunningIsRoomWhenOneEnds(t *testing.T) {
	t.Parallel()
	h := newHouse(t, limitedTo("max_running = 2"))
	require.Equal(t, []string{"p enrolled"}, summary(h.ticket("a", at("1h"))))
	require.Equal(t, []string{"p enrolled"}, summary(h.ticket("b", at("1h"))))
	no := h.ticket("c", at("2h"))
	require.Equal(t, []string{"p skipped max_running"}, summary(no))
	require.Equal(t, "The playbook has 2 runs in progress, as many as may go on at once; there is room when one ends.", no[0].Detail)
	h.end(h.runs[0], at("3h"))
	// An account whose time was passed late asks about a moment at which there was no room.
	late := h.known["c"]
	require.Equal(t, []string{"p skipped max_running"}, summary(h.core.Apply(late, Entry{ID: "late", Type: "ticket", Received: at("3h").Add(-time.Second)})))
	require.Equal(t, []string{"p enrolled"}, summary(h.ticket("c", at("3h"))))
	require.Equal(t, []string{"p skipped max_running"}, summary(h.ticket("d", at("3h"))))
}

// Several runs that one account starts at one moment are counted, though nobody has recorded them yet.
func TestWhatOneTurnStartsIsCounted(t *testing.T) {
	t.Parallel()
	for _, limit := range []string{`quota = "1 per day"`, "max_running = 1"} {
		h := newHouse(t, play("p", onTicket+`
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
	h := newHouse(t, limitedTo(`
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
	unlimited := newHouse(t, play("p", onTicket))
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
		h := newHouse(t, limitedTo(fmt.Sprintf("max_running = %d\n quota = \"%d per %s\"\n", most, n, per)))
		now := berlin(rapid.SampledFrom([]string{"2026-03-27 12:00:00", "2026-10-23 12:00:00"}).Draw(r, "from"))
		for range rapid.IntRange(1, 50).Draw(r, "steps") {
			now = now.Add(time.Duration(rapid.SampledFrom([]int{0, 1, 3600, 6 * 3600, 9*3600 + 1, 24 * 3600}).Draw(r, "seconds")) * time.Second)
			if going := h.going(now); len(going) > 0 && rapid.Bool().Draw(r, "ends") {
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

func (h *house) going(now time.Time) (going []*houseRun) {
	for _, r := range h.runs {
		if r.ended.IsZero() || r.ended.After(now) {
			going = append(going, r)
		}
	}
	return going
}

func (h *house) requireReason(r *rapid.T, d Decision, most int) {
	switch going := len(h.going(d.At)); d.Reason {
	case ReasonMaxRunning:
		require.Equal(r, most, going)
	case ReasonQuota:
		require.Less(r, going, most)
	}
}

// requireLimits looks at every moment at which a run starts.
func (h *house) requireLimits(r require.TestingT, most, n int) {
	quota := h.core.named["p"].Enroll.Quota
	for _, one := range h.runs {
		going, started := 0, 0
		for _, other := range h.runs {
			if !other.started.After(one.started) && (other.ended.IsZero() || other.ended.After(one.started)) {
				going++
			}
			if !other.started.After(one.started) && h.core.leaves(quota, other.started).After(one.started) {
				started++
			}
		}
		require.LessOrEqual(r, going, most, strings.Join(h.list(), "\n"))
		require.LessOrEqual(r, started, n, strings.Join(h.list(), "\n"))
	}
}

func (h *house) list() (lines []string) {
	for _, r := range h.runs {
		lines = append(lines, fmt.Sprint(r.account, " ", r.started, " to ", r.ended))
	}
	return lines
}
