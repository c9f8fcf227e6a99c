package api_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/api"
	"github.com/tendhq/tend/engine/enginetest"
)

const declarations = `
workspace { time_zone = "UTC" }
attribute "account" "status" {
  type   = string
  values = ["trial", "customer"]
}
attribute "account" "ltv" { type = number }
attribute "contact" "role" { type = string }
event "login" {
  about      = "contact"
  properties = { device = optional(string) }
}
event "signed" {}
metric "logins_7d" {
  event  = "login"
  window = "7d"
}
tier "high" { when = "account.ltv >= 100" }
tier "low" {}
health_score "standard" {
  measure "usage" {
    weight = 100
    value  = "metric.logins_7d"
    worst  = 0
    best   = 4
  }
  band "green" { from = 50 }
  band "red" { from = 0 }
}
success_plan "onboarding" {
  starts = "signed"
  milestone "first_login" {
    event = "login"
    due   = "7d"
  }
  milestone "adopted" { reached = "metric.logins_7d >= 100" }
}
team "csm" { lead = "lead@example.com" }
playbook "few" {
  trigger "manual" {}
  enroll { quota = "2 per day" }
  wait "a_day" { for = "1d" }
}
playbook "greet" {
  per = "contact"
  trigger "event" { event = "login" }
  wait "a_day" { for = "1d" }
}
playbook "invite" {
  trigger "manual" {}
  when = "tier == 'high'"
  wait "a_day" { for = "1d" }
}
playbook "welcome" {
  trigger "event" { event = "signed" }
  enroll { cooldown = "30d" }
  action "task" "call" {
    title   = "Call {{ account.name }}"
    due     = "1 business day"
    answers = { mood = one_of("good", "bad") }
    wait    = "7d"
  }
}
`

// harness is the API on the real engine and a real store.
type harness struct {
	*enginetest.Harness
	http.Handler
}

func newHarness(t *testing.T) *harness {
	t.Helper()
	h := enginetest.New(t, declarations)
	return &harness{h, serve(h.Engine, api.Options{Logger: slog.New(slog.NewTextHandler(t.Output(), nil))})}
}

// workspaceWithout returns the workspace after its last playbook was taken out.
func workspaceWithout(t *testing.T, playbook string) *dsl.Workspace {
	t.Helper()
	rest, _, found := strings.Cut(declarations, fmt.Sprintf("playbook %q", playbook))
	require.True(t, found)
	return enginetest.Load(t, rest)
}
