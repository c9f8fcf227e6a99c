package dsl_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl"
)

// Runs keep their plan for months, while the program is updated around them: a plan that an older build
// stored is read, means the same, and is still found under its hash.
func TestPlansOfOlderBuildsAreRead(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/plans/rescue.v1.json")
	require.NoError(t, err)
	var plan dsl.Plan
	require.NoError(t, json.Unmarshal(raw, &plan))

	require.LessOrEqual(t, plan.Version, dsl.PlanVersion)
	require.Equal(t, "046dcd90dafeea8ca8f44c85b1be704aea90fd312c62e56a4a0f92ccbe2b4245", plan.Hash())
	again, err := json.Marshal(&plan)
	require.NoError(t, err)
	require.JSONEq(t, string(raw), string(again), "nothing that it says may be lost")

	require.Equal(t, dsl.StepAction, plan.Steps[0].Kind)
	require.Equal(t, "task.completed", plan.Steps[0].Action.AnswerEvent)
	require.Equal(t, "feature_used", plan.Steps[2].Wait.Event)
	require.Equal(t, "tier == 'high'", plan.Steps[3].Branch.Cases[0].When)
	require.Equal(t, "gone", plan.Exits[1].Name)
}
