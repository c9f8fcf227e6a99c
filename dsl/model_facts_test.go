package dsl_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
)

func TestFactsAreWhatRunsRead(t *testing.T) {
	t.Parallel()
	w, diags := dsl.LoadFiles(map[string][]byte{"main.hcl": []byte(`
attribute "account" "csm" { type = member }
attribute "contact" "role" { type = string }
contacts "admins" { when = "contact.role == 'admin'" }
event "login" { about = "contact" }
metric "logins" {
  event  = "login"
  window = "7d"
}
tier "all" {}
`)}, dsl.Options{})
	require.NotNil(t, w, "%v", diags)
	facts := w.Facts()
	for name, want := range map[string]string{
		"account.csm": "member", "account.id": "string", "contact.role": "string", "contacts.admins": "list of object",
		"metric.logins": "number", "change.logins": "number", "tier": "string", "health.score": "number",
	} {
		require.Equal(t, want, facts[name], name)
	}
	require.NotContains(t, facts, "running")
}
