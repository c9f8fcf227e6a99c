package customer

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pgregory.net/rapid"
)

// firings is when the playbook's trigger fired, and what it brought of a few fields.
func firings(st *scenario, fields ...string) []string {
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

const alarmTriggers = `
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
// and an inactivity is measured from the log.
func TestAnEditFiresNoAlarm(t *testing.T) {
	t.Parallel()
	st := customer(t, dated)
	st.update(at("1h"), map[string]any{"status": "customer", "seats": 4.0, "ltv": 1.0, "renewal": "2026-03-16"})
	st.login(at("8d"), "ann")
	for i := range 3 {
		st.event(at("9d").Add(time.Duration(i)*time.Hour), "ticket")
		st.event(at("9d").Add(time.Duration(i)*time.Hour), "used", "n", 5.0)
	}
	c := New(load(t, company, dated, alarmTriggers), 2, everSeen)
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
func TestAlarmsDecideTheSameHoweverTimePasses(t *testing.T) {
	t.Parallel()
	w := load(t, company, dated, alarmTriggers)
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
