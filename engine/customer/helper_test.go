package customer

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/calendar"
)

// company is a workspace with one of everything that accounts are folded by.
const company = `
workspace {
  time_zone = "Europe/Berlin"
  customers = "account.status == 'customer'"
}
attribute "account" "status" { type = string }
attribute "account" "ltv" { type = number }
attribute "account" "seats" { type = number }
attribute "contact" "role" { type = string }
contacts "champions" { when = "contact.role == 'champion'" }

event "contract_signed" {}
event "connected" {}
event "met" { properties = { purpose = string } }
event "login" { about = "contact" }
event "used" { properties = { n = number } }
event "ticket" { properties = { level = optional(number) } }
event "nps" { properties = { score = number } }

metric "active_7d" {
  event    = "login"
  distinct = "contact.id"
  window   = "7d"
}
metric "tickets_30d" {
  event  = "ticket"
  window = "30d"
}
metric "bad_tickets_2d" {
  event  = "ticket"
  when   = "event.level >= 3"
  window = "2d"
}
metric "usage_10d" {
  event  = "used"
  sum    = "event.n"
  window = "10d"
}
metric "last_nps" {
  event = "nps"
  last  = "event.score"
}

tier "high" { when = "account.ltv >= 1000" }
tier "low" {}

health_score "standard" {
  when       = "account.seats > 0"
  hysteresis = 3

  measure "adoption" {
    weight = 50
    value  = "metric.active_7d / account.seats"
    worst  = 0
    best   = 1
  }
  measure "support" {
    weight = 30
    value  = "metric.tickets_30d"
    worst  = 10
    best   = 0
  }
  measure "nps" {
    weight = 20
    score  = "10 * metric.last_nps"
  }
  band "green" { from = 75 }
  band "yellow" { from = 50 }
  band "red" { from = 0 }
}

success_plan "onboarding" {
  starts = "contract_signed"
  milestone "kickoff" {
    event = "met"
    when  = "event.purpose == 'kickoff'"
    due   = "2 business days"
  }
  milestone "connected" {
    event = "connected"
    due   = "7d"
  }
  milestone "adopted" {
    reached = "metric.active_7d >= 2"
    due     = "30d"
  }
}
`

// load checks a workspace that is written as text.
func load(tb testing.TB, src ...string) *dsl.Workspace {
	tb.Helper()
	files := map[string][]byte{"workspace.hcl": []byte(strings.Join(src, "\n"))}
	w, diags := dsl.LoadFiles(files, dsl.Options{})
	require.NotNil(tb, w, "the workspace is wrong: %v", diags)
	return w
}

// play is a playbook that waits for a day, with the given triggers and rules.
func play(name, body string) string {
	return fmt.Sprintf("playbook %q {\n%s\n  wait \"a_day\" { for = \"1d\" }\n}\n", name, body)
}

func everSeen(string) bool { return true }

// start is a Tuesday, 09:00 in Berlin.
var start = time.Date(2026, 3, 3, 8, 0, 0, 0, time.UTC)

// scenario plays entries to one account.
type scenario struct {
	tb   testing.TB
	core *Core
	s    *State
	log  []Entry
	all  []Decision
	// check is called after each entry.
	check func()
}

func newScenario(tb testing.TB, src ...string) *scenario {
	tb.Helper()
	c := New(load(tb, src...), 1, everSeen)
	return &scenario{tb: tb, core: c, s: c.Fresh("acme", start)}
}

// customer is a story of the company with an account that is a customer with four seats.
func customer(tb testing.TB, playbooks ...string) *scenario {
	tb.Helper()
	st := newScenario(tb, append([]string{company}, playbooks...)...)
	st.update(start, map[string]any{"status": "customer", "ltv": 5000.0, "seats": 4.0})
	return st
}

func at(d string) time.Time {
	days, rest, ok := strings.Cut(d, "d")
	if !ok {
		days, rest = "0", d
	}
	var n int
	if _, err := fmt.Sscan(days, &n); err != nil {
		panic(err)
	}
	t := start.Add(time.Duration(n) * 24 * time.Hour)
	if rest == "" {
		return t
	}
	more, err := time.ParseDuration(rest)
	if err != nil {
		panic(err)
	}
	return t.Add(more)
}

// send appends an entry and applies it. The entry's time is when it is received, unless it has one.
func (st *scenario) send(received time.Time, e Entry) []Decision {
	st.tb.Helper()
	e.Seq = int64(len(st.log) + 1)
	e.Account, e.Received = "acme", received
	if e.Source == "" {
		e.Source = "test"
	}
	if e.ID == "" {
		e.ID = fmt.Sprint("e", e.Seq)
	}
	if e.Time.IsZero() {
		e.Time = received
	}
	st.log = append(st.log, e)
	decisions := st.core.Apply(st.s, e)
	st.all = append(st.all, decisions...)
	if st.check != nil {
		st.check()
	}
	return decisions
}

func (st *scenario) event(received time.Time, kind string, pairs ...any) []Decision {
	st.tb.Helper()
	return st.send(received, Entry{Type: kind, Data: data(pairs...)})
}

func (st *scenario) login(received time.Time, contacts ...string) []Decision {
	st.tb.Helper()
	var all []Decision
	for _, id := range contacts {
		all = append(all, st.send(received, Entry{Type: "login", Contact: id})...)
	}
	return all
}

func (st *scenario) update(received time.Time, attributes map[string]any, contacts ...any) []Decision {
	st.tb.Helper()
	values := map[string]any{"attributes": attributes}
	if contacts != nil {
		values["contacts"] = contacts
	}
	return st.send(received, Entry{Source: SourceTend, Type: TypeAccountUpdated, Data: values})
}

func (st *scenario) finish(received time.Time, playbook string) []Decision {
	st.tb.Helper()
	run := ""
	for _, slot := range st.s.Enrolled[playbook] {
		if slot.running() && (run == "" || slot.Running < run) {
			run = slot.Running
		}
	}
	return st.send(received, Entry{Source: SourceTend, Type: TypeRunFinished, Data: data("playbook", playbook, "run", run)})
}

// advance runs what is due until an instant.
func (st *scenario) advance(until time.Time) []Decision {
	decisions := st.core.Advance(st.s, until)
	st.all = append(st.all, decisions...)
	return decisions
}

// fact reads one fact, such as "metric.active_7d", after everything that was due.
func (st *scenario) fact(now time.Time, root string, path ...string) any {
	st.tb.Helper()
	st.advance(now)
	value := st.core.Facts(st.s, now)[root]
	for _, name := range path {
		fields, ok := value.(map[string]any)
		require.True(st.tb, ok, "no %s in %v", name, value)
		value = fields[name]
	}
	return value
}

func data(pairs ...any) map[string]any {
	if len(pairs) == 0 {
		return nil
	}
	all := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		all[pairs[i].(string)] = pairs[i+1]
	}
	return all
}

// encoded is the stored form of a value.
func encoded(tb require.TestingT, v any) string {
	text, err := json.MarshalIndent(v, "", " ")
	require.NoError(tb, err)
	return string(text)
}

// stored is the state after it was written and read.
func stored(tb require.TestingT, s *State) *State {
	var read State
	require.NoError(tb, json.Unmarshal([]byte(encoded(tb, s)), &read))
	return &read
}

// summary is what was decided, a line each.
func summary(decisions []Decision) []string {
	lines := []string{}
	for _, d := range decisions {
		lines = append(lines, strings.TrimSpace(d.Playbook+" "+string(d.Outcome)+" "+string(d.Reason)))
	}
	return lines
}

func duration(tb require.TestingT, text string) calendar.Duration {
	d, err := calendar.Parse(text)
	require.NoError(tb, err)
	return d
}
