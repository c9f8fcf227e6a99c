package engine_test

import (
	"testing"

	"github.com/tendhq/tend/actions/task"
	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/enginetest"
)

var startMessage = enginetest.Start

// harness is an engine under test, with what only this package's tests ask of it.
type harness struct{ *enginetest.Harness }

func newHarness(t testing.TB, source string, change ...func(*engine.Options)) *harness {
	t.Helper()
	return &harness{enginetest.New(t, source, change...)}
}

// taskOf returns a task of a run.
func taskOf(run, account string) task.Task {
	return task.Task{ID: "t-" + account, Run: run, Account: account, Title: "Call " + account}
}

const declarations = `
workspace { time_zone = "UTC" }
attribute "account" "status" {
  type   = string
  values = ["trial", "customer"]
}
attribute "account" "ltv" { type = number }
event "signed" { properties = { plan = optional(string) } }
event "connected" {}
event "ticket" {}
event "ended" {}
team "csm" { lead = "lead@example.com" }
metric "tickets_7d" {
  event  = "ticket"
  window = "7d"
}
`

const welcome = `
playbook "welcome" {
  trigger "event" { event = "signed" }
  enroll { cooldown = "30d" }
  exit "ended" { event = "ended" }

  action "note" "hello" { text = "hello {{ account.name }}" }
  wait "connected" {
    event   = "connected"
    timeout = "7d"
  }
  branch "how" {
    case "connected" {
      when = "steps.connected.matched"
      action "note" "thanks" { text = "thanks" }
    }
    default {
      action "note" "chase" { text = "where are you?" }
    }
  }
}
`
