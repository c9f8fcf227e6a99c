package dsl_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/diag"
)

var update = flag.Bool("update", false, "write the golden plans anew")

// load loads a folder that has to be right, without a warning.
func load(t *testing.T, dir string) *dsl.Workspace {
	t.Helper()
	w, diags := dsl.Load(dir, dsl.Options{Actions: testActions(), Sender: true})
	requireClean(t, diags)
	require.NotNil(t, w)
	return w
}

func requireClean(t *testing.T, diags diag.Diagnostics) {
	t.Helper()
	var text bytes.Buffer
	require.NoError(t, diags.Write(&text, false))
	require.Empty(t, text.String())
}

func TestQuickstart(t *testing.T) {
	t.Parallel()
	w := load(t, "../examples/quickstart")
	require.Len(t, w.Playbooks, 3)
	require.Equal(t, "olivia@brightdesk.example", w.Playbooks["rescue_health_drop"].Plan.Lead)
}

// The plan of a playbook is what runs keep for months: its form changes only on purpose.
func TestGoldenPlans(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"minimal", "full", "steps"} {
		dir := filepath.Join("testdata/valid", name)
		w := load(t, dir)
		for playbook, pb := range w.Playbooks {
			t.Run(name+"/"+playbook, func(t *testing.T) {
				t.Parallel()
				raw, err := json.MarshalIndent(pb.Plan, "", "  ")
				require.NoError(t, err)
				golden := filepath.Join(dir, playbook+".plan.json")
				if *update {
					require.NoError(t, os.WriteFile(golden, append(raw, '\n'), 0o644))
				}
				want, err := os.ReadFile(golden)
				require.NoError(t, err)
				if diff := cmp.Diff(string(want), string(raw)+"\n"); diff != "" {
					t.Error(diff)
				}
				requireSurvivesStorage(t, pb.Plan)
			})
		}
	}
}

// requireSurvivesStorage stores and reads a plan: it has to be the same plan afterwards.
func requireSurvivesStorage(t *testing.T, plan *dsl.Plan) {
	t.Helper()
	raw, err := json.Marshal(plan)
	require.NoError(t, err)
	var back dsl.Plan
	require.NoError(t, json.Unmarshal(raw, &back))
	require.Equal(t, plan.Hash(), back.Hash())
}

func TestFullModel(t *testing.T) {
	t.Parallel()
	w := load(t, "testdata/valid/full")

	require.Equal(t, "ja", w.Locale)
	require.Equal(t, "Asia/Tokyo", w.Hours.Zone().String())
	require.Equal(t, "account.status == 'customer'", w.Customers.Source())
	require.Equal(t, map[string]any{"high": 1e7, "low": 1e6}, w.Vars["limits"])
	require.Equal(t, "Yours, cs@example.com", w.Locals["footer"])
	require.True(t, w.Events["login"].AboutContact)
	require.True(t, w.Events["task.completed"].BuiltIn)
	require.True(t, w.Events["feature_used"].Properties["tags"].Optional)
	require.Equal(t, dsl.Distinct, w.Metrics["active_7d"].Aggregate)
	require.Equal(t, dsl.Last, w.Metrics["last_feature"].Aggregate)
	require.True(t, w.Metrics["last_feature"].Window.IsZero())
	require.Equal(t, []string{"high", "low", "tech"}, tierNames(w))
	require.Nil(t, w.Tiers[2].When)

	paying := w.HealthScores[0]
	require.Equal(t, []dsl.Band{{Name: "green", From: 75}, {Name: "yellow", From: 50}, {Name: "red"}}, paying.Bands)
	require.Nil(t, paying.Measures[0].Missing)
	require.Zero(t, *paying.Measures[1].Missing)
	require.InDelta(t, 50, *paying.Measures[2].Missing, 0)

	rescue := w.Playbooks["rescue"]
	require.Equal(t, dsl.DryRun, rescue.Mode)
	require.Equal(t, 80, rescue.Priority)
	require.Equal(t, "30d", rescue.Enroll.Cooldown.String())
	require.Len(t, rescue.Triggers, 5)
	require.Equal(t, []string{"red", "yellow"}, rescue.Triggers[1].HealthDrop.To)
	require.Equal(t, "2w", rescue.Triggers[3].Stall.Idle.String())
	require.True(t, w.Playbooks["welcome"].Enroll.Never)
}

func tierNames(w *dsl.Workspace) []string {
	var all []string
	for _, t := range w.Tiers {
		all = append(all, t.Name)
	}
	return all
}
