package dsl_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/diag"
)

func TestModules(t *testing.T) {
	t.Parallel()
	w := load(t, "testdata/modules")

	require.ElementsMatch(t, []string{"after", "basic_ask", "premium_ask"}, keys(w.Playbooks))
	require.ElementsMatch(t, []string{"basic_logins", "basic_uses_often", "premium_logins", "premium_uses_often"}, keys(w.Metrics))
	require.Equal(t, "contact.id != 'metric.logins'", w.Metrics["basic_uses_often"].When.Source(), "a string isn't a name")
	require.Equal(t, map[string]any{
		"few": 5.0, "basic_lead": "30d", "basic_minimum": 5.0, "basic_only_if": "account.seats > var.minimum",
		"premium_lead": "90d", "premium_minimum": 10.0, "premium_only_if": "account.plan == 'premium' && var.few > 1",
		"basic_uses_who": "contact.id != 'metric.logins'", "premium_uses_who": "contact.id != 'metric.logins'",
	}, w.Vars)

	basic, premium := w.Playbooks["basic_ask"], w.Playbooks["premium_ask"]
	require.Equal(t, "account.seats > var.basic_minimum", basic.When.Source(), "written in the library")
	require.Equal(t, "account.plan == 'premium' && var.few > 1", premium.When.Source(), "written in the workspace")
	require.Equal(t, "basic_renewed", basic.Triggers[0].Stall.SuccessPlan)
}

// A plan of a library is like any other: its names are the workspace's, so that the engine knows no modules.
func TestPlansOfModules(t *testing.T) {
	t.Parallel()
	plan := load(t, "testdata/modules").Playbooks["basic_ask"].Plan

	require.Equal(t, "30d", plan.Steps[0].Wait.For)
	email, note := plan.Steps[1], plan.Steps[2]
	require.Equal(t, "metric.basic_logins >= var.basic_minimum && metric.basic_uses_often > 0 && 'metric.logins' != account.name", email.When)
	require.Equal(t, "{{ contacts.basic_everyone }}", email.Action.Args["to"])
	require.Equal(t, "basic_ask", email.Action.Args["template"])
	require.Equal(t, dsl.PlanTemplate{
		Subject: "Renewal of {{ account.name }} ({{ metric.basic_logins }} logins)",
		Body:    "Dear {{ contact.name }},\n\nyou came {{ metric.basic_logins }} times, and metric.logins is only text.\n",
	}, plan.Templates["basic_ask"])
	require.Equal(t, "Asked: metric.logins is {{ metric.basic_logins }}, before {{ previous.basic_logins }}", note.Action.Args["text"])
	require.Equal(t, map[string]any{
		"running": []any{"{{ running.basic_ask }}", "Renewal of {{ account.name }} ({{ metric.basic_logins }} logins)!"},
	}, note.Action.Args["data"])
	require.Equal(t, map[string]any{"basic_minimum": 5.0}, plan.Vars)
}

func keys[V any](m map[string]V) []string {
	var all []string
	for key := range m {
		all = append(all, key)
	}
	return all
}

// Libraries that double at each of many levels end all the same.
func TestModulesHaveAnEnd(t *testing.T) {
	t.Parallel()
	twice := func(string) (map[string][]byte, error) {
		return map[string][]byte{"main.hcl": []byte("module \"a\" { source = \"./next\" }\nmodule \"b\" { source = \"./next\" }")}, nil
	}
	files := map[string][]byte{"main.hcl": []byte(`module "a" { source = "./next" }`)}
	w, diags := dsl.LoadFiles(files, dsl.Options{ReadFolder: twice})
	require.Nil(t, w)
	require.Contains(t, diags[0].Detail, "at most 500 modules")
}

// Without a folder to read from, a module can't be brought; that is said, not ignored.
func TestModulesNeedAFolder(t *testing.T) {
	t.Parallel()
	_, diags := loadSource(`module "a" { source = "./b" }`)
	require.Len(t, diags, 1)
	require.Equal(t, diag.CodeModuleSource, diags[0].Code)
}
