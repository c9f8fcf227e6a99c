package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/api"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/enginetest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// office is the workspace of the situations; each adds a playbook "p".
const office = `
workspace {
  time_zone = "UTC"
  customers = "account.status == 'customer'"
}
attribute "account" "status" { type = string }
attribute "account" "seats" { type = number }
attribute "account" "grade" { type = number }
attribute "account" "renewal" { type = date }
attribute "account" "code" { type = string }
event "ticket" { properties = { level = optional(number) } }
event "signed" {}
event "met" {}
event "login" { about = "contact" }
attribute "contact" "role" { type = string }
guard "sell_to_the_satisfied" {
  tags      = ["commercial"]
  when      = "health.band == 'green' && account.seats > 1"
  otherwise = "continue"
}
metric "tickets_30d" {
  event  = "ticket"
  window = "30d"
}
health_score "standard" {
  measure "grade" {
    weight = 100
    score  = "account.grade"
  }
  band "green" { from = 75 }
  band "yellow" { from = 50 }
  band "red" { from = 0 }
}
success_plan "onboarding" {
  starts = "signed"
  milestone "kickoff" {
    event = "met"
    due   = "2d"
  }
  milestone "adopted" {
    reached = "metric.tickets_30d >= 100"
    due     = "30d"
  }
}
`

const onTicket = `
  trigger "event" { event = "ticket" }`

// rival is another playbook of the group "outreach".
const rival = `
playbook "rival" {
  trigger "event" { event = "met" }
  enroll { exclusive = "outreach" }
  wait "a_day" { for = "1d" }
}
`

const greet = `
  per = "contact"
  trigger "event" { event = "login" }
  when = "contact.role != 'guest'"
  enroll { cooldown = "10d" }`

// situations is what happened, and which question is asked about it.
var situations = map[string]struct {
	rules string
	// besides is other playbooks.
	besides string
	story   func(*apiHarness)
	// decided asks about the instant of the last decision instead of now.
	decided bool
	// query narrows the question.
	query string
}{
	"draft": {rules: "mode = \"draft\"" + onTicket, story: func(d *apiHarness) { d.ticket(1) }},
	"paused": {rules: "mode = \"paused\"" + onTicket, decided: true, story: func(d *apiHarness) {
		d.ticket(1)
		d.advance(time.Hour)
		d.ticket(2)
		d.advance(time.Hour)
	}},
	"not_a_customer": {rules: onTicket, story: func(d *apiHarness) {
		d.account(map[string]any{"status": "churned"})
		d.ticket(1)
	}},
	"trigger_condition": {decided: true, rules: `
  trigger "event" {
    event = "ticket"
    when  = "event.level >= 3"
  }`, story: func(d *apiHarness) { d.ticket(1) }},
	"condition": {rules: `
  when = "account.seats >= 10 && days_until(account.renewal) in 0..90 && (metric.tickets_30d > 1 || health.band == 'red') && !(account.code == 'x')"` + onTicket, story: func(d *apiHarness) { d.ticket(1) }},
	"guard": {rules: "tags = [\"commercial\"]" + onTicket, story: func(d *apiHarness) {
		d.account(map[string]any{"status": "customer", "grade": 60.0})
		d.ticket(1)
	}},
	"already_running": {rules: onTicket, story: func(d *apiHarness) {
		d.ticket(1)
		d.advance(time.Hour)
		d.ticket(1)
	}},
	"cooldown": {rules: onTicket + "\n  enroll { cooldown = \"30d\" }", story: func(d *apiHarness) {
		d.ticket(1)
		d.advance(48 * time.Hour)
		d.ticket(1)
		d.advance(time.Hour)
	}},
	"once": {rules: onTicket + "\n  enroll { cooldown = \"never\" }", decided: true, story: func(d *apiHarness) {
		d.ticket(1)
		d.advance(48 * time.Hour)
		d.ticket(1)
	}},
	"key": {rules: onTicket + "\n  enroll {\n    key      = \"event.level\"\n    cooldown = \"30d\"\n  }", story: func(d *apiHarness) {
		d.ticket(1)
		d.advance(time.Hour)
		d.ticket(2)
		d.advance(time.Hour)
	}},
	"of_a_contact": {rules: greet, query: "?contact=kenji", story: func(d *apiHarness) {
		d.login("kenji")
		d.login("mia")
		d.advance(30 * time.Hour)
		d.login("mia")
	}},
	"of_any_contact": {rules: greet, story: func(d *apiHarness) {
		d.login("kenji")
		d.advance(time.Hour)
	}},
	"of_a_key": {rules: onTicket + "\n  enroll {\n    key      = \"event.level\"\n    cooldown = \"30d\"\n  }", query: "?key=1", story: func(d *apiHarness) {
		d.ticket(1)
		d.advance(30 * time.Hour)
		d.ticket(2)
		d.advance(time.Hour)
	}},
	"no_contact": {rules: "per = \"contact\"" + onTicket, decided: true, story: func(d *apiHarness) { d.ticket(1) }},
	"segment": {rules: `
  trigger "segment" { enters = ["busy", "small"] }
  trigger "segment" { leaves = "busy" }`, besides: `
segment "busy" { when = "metric.tickets_30d >= 2" }
segment "small" { when = "account.seats < 5" }
`, story: func(d *apiHarness) { d.ticket(1) }},
	"exclusive": {rules: onTicket + "\n  enroll { exclusive = \"outreach\" }", besides: rival, decided: true, story: func(d *apiHarness) {
		d.event("met", nil)
		d.advance(time.Hour)
		d.ticket(1)
	}},
	"held": {rules: onTicket + "\n  enroll {\n    cooldown = \"30d\"\n    hold     = \"45d\"\n  }", story: func(d *apiHarness) {
		d.ticket(1)
		d.advance(time.Hour)
		d.ticket(2)
		d.advance(48 * time.Hour)
	}},
	"held_then_enrolled": {rules: onTicket + "\n  enroll {\n    exclusive = \"outreach\"\n    hold      = \"5d\"\n  }", besides: rival, decided: true, story: func(d *apiHarness) {
		d.event("met", nil)
		d.advance(time.Hour)
		d.ticket(2)
		d.advance(48 * time.Hour)
	}},
	"held_for_a_run": {rules: onTicket + "\n  enroll { hold = \"5h\" }", story: func(d *apiHarness) {
		d.ticket(1)
		d.advance(time.Hour)
		d.ticket(2)
		d.advance(time.Hour)
	}},
	"silence_while_running": {rules: onTicket + "\n  trigger \"inactivity\" {\n    event = \"ticket\"\n    after = \"12h\"\n  }", story: func(d *apiHarness) {
		d.ticket(1)
		d.advance(time.Hour)
	}},
	"max_running": {rules: onTicket + "\n  enroll {\n    key         = \"event.level\"\n    max_running = 1\n  }", decided: true, story: func(d *apiHarness) {
		d.ticket(1)
		d.advance(time.Hour)
		d.ticket(2)
	}},
	"quota": {rules: onTicket + "\n  enroll {\n    key   = \"event.level\"\n    quota = \"1 per month\"\n  }", story: func(d *apiHarness) {
		d.ticket(1)
		d.advance(time.Hour)
		d.ticket(2)
		d.advance(time.Hour)
	}},
	"queued": {rules: onTicket + "\n  enroll {\n    key      = \"event.level\"\n    quota    = \"1 per month\"\n    order_by = \"account.seats\"\n    hold     = \"45d\"\n  }", story: func(d *apiHarness) {
		d.ticket(1)
		d.advance(time.Hour)
		d.ticket(2)
		d.advance(time.Hour)
	}},
	"dry_run":       {rules: "mode = \"dry_run\"" + onTicket, decided: true, story: func(d *apiHarness) { d.ticket(1) }},
	"control_group": {rules: onTicket + "\n  enroll { control_group = 99 }", decided: true, story: func(d *apiHarness) { d.ticket(1) }},
	"in_control_group": {rules: onTicket + "\n  enroll { control_group = 99 }\n  goal \"calm\" {\n    when = \"metric.tickets_30d == 0\"\n    within = \"90d\"\n  }\n  goal \"graded\" {\n    when = \"account.grade >= 90\"\n    within = \"1d\"\n  }", story: func(d *apiHarness) {
		d.ticket(1)
		d.advance(48 * time.Hour)
	}},
	"expression_error": {rules: "when = \"account.seats > 1 && float(account.code) > 5\"" + onTicket, story: func(d *apiHarness) {
		d.account(map[string]any{"status": "customer", "seats": 4.0, "code": "k9"})
		d.ticket(1)
	}},
	"enrolled": {rules: "when = \"let limit = account.seats / 2; metric.tickets_30d < limit\"" + onTicket, decided: true, story: func(d *apiHarness) { d.ticket(1) }},
	"health_drop_to_go": {rules: `
  trigger "health_drop" {
    points = 15
    within = "7d"
  }
  trigger "health_drop" { to = "red" }`, story: func(d *apiHarness) {
		d.account(map[string]any{"status": "customer", "grade": 90.0})
		d.advance(24 * time.Hour)
		d.account(map[string]any{"status": "customer", "grade": 81.5})
	}},
	"stall_to_come": {rules: `
  trigger "onboarding_stall" {
    success_plan = "onboarding"
    overdue      = "1d"
  }`, story: func(d *apiHarness) { d.event("signed", nil) }},
	"silence_and_date": {rules: `
  trigger "inactivity" {
    event = "ticket"
    after = "14d"
  }
  trigger "date" {
    date   = "account.renewal"
    before = "90d"
  }`, story: func(d *apiHarness) {
		d.ticket(1)
		d.advance(30 * time.Hour)
	}},
	"date_that_fired": {rules: `
  trigger "date" {
    date   = "account.renewal"
    before = "90d"
  }
  trigger "date" {
    date   = "account.renewal"
    before = "150d"
  }`, story: func(d *apiHarness) { d.advance(70 * 24 * time.Hour) }},
	"date_that_was_past": {rules: `
  trigger "date" { date = "account.renewal" }`, story: func(d *apiHarness) {
		d.account(map[string]any{"status": "customer", "renewal": "2026-03-01"})
	}},
	"becomes": {rules: `
  trigger "becomes" {
    when  = "metric.tickets_30d >= 2 && account.seats < 10"
    after = "3d"
  }
  trigger "usage_limit" {
    value  = "metric.tickets_30d"
    limit  = "account.seats"
    shares = [80, 100]
  }`, story: func(d *apiHarness) {
		d.ticket(1)
		d.ticket(1)
		d.advance(time.Hour)
	}},
	"nothing_yet": {rules: `
  trigger "event" {
    event = "ticket"
    when  = "event.level > 2 && metric.tickets_30d > 0"
  }`, story: func(*apiHarness) {}},
}

func TestWhyInEverySituation(t *testing.T) {
	t.Parallel()
	for name, s := range situations {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newAPIHarness(t, s.rules, s.besides)
			d.account(map[string]any{"status": "customer", "seats": 4.0, "grade": 80.0, "renewal": "2026-09-01"})
			d.advance(time.Hour)
			s.story(d)
			path := "/v1/accounts/acme/why/p" + s.query
			if s.decided {
				decisions := ask[api.List[api.Decision]](d, "/v1/decisions?playbook=p").Items
				path += "?at=" + decisions[len(decisions)-1].LastAt.Format(time.RFC3339Nano)
			}
			var out bytes.Buffer
			p := newPrinter(&out, false)
			require.NoError(t, p.why(ask[api.Why](d, path)))
			require.NoError(t, p.nameZone())
			golden := filepath.Join("testdata", "why", name+".txt")
			if *update {
				require.NoError(t, os.WriteFile(golden, out.Bytes(), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), out.String(), "run: go test ./cmd/tend -run TestWhyInEverySituation -update")
		})
	}
}

// apiHarness is an engine behind its API, with an account to which a test lets things happen.
type apiHarness struct {
	*enginetest.Harness
	http.Handler
	sent int
}

func newAPIHarness(t *testing.T, rules, besides string) *apiHarness {
	t.Helper()
	d := &apiHarness{Harness: enginetest.New(t, office+"playbook \"p\" {\n"+rules+"\n  wait \"a_day\" { for = \"1d\" }\n}\n"+besides)}
	var err error
	d.Handler, err = api.New(d.Engine, api.Options{})
	require.NoError(t, err)
	return d
}

// advance lets time pass and due instants be decided; runs stay where they are.
func (d *apiHarness) advance(span time.Duration) {
	d.T.Helper()
	d.Clock.Advance(span)
	d.Sweep()
}

func (d *apiHarness) account(attributes map[string]any) {
	d.T.Helper()
	_, err := d.Engine.PutAccount(d.T.Context(), "acme", engine.AccountUpdate{Name: "Acme", Attributes: attributes})
	require.NoError(d.T, err)
}

func (d *apiHarness) event(kind string, data map[string]any) {
	d.T.Helper()
	d.eventOf("", kind, data)
}

// login is an event about a contact, whom the account has.
func (d *apiHarness) login(contact string) {
	d.T.Helper()
	contacts := []customer.Contact{{ID: "kenji", Attributes: map[string]any{"role": "admin"}}, {ID: "mia", Attributes: map[string]any{"role": "user"}}}
	update := engine.AccountUpdate{Name: "Acme", Attributes: map[string]any{"status": "customer"}, Contacts: contacts}
	_, err := d.Engine.PutAccount(d.T.Context(), "acme", update)
	require.NoError(d.T, err)
	d.eventOf(contact, "login", nil)
}

func (d *apiHarness) eventOf(contact, kind string, data map[string]any) {
	d.T.Helper()
	d.sent++
	id := string(rune('a' + d.sent))
	event := engine.Event{ID: id, Source: "test", Type: kind, Account: "acme", Contact: contact, Time: d.Clock.Now(), Data: data}
	report, err := d.Engine.Ingest(d.T.Context(), []engine.Event{event})
	require.NoError(d.T, err)
	require.Equal(d.T, 1, report.Accepted, report.Rejected)
}

func (d *apiHarness) ticket(level float64) {
	d.T.Helper()
	d.event("ticket", map[string]any{"level": level})
}

// ask gets an answer of the API.
func ask[T any](d *apiHarness, path string) T {
	d.T.Helper()
	w := httptest.NewRecorder()
	d.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, http.NoBody))
	require.Equal(d.T, http.StatusOK, w.Code, w.Body.String())
	var v T
	require.NoError(d.T, json.Unmarshal(w.Body.Bytes(), &v))
	return v
}
