package dsl_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
)

func TestAFilterReadsTheFactsOfAccounts(t *testing.T) {
	t.Parallel()
	w, diags := dsl.LoadFiles(map[string][]byte{"main.hcl": []byte(`
attribute "account" "seats" { type = number }
event "login" { about = "contact" }
metric "logins" {
  event  = "login"
  window = "7d"
}
`)}, dsl.Options{})
	requireClean(t, diags)
	for where, says := range map[string]string{
		" account.seats > 5 && metric.logins == 0\n": "",
		"   ":                    "the expression is empty: write one such as account.seats > 5",
		"account.saets > 5":      `at "saets": `,
		"accont.seats > 5":       "Did you mean \"account\"?",
		"account.seats + 1":      `at "account.seats + 1": `,
		"contact.id == 'x'":      `at "contact": `,
		"account.seats > 'many'": `at `,
		"account.seats > 5 && (": `at `,
	} {
		c, err := w.Where(where)
		if says == "" {
			require.NoError(t, err)
			require.Equal(t, "account.seats > 5 && metric.logins == 0", c.Source())
			continue
		}
		require.ErrorContains(t, err, says, where)
	}
}
