package dsl_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
)

func TestAFilterReadsTheFactsOfAccounts(t *testing.T) {
	t.Parallel()
	w, diags := dsl.LoadFiles(map[string][]byte{"main.hcl": []byte(`
attribute "account" "seats" { type = number }
attribute "account" "renewal" { type = date }
variable "cutoff" {
  type    = date
  default = "2026-04-01"
}
variable "typed" {
  type    = map(string)
  default = { user = "me", password = env("A_SECRET") }
}
event "login" { about = "contact" }
metric "logins" {
  event  = "login"
  window = "7d"
}
`)}, withSecret(hidden))
	requireClean(t, diags)
	for where, says := range map[string]string{
		" account.seats > 5 && metric.logins == 0\n":                     "",
		"account.renewal < var.cutoff && var.typed.user != account.name": "",
		"account.name == var.typed.password":                             `at "password": `,
		"   ":                                                            "the expression is empty: write one such as account.seats > 5",
		"account.saets > 5":                                              `at "saets": `,
		"accont.seats > 5":                                               "Did you mean \"account\"?",
		"account.seats + 1":                                              `at "account.seats + 1": `,
		"contact.id == 'x'":                                              `at "contact": `,
		"account.seats > 'many'":                                         `at `,
		"account.seats > 5 && (":                                         `at `,
	} {
		c, err := w.Where(where)
		if says == "" {
			require.NoError(t, err)
			require.Equal(t, strings.TrimSpace(where), c.Source())
			continue
		}
		require.ErrorContains(t, err, says, where)
	}
}
