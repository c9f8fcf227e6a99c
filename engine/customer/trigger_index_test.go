package customer

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
	"pgregory.net/rapid"
)

// firings is when the playbook's trigger fired, and what it brought of a few fields.
func firings(st *story, fields ...string) []string {
	lines := []string{}
	for _, d := range st.all {
		line := d.At.In(st.core.hours.Zone()).Format("01-02 15:04:05")
		for _, f := range fields {
			line += fmt.Sprint(" ", d.Values[f])
		}
		lines = append(lines, line)
	}
	return lines
}

func TestBecomesFiresWhenItTurnsTrueAndStaysSo(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", `
  trigger "becomes" {
    when  = "metric.tickets_30d >= 2"
    after = "3d"
  }`))
	st.event(at("1h"), "ticket")
	st.event(at("2h"), "ticket")
	st.event(at("3h"), "ticket") // still true: the three days count from the first moment
	st.advance(at("3d2h").Add(-time.Second))
	require.Empty(t, st.all)
	st.advance(at("3d2h"))
	require.Equal(t, []string{"03-06 11:00:00"}, firings(st))
	require.Equal(t, `"metric.tickets_30d >= 2" has been true for 3d.`, st.all[0].Detail)
	st.event(at("5d"), "ticket")
	st.advance(at("90d")) // the tickets leave the window: it turns false
	require.Len(t, st.all, 1, "once while it is true")
	st.event(at("100d"), "ticket")
	st.event(at("100d1h"), "ticket")
	st.advance(at("104d"))
	require.Len(t, st.all, 2, "and again after it was false")
}

func TestBecomesForgetsWhatDidNotLast(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", `
  trigger "becomes" {
    when  = "account.seats > 10"
    after = "2d"
  }`))
	st.update(at("1d"), map[string]any{"status": "customer", "seats": 20.0})
	st.update(at("2d"), map[string]any{"status": "customer", "seats": 5.0})
	st.update(at("2d12h"), map[string]any{"status": "customer", "seats": 20.0})
	st.advance(at("4d12h").Add(-time.Millisecond))
	require.Empty(t, st.all)
	st.advance(at("9d"))
	require.Equal(t, []string{"03-07 21:00:00"}, firings(st))
}

func TestAnAccountThatComesWithItTrueHasBecomeSo(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", `  trigger "becomes" { when = "account.seats > 1" }`))
	require.Equal(t, []string{"03-03 09:00:00"}, firings(st))
}

func TestUsageLimitFiresTheHighestShareOnceEach(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", `
  trigger "usage_limit" {
    value  = "metric.usage_10d"
    limit  = "account.seats * 25"
    shares = [50, 80, 100]
  }`))
	st.event(at("1h"), "used", "n", 49.0)
	require.Empty(t, st.all)
	st.event(at("2h"), "used", "n", 1.0) // exactly half of a hundred
	st.event(at("3h"), "used", "n", 10.0)
	st.event(at("4h"), "used", "n", 60.0) // over two at once
	st.event(at("5h"), "used", "n", 60.0)
	require.Equal(t, []string{"03-03 11:00:00 50 50 100", "03-03 13:00:00 100 120 100"}, firings(st, "share", "value", "limit"))
	st.advance(at("20d")) // all of it leaves the window
	st.event(at("21d"), "used", "n", 85.0)
	require.Equal(t, "03-24 09:00:00 80 85 100", firings(st, "share", "value", "limit")[2])
}

func TestUsageWithoutALimitCrossesNothing(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", `
  trigger "usage_limit" {
    value = "metric.usage_10d"
    limit = "account.seats"
  }`))
	st.event(at("1h"), "used", "n", 5.0)
	require.Len(t, st.all, 1)
	st.update(at("2h"), map[string]any{"status": "customer"})
	st.update(at("3h"), map[string]any{"status": "customer", "seats": 4.0})
	require.Len(t, st.all, 1, "a limit that was unknown for a while isn't crossed anew")
}

func TestTierMoves(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		trigger string
		want    []string
	}{
		"any":    {`trigger "tier" {}`, []string{"03-04 09:00:00 high low", "03-05 09:00:00 low high"}},
		"enters": {`trigger "tier" { enters = "high" }`, []string{"03-05 09:00:00 low high"}},
		"leaves": {`trigger "tier" { leaves = "high" }`, []string{"03-04 09:00:00 high low"}},
		"both":   {"trigger \"tier\" {\n    enters = \"high\"\n    leaves = \"low\"\n  }", []string{"03-05 09:00:00 low high"}},
		"with a `when`": {`trigger "tier" {
      when = "trigger.to == 'high'"
    }`, []string{"03-04 09:00:00 high low", "03-05 09:00:00 low high"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := customer(t, play("p", test.trigger))
			require.Empty(t, st.all, "the first tier is no move")
			st.update(at("1d"), map[string]any{"status": "customer", "ltv": 5.0})
			st.update(at("1d1h"), map[string]any{"status": "customer", "ltv": 6.0})
			st.update(at("2d"), map[string]any{"status": "customer", "ltv": 5000.0})
			require.Equal(t, test.want, firings(st, "from", "to"))
		})
	}
}

// An account that was unclassified from the start comes from no tier; one that isn't classified for a while does.
func TestTheFirstTierIsNoMove(t *testing.T) {
	t.Parallel()
	st := tell(t, company, "scale \"size\" {\n  level \"big\" { when = \"account.seats > 10\" }\n  level \"small\" {}\n}",
		play("p", `trigger "tier" {}`), play("q", `trigger "scale" { scale = "size" }`))
	st.event(start, "ticket")
	require.Equal(t, dsl.Unclassified, st.s.Tier)
	st.update(at("1h"), map[string]any{"status": "customer", "ltv": 5000.0, "seats": 20.0})
	require.Empty(t, st.all)
	require.Nil(t, st.s.Unplaced)
	st.update(at("1d"), map[string]any{"status": "customer"})
	st.update(at("2d"), map[string]any{"status": "customer", "ltv": 5.0, "seats": 2.0})
	require.Equal(t, []string{
		"03-04 09:00:00 high unclassified", "03-04 09:00:00 big unclassified",
		"03-05 09:00:00 unclassified low", "03-05 09:00:00 unclassified small",
	}, firings(st, "from", "to"))
}

const use = `
scale "use" {
  level "much" {
    when = "metric.usage_10d >= 100"
    hold = "2d"
  }
  level "some" { when = "metric.usage_10d > 0" }
  level "none" {}
}
`

func TestScaleMoves(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		trigger string
		want    []string
	}{
		"any":    {``, []string{"03-03 10:00:00 none some", "03-06 09:00:00 some much", "03-13 15:24:47 much some", "03-14 09:24:47 some none"}},
		"enters": {`enters = "much"`, []string{"03-06 09:00:00 some much"}},
		"leaves": {`leaves = ["none", "some"]`, []string{"03-03 10:00:00 none some", "03-06 09:00:00 some much", "03-14 09:24:47 some none"}},
		"both":   {"enters = \"none\"\n leaves = \"some\"", []string{"03-14 09:24:47 some none"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := customer(t, use, play("p", "trigger \"scale\" {\n scale = \"use\"\n"+test.trigger+"\n}"))
			require.Empty(t, st.all, "the first level is no move")
			st.event(at("1h"), "used", "n", 50.0)
			st.event(at("1d"), "used", "n", 50.0)
			st.advance(at("3d").Add(-time.Second)) // one second before it has held
			st.advance(at("20d"))
			require.Equal(t, test.want, firings(st, "from", "to"))
		})
	}
}

const dated = `attribute "account" "renewal" { type = date }
`

func TestDateTriggersFireAtTheirMoment(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ trigger, date, fires string }{
		"days before":              {`before = "30d"`, "2026-06-01", "05-02 00:00:00"},
		"before, over summer time": {`before = "2d"`, "2026-03-30", "03-28 00:00:00"},
		"a business day before":    {`before = "1 business day"`, "2026-03-16", "03-13 09:00:00"},
		"on the day":               {``, "2026-04-01", "04-01 00:00:00"},
		"after":                    {`after = "1d"`, "2026-03-31", "04-01 00:00:00"},
		"two business days after":  {`after = "2 business days"`, "2026-03-20", "03-24 18:00:00"},
		"leap day":                 {``, "2028-02-29", "02-29 00:00:00"},
		"late, but it still comes": {`before = "60d"`, "2026-03-20", "03-03 09:00:00"},
		"late, on the day itself":  {`before = "60d"`, "2026-03-03", "03-03 09:00:00"},
		"too late":                 {`before = "60d"`, "2026-03-02", ""},
		"after, long past":         {`after = "1d"`, "2026-01-01", ""},
		"not a date":               {``, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := customer(t, dated, play("p", "  trigger \"date\" {\n date = \"account.renewal\"\n"+test.trigger+"\n}"))
			st.update(start, map[string]any{"status": "customer", "renewal": test.date})
			st.advance(start.AddDate(3, 0, 0))
			if test.fires == "" {
				require.Empty(t, st.all)
				return
			}
			require.Equal(t, []string{test.fires + " " + test.date}, firings(st, "date"))
		})
	}
}

func TestADateThatMovesFiresAgain(t *testing.T) {
	t.Parallel()
	st := customer(t, dated, play("p", `
  trigger "date" {
    date   = "account.renewal"
    before = "10d"
  }`))
	renew := func(received time.Time, date string) {
		st.update(received, map[string]any{"status": "customer", "renewal": date})
	}
	renew(at("1h"), "2026-03-20") // due on the 10th
	renew(at("2d"), "2026-03-25") // moved away before: due on the 15th
	st.advance(at("11d"))
	require.Empty(t, st.all)
	st.advance(at("12d"))
	renew(at("13d"), "2026-03-25")
	renew(at("14d"), "2027-03-25")
	st.advance(at("400d"))
	require.Equal(t, []string{"03-15 00:00:00 2026-03-25", "03-15 00:00:00 2027-03-25"}, firings(st, "date"))
	require.Equal(t, "The date 2026-03-25 is 10d away.", st.all[0].Detail)
}

func TestSchedulesComeRound(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		trigger string
		want    []string
	}{
		"monthly":                {`cron = "0 9 1 * *"`, []string{"04-01 09:00:00", "05-01 09:00:00"}},
		"month ends":             {`cron = "30 8 31 * *"`, []string{"03-31 08:30:00"}},
		"skipped by summer time": {`cron = "30 2 29 3 *"`, []string{"03-29 03:30:00"}},
		"once":                   {`at = "2026-03-10 12:00"`, []string{"03-10 12:00:00"}},
		"once, past":             {`at = "2026-03-01"`, []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := customer(t, play("p", "  trigger \"schedule\" {\n"+test.trigger+"\n}"))
			st.advance(time.Date(2026, 5, 15, 0, 0, 0, 0, time.UTC))
			require.Equal(t, test.want, firings(st))
		})
	}
}

func TestASpreadGivesEachAccountItsPlace(t *testing.T) {
	t.Parallel()
	w := load(t, company, play("p", `
  trigger "schedule" {
    cron   = "0 9 * * *"
    spread = "4h"
  }`))
	earliest, latest := 0, 0
	for i := range 200 {
		account := fmt.Sprint("a", i)
		var places []time.Duration
		for range 2 {
			c := New(w, 1, everSeen)
			s := c.Fresh(account, start)
			c.Apply(s, Entry{Seq: 1, Type: TypeAccountUpdated, Received: start, Time: start, Data: data("attributes", map[string]any{"status": "customer"})})
			for _, d := range c.Advance(s, at("3d")) {
				places = append(places, d.At.Sub(d.At.Truncate(24*time.Hour))-8*time.Hour)
			}
		}
		for _, place := range places {
			require.Equal(t, places[0], place, "the same place each day, and in each process")
		}
		require.GreaterOrEqual(t, places[0], time.Duration(0))
		require.Less(t, places[0], 4*time.Hour)
		if places[0] < time.Hour {
			earliest++
		}
		if places[0] >= 3*time.Hour {
			latest++
		}
	}
	require.Greater(t, earliest, 20)
	require.Greater(t, latest, 20)
}

func TestSilenceFiresOnceUntilTheEventComesAgain(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", `
  trigger "inactivity" {
    event = "login"
    after = "14d"
  }`))
	st.login(at("3d"), "ann")
	st.advance(at("17d").Add(-time.Second))
	require.Empty(t, st.all)
	st.advance(at("17d"))
	require.Equal(t, []string{"03-20 09:00:00"}, firings(st))
	st.advance(at("60d"))
	require.Len(t, st.all, 1)
	st.login(at("61d"), "ann")
	st.advance(at("75d"))
	require.Len(t, st.all, 2)
	require.Equal(t, "No event login came for 14d.", st.all[0].Detail)
}

func TestSilenceCountsFromTheStartAndFromWhatCounts(t *testing.T) {
	t.Parallel()
	never := customer(t, play("p", `
  trigger "inactivity" {
    event = "login"
    after = "2d"
  }`))
	never.advance(at("2d"))
	require.Equal(t, []string{"03-05 09:00:00 2026-03-03T08:00:00.000Z"}, firings(never, "since"))

	some := customer(t, play("p", `
  trigger "inactivity" {
    event = "ticket"
    when  = "event.level >= 3"
    after = "5d"
  }`))
	some.event(at("1d"), "ticket", "level", 3.0)
	some.event(at("4d"), "ticket", "level", 1.0)                                          // doesn't count
	some.send(at("5d"), Entry{Type: "ticket", Data: data("level", 4.0), Time: at("12h")}) // late, and older than the last
	some.advance(at("30d"))
	require.Equal(t, []string{"03-09 09:00:00"}, firings(some))
}

func TestAPlaybookFollowsAnother(t *testing.T) {
	t.Parallel()
	st := customer(t, play("first", `
  trigger "event" { event = "contract_signed" }
  exit "connected" { event = "connected" }`), play("second", `
  trigger "playbook" {
    playbook = "first"
    outcome  = "connected"
  }`), play("third", `
  trigger "playbook" { playbook = "first" }`))
	st.event(at("1d"), "contract_signed")
	run := st.s.Enrolled["first"][ownSlot].Running
	st.send(at("2d"), Entry{Source: SourceTend, Type: TypeRunFinished, Data: data("playbook", "first", "run", run, "outcome", "exited", "detail", "connected")})
	require.Equal(t, []string{"first enrolled", "second enrolled", "third enrolled"}, summary(st.all))
	require.Equal(t, "connected", st.all[1].Values["outcome"])

	st.event(at("3d"), "contract_signed")
	run = st.s.Enrolled["first"][ownSlot].Running
	st.send(at("4d"), Entry{Source: SourceTend, Type: TypeRunFinished, Data: data("playbook", "first", "run", run, "outcome", "completed")})
	require.Equal(t, []string{"first enrolled", "third skipped already_running"}, summary(st.all[3:]))
	st.send(at("4d"), Entry{Source: "crm", ID: "forged", Type: TypeRunFinished, Data: data("playbook", "first", "run", "x", "outcome", "completed")})
	require.Len(t, st.all, 5, "only we know of ends")
}

// A run that starts changes what `running` says at the same instant.
func TestAStartIsAFactForOthers(t *testing.T) {
	t.Parallel()
	st := customer(t, play("first", `  trigger "event" { event = "contract_signed" }`),
		play("second", `  trigger "becomes" { when = "running.first" }`))
	st.event(at("1d"), "contract_signed")
	require.Equal(t, []string{"first enrolled", "second enrolled"}, summary(st.all))
	require.Equal(t, st.all[0].At, st.all[1].At)
}

const watchers = `
playbook "becomes" {
  trigger "becomes" {
    when  = "metric.tickets_30d >= 2"
    after = "1d"
  }
  wait "a" { for = "1d" }
}
playbook "limit" {
  trigger "usage_limit" {
    value = "metric.usage_10d"
    limit = "account.seats"
  }
  wait "a" { for = "1d" }
}
playbook "tier" {
  trigger "tier" {}
  wait "a" { for = "1d" }
}
playbook "date" {
  trigger "date" {
    date   = "account.renewal"
    before = "3d"
  }
  wait "a" { for = "1d" }
}
playbook "schedule" {
  trigger "schedule" { cron = "0 9 * * 1" }
  wait "a" { for = "1d" }
}
playbook "silence" {
  trigger "inactivity" {
    event = "login"
    after = "4d"
  }
  wait "a" { for = "1d" }
}
`

// Triggers that a version adds begin at the current level: who matches already isn't enrolled by the edit,
// and a silence is measured from the log.
func TestAnEditFiresNoWatcher(t *testing.T) {
	t.Parallel()
	st := customer(t, dated)
	st.update(at("1h"), map[string]any{"status": "customer", "seats": 4.0, "ltv": 1.0, "renewal": "2026-03-16"})
	st.login(at("8d"), "ann")
	for i := range 3 {
		st.event(at("9d").Add(time.Duration(i)*time.Hour), "ticket")
		st.event(at("9d").Add(time.Duration(i)*time.Hour), "used", "n", 5.0)
	}
	c := New(load(t, company, dated, watchers), 2, everSeen)
	c.Rebase(st.s, func(yield func(Entry) bool) {
		for _, e := range st.log {
			if !yield(e) {
				return
			}
		}
	}, at("11d"))
	st.core = c
	st.advance(at("11d"))
	require.Empty(t, st.all, "nothing that was so already, or came due before the edit")
	st.advance(at("12d"))
	require.Equal(t, []string{"silence enrolled"}, summary(st.all), "four days after the login of the eighth")
}

// However time is cut into steps, and however often the state is stored between, the same is decided.
func TestWatchersDecideTheSameHoweverTimePasses(t *testing.T) {
	t.Parallel()
	w := load(t, company, dated, watchers)
	rapid.Check(t, func(rt *rapid.T) {
		var entries []Entry
		now := start
		for i := range rapid.IntRange(1, 25).Draw(rt, "entries") {
			now = now.Add(time.Duration(rapid.Int64Range(0, 3*24*3600).Draw(rt, "pause")) * time.Second)
			e := Entry{Seq: int64(i + 1), Source: SourceTend, ID: fmt.Sprint(i), Account: "acme", Time: now, Received: now}
			switch rapid.IntRange(0, 4).Draw(rt, "kind") {
			case 0:
				e.Type = TypeAccountUpdated
				e.Data = data("attributes", map[string]any{
					"status": "customer", "seats": rapid.Float64Range(1, 9).Draw(rt, "seats"), "ltv": rapid.Float64Range(0, 2000).Draw(rt, "ltv"),
					"renewal": now.AddDate(0, 0, rapid.IntRange(-3, 9).Draw(rt, "renewal")).Format(time.DateOnly),
				})
			case 1:
				e.Type, e.Contact = "login", "ann"
			case 2:
				e.Type = "ticket"
			default:
				e.Type, e.Data = "used", data("n", rapid.Float64Range(0, 6).Draw(rt, "n"))
			}
			entries = append(entries, e)
		}
		decide := func(steps bool) (*State, []Decision) {
			c := New(w, 1, everSeen)
			s := c.Fresh("acme", start)
			var all []Decision
			for _, e := range entries {
				if steps {
					for at := s.Now; at.Before(e.Received); at = at.Add(7 * time.Hour) {
						all = append(all, c.Advance(s, at)...)
					}
					s = stored(rt, s)
				}
				all = append(all, c.Apply(s, e)...)
			}
			return s, append(all, c.Advance(s, now.AddDate(0, 1, 0))...)
		}
		whole, once := decide(false)
		cut, often := decide(true)
		require.Equal(rt, encoded(rt, once), encoded(rt, often))
		require.Equal(rt, encoded(rt, whole), encoded(rt, cut))
		seen := map[string]bool{}
		for _, d := range once {
			require.False(rt, seen[d.Occurrence], "an occurrence is decided once")
			seen[d.Occurrence] = true
		}
		for i, a := range whole.Alarms {
			require.True(rt, i == 0 || whole.Alarms[i-1].before(a), "alarms are in order")
			require.Equal(rt, whole.Triggers[a.Key].Due, a.At)
		}
	})
}
