package customer

import (
	"encoding/json"
	"fmt"
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

// rare is a playbook of a team that waits for a condition.
const rare = `
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
			fmt.Fprintf(&all, rare, i, j+1)
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

// longHistory is an account's story with how many events of its stream have come.
type longHistory struct {
	*scenario
	kinds []string
	came  int
}

// withHistory is an account of a workspace with some events behind it.
func withHistory(tb testing.TB, workspace string, kinds ...string) *longHistory {
	tb.Helper()
	l := &longHistory{scenario: customer(tb, strings.TrimPrefix(workspace, company)), kinds: kinds}
	for range 2000 {
		l.core.Apply(l.s, l.next())
	}
	return l
}

func (l *longHistory) next() Entry {
	l.came++
	return stream(l.came, l.kinds...)
}

// batch is how many events are timed together: few enough that other work on the machine leaves some alone.
const batch = 20

// pace is what an event takes in the fastest of some batches.
type pace time.Duration

func (p *pace) note(took time.Duration) {
	if each := pace(took / batch); *p == 0 || each < *p {
		*p = each
	}
}

func (l *longHistory) batch() []Entry {
	entries := make([]Entry, batch)
	for i := range entries {
		entries[i] = l.next()
	}
	return entries
}

// run applies events to an account, and between its batches as many to another one, so that what both take can be
// compared on a machine that has other work to do.
func (l *longHistory) run(b *testing.B, other *longHistory, apply func(*longHistory, Entry)) (took, tookOther pace) {
	var entries []Entry
	var began time.Time
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%batch == 0 {
			b.StopTimer()
			entries, began = other.batch(), time.Now()
			for _, e := range entries {
				apply(other, e)
			}
			tookOther.note(time.Since(began))
			entries = l.batch()
			b.StartTimer()
			began = time.Now()
		}
		apply(l, entries[i%batch])
		if i%batch == batch-1 {
			took.note(time.Since(began))
		}
	}
	return took, tookOther
}

func incrementally(l *longHistory, e Entry) { l.core.Apply(l.s, e) }

// Of how many playbooks an event affects ten plays no part in what it costs.
func BenchmarkPlaybooks(b *testing.B) {
	ten := withHistory(b, portfolio(10), "used_0")
	for _, n := range []int{10, 100, 1000} {
		some := withHistory(b, portfolio(n), "used_0")
		for _, way := range []struct {
			name  string
			apply func(*longHistory, Entry)
		}{{"incremental", incrementally}, {"loop_over_all", inALoop}} {
			b.Run(fmt.Sprintf("%s/playbooks=%d", way.name, n), func(b *testing.B) {
				took, tookTen := some.run(b, ten, way.apply)
				b.ReportMetric(float64(took)/1e3, "µs/event")
				b.ReportMetric(float64(took)/float64(tookTen), "times_10")
			})
		}
	}
}

// inALoop applies an entry as if everything had changed, so that every playbook is asked.
func inALoop(l *longHistory, e Entry) {
	l.core.Advance(l.s, e.Received)
	t := l.core.newEvaluation(l.s, e.Received, true)
	t.cause, t.changes.all = &e, true
	t.fold(&e)
	t.conclude()
}

// A customer of a workspace of fifty playbooks: of twenty events, ten concern the health score and four others
// affect ten playbooks each.
func BenchmarkEvents(b *testing.B) {
	kinds := strings.Fields(strings.Repeat("login used login used used_0 ", 2) + strings.Repeat("login used login used used_1 ", 2))
	kinds[3], kinds[13] = "ticket", "nps"
	one := withHistory(b, portfolio(50), kinds...)
	took, _ := one.run(b, one, incrementally)
	b.ReportMetric(float64(time.Second)/float64(took), "events/s")
}

// What an account takes, stored and in memory, with three contacts and a month of events.
func BenchmarkBytesPerAccount(b *testing.B) {
	for _, n := range []int{10, 100, 1000} {
		b.Run(fmt.Sprint("playbooks=", n), func(b *testing.B) {
			st := withHistory(b, portfolio(n), "used_0", "login")
			var raw []byte
			var err error
			for b.Loop() {
				raw, err = json.Marshal(st.s)
			}
			require.NoError(b, err)
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
