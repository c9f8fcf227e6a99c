package dsl_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
)

const peopleModel = `
attribute "account" "seats" { type = number }
attribute "account" "renewal" { type = date }
attribute "contact" "joined" { type = date }
event "login" { about = "contact" }
event "ticket" {}
metric "logins" {
  of     = "contact"
  event  = "login"
  window = "month"
}
metric "twice" {
  of    = "contact"
  value = "2 * metric.logins"
}
metric "tickets" {
  event  = "ticket"
  window = "month"
}
segment "lively" {
  of   = "contact"
  when = "metric.logins > 3"
}
segment "big" { when = "account.seats > 3" }
contacts "all" { when = "contact.name != nil" }
`

func TestWhatWatchesEachContact(t *testing.T) {
	t.Parallel()
	load := func(per, trigger string) *dsl.Trigger {
		source := peopleModel + fmt.Sprintf("playbook \"p\" {\n  per = %q\n  %s\n  wait \"w\" { for = \"1d\" }\n}", per, trigger)
		w, diags := dsl.LoadFiles(map[string][]byte{"main.hcl": []byte(source)}, dsl.Options{Run: true})
		require.NotNil(t, w, "%v", diags)
		return w.Playbooks["p"].Triggers[0]
	}
	becomes := func(when string) string { return fmt.Sprintf("trigger \"becomes\" { when = %q }", when) }
	event := func(name, rest string) string {
		return fmt.Sprintf("trigger \"event\" {\n    event = %q\n    %s\n  }", name, rest)
	}
	for trigger, each := range map[string]bool{
		becomes("contact.name == 'Ann'"):                                                        true,
		becomes("metric.logins > 3 && account.seats > 3"):                                       true,
		becomes("metric.twice > 3"):                                                             true,
		becomes("change.logins > 0"):                                                            true,
		becomes("segment.lively"):                                                               true,
		becomes("segment.big"):                                                                  false,
		becomes("metric.tickets > 3"):                                                           false,
		becomes("len(contacts.all) > 3"):                                                        false,
		event("login", ""):                                                                      false,
		event("login", "count = 3\n within = \"1d\""):                                           true,
		event("ticket", "count = 3\n within = \"1d\""):                                          false,
		event("login", "debounce = \"1h\""):                                                     true,
		event("ticket", "debounce = \"1h\""):                                                    false,
		"trigger \"inactivity\" {\n event = \"login\"\n after = \"1d\"\n}":                      true,
		"trigger \"inactivity\" {\n event = \"ticket\"\n after = \"1d\"\n}":                     false,
		`trigger "date" { date = "contact.joined" }`:                                            true,
		`trigger "date" { date = "account.renewal" }`:                                           false,
		"trigger \"usage_limit\" {\n value = \"metric.tickets\"\n limit = \"metric.logins\"\n}": true,
		"trigger \"usage_limit\" {\n value = \"metric.tickets\"\n limit = \"account.seats\"\n}": false,
		"trigger \"coverage\" {\n metric = \"logins\"\n every = \"month\"\n lead = \"1w\"\n}":   true,
		"trigger \"coverage\" {\n metric = \"tickets\"\n every = \"month\"\n lead = \"1w\"\n}":  false,
		`trigger "schedule" { cron = "0 9 * * *" }`:                                             false,
	} {
		require.Equal(t, each, load("contact", trigger).EachContact, trigger)
	}
	silence := "trigger \"inactivity\" {\n event = \"login\"\n after = \"1d\"\n}"
	require.False(t, load("account", silence).EachContact)
	require.NotEqual(t, load("account", silence).Hash, load("contact", silence).Hash, "it remembers something else")
}
