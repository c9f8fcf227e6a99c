package run_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
)

// A message comes from whom the step names, else from the team's lead, else from the playbook's owner; nobody's
// comes from the engine's sender, which only the action knows.
func TestWhoAMessageComesFrom(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, from, lead, owner, want string }{
		{"named", "{{ account.csm }}", "lead@example.com", "owner@example.com", "hana@example.com"},
		{"a missing name, and a lead", "{{ account.deputy }}", "lead@example.com", "", "lead@example.com"},
		{"a missing name, and an owner", "{{ account.deputy }}", "", "owner@example.com", "owner@example.com"},
		{"no name, and an owner", "", "", "owner@example.com", "owner@example.com"},
		{"a name that shows nothing, and an owner", "{{ '\u200b ' }}", "", "owner@example.com", "owner@example.com"},
		{"nobody", "", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			action := &dsl.ActionStep{
				Kind: "email", Recipients: "to", Args: map[string]any{"to": "{{ contacts.champions }}"},
				ArgKinds: map[string]string{"to": "contacts", "from": "member"},
			}
			if c.from != "" {
				action.Args["from"] = c.from
			}
			if c.owner != "" {
				action.Fallback = map[string]string{"from": c.owner}
			}
			w := begin(t, &dsl.Plan{Lead: c.lead, Steps: []*dsl.Step{{Kind: dsl.StepAction, Name: "hello", Action: action}}})
			var args map[string]any
			require.NoError(t, json.Unmarshal(w.attempt("hello")[0].Args, &args))
			from, _ := args["from"].(string)
			require.Equal(t, c.want, from)
		})
	}
}
