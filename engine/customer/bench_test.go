package customer

import (
	"encoding/json"
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// affected is how many of a portfolio's playbooks read what one of its events changes.
const affected = 10

// team is the ten playbooks that an event of one kind affects, with the metrics that they read.
const team = `
event "used_%[1]d" { properties = { n = number } }
metric "usage_%[1]d" {
  event  = "used_%[1]d"
  sum    = "event.n"
  window = "7d"
}
metric "uses_%[1]d" {
  event  = "used_%[1]d"
  window = "30d"
}
playbook "large_%[1]d" {
  trigger "event" {
    event = "used_%[1]d"
    when  = "event.n > 1000"
  }
  wait "a_day" { for = "1d" }
}
playbook "silent_%[1]d" {
  trigger "inactivity" {
    event = "used_%[1]d"
    after = "30d"
  }
  wait "a_day" { for = "1d" }
}
playbook "limit_%[1]d" {
  trigger "usage_limit" {
    value  = "metric.usage_%[1]d"
    limit  = "account.seats * 1e9"
    shares = [80, 100]
  }
  wait "a_day" { for = "1d" }
}
`

// condition is a playbook of a team that waits for a condition.
const condition = `
playbook "rare_%[1]d_%[2]d" {
  trigger "becomes" { when = "tier in ['high', 'low'] && account.seats >= 2 && metric.usage_%[1]d / account.seats > %[2]d * 1e9" }
  wait "a_day" { for = "1d" }
}
`

// portfolio is a workspace of so many playbooks. Each event affects ten of them.
func portfolio(playbooks int) string {
	var all strings.Builder
	all.WriteString(company)
	for i := range playbooks / affected {
		fmt.Fprintf(&all, team, i)
		for j := range affected - strings.Count(team, "playbook ") {
			fmt.Fprintf(&all, condition, i, j+1)
		}
	}
	return all.String()
}

// stream is the events of one account, one a minute: the i-th of those whose kind changes with every event
// of so many kinds.
func stream(i int, kinds ...string) Entry {
	now := start.Add(time.Duration(i+1) * time.Minute)
	return Entry{
		Source: "bench", ID: fmt.Sprint(i), Account: "acme", Type: kinds[i%len(kinds)], Contact: fmt.Sprint("user", i%20),
		Time: now, Received: now, Data: map[string]any{"n": float64(i % 10), "score": 8.0},
	}
}

// life is an account's story with how many events of its stream have come.
type life struct {
	*story
	kinds []string
	came  int
}

// lived is an account of a workspace with some events behind it.
func lived(tb testing.TB, workspace string, kinds ...string) *life {
	tb.Helper()
	l := &life{story: customer(tb, strings.TrimPrefix(workspace, company)), kinds: kinds}
	for range 2000 {
		l.core.Apply(l.s, l.next())
	}
	return l
}

func (l *life) next() Entry {
	l.came++
	return stream(l.came, l.kinds...)
}

// run applies events to the account and gives what one took in the fastest twenty, which other work on the
// machine disturbed the least.
func (l *life) run(b *testing.B, apply func(e Entry)) float64 {
	entries := make([]Entry, 20)
	fastest, began := time.Duration(math.MaxInt64), time.Time{}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%len(entries) == 0 {
			if i > 0 {
				fastest = min(fastest, time.Since(began))
			}
			b.StopTimer()
			for j := range entries {
				entries[j] = l.next()
			}
			b.StartTimer()
			began = time.Now()
		}
		apply(entries[i%len(entries)])
	}
	return float64(fastest) / float64(len(entries))
}

// Of how many playbooks an event affects ten plays no part in what it costs.
func BenchmarkPlaybooks(b *testing.B) {
	base := map[string]float64{}
	for _, n := range []int{10, 100, 1000} {
		st := lived(b, portfolio(n), "used_0")
		for _, way := range []struct {
			name  string
			apply func(Entry)
		}{
			{"incremental", func(e Entry) { st.core.Apply(st.s, e) }},
			{"loop_over_all", st.ask},
		} {
			b.Run(fmt.Sprintf("%s/playbooks=%d", way.name, n), func(b *testing.B) {
				took := st.run(b, way.apply)
				if n == 10 {
					base[way.name] = took
				}
				b.ReportMetric(took/base[way.name], "times_10")
			})
		}
	}
}

// ask applies an entry as if everything had changed, so that every playbook is asked.
func (l *life) ask(e Entry) {
	l.core.Advance(l.s, e.Received)
	t := l.core.turn(l.s, e.Received, true)
	t.cause, t.changes.all = &e, true
	t.fold(&e)
	t.conclude()
}

// A customer of a workspace of fifty playbooks: of twenty events, ten concern the health score and four others
// affect ten playbooks each.
func BenchmarkEvents(b *testing.B) {
	kinds := strings.Fields(strings.Repeat("login used login used used_0 ", 2) + strings.Repeat("login used login used used_1 ", 2))
	kinds[3], kinds[13] = "ticket", "nps"
	st := lived(b, portfolio(50), kinds...)
	took := st.run(b, func(e Entry) { st.core.Apply(st.s, e) })
	b.ReportMetric(float64(time.Second)/took, "events/s")
}

// What an account takes, stored and in memory, with three contacts and a month of events.
func BenchmarkBytesPerAccount(b *testing.B) {
	for _, n := range []int{10, 100, 1000} {
		b.Run(fmt.Sprint("playbooks=", n), func(b *testing.B) {
			st := lived(b, portfolio(n), "used_0", "login")
			raw, err := json.Marshal(st.s)
			require.NoError(b, err)
			for b.Loop() {
			}
			b.ReportMetric(float64(len(raw)), "stored-B/account")
			b.ReportMetric(inMemory(b, raw), "memory-B/account")
		})
	}
}

// inMemory is what a state takes in memory.
func inMemory(tb testing.TB, raw []byte) float64 {
	states := make([]*State, 200)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for i := range states {
		states[i] = &State{}
		require.NoError(tb, json.Unmarshal(raw, states[i]))
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(states)
	return float64(after.HeapAlloc-before.HeapAlloc) / float64(len(states))
}
