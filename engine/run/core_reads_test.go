package run

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
)

func TestAPlanReadsWhatAnyOfItsTextsReads(t *testing.T) {
	t.Parallel()
	core, err := New(&dsl.Plan{
		Version: dsl.PlanVersion, Playbook: "p",
		Exits:     []*dsl.Exit{{Name: "e", When: "health.band == 'green'"}},
		Templates: map[string]dsl.PlanTemplate{"t": {Subject: "{{ account.name }}", Body: "{{ metric.visits }}"}},
		Steps: []*dsl.Step{
			{Kind: dsl.StepWait, Name: "w", When: "tier == 'high'", Wait: &dsl.WaitStep{Event: "login", When: "contact.role == 'admin'"}},
			{Kind: dsl.StepAction, Name: "a", Action: &dsl.ActionStep{Kind: "email", Args: map[string]any{"to": "{{ contacts.admins }}", "l": []any{"{{ account.csm }}"}}}},
		},
	})
	require.NoError(t, err)
	reads := core.Reads()
	for _, name := range []string{"health.band", "account.name", "metric.visits", "tier", "contact.role", "contacts.admins", "account.csm"} {
		require.True(t, reads[name], name)
	}
}
