package dsl_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl/expression"
)

func TestObjectives(t *testing.T) {
	t.Parallel()
	w := load(t, "testdata/valid/objectives")
	plan := w.SuccessPlans["growth"]
	require.Equal(t, "More people, more often.", plan.Description)
	require.Len(t, plan.Objectives, 2)
	require.Equal(t, "account.reach_goal", plan.Objectives[0].Target.Source())
	require.Equal(t, "metric.reach_30d", plan.Objectives[0].Current.Source())
	require.False(t, plan.Objectives[0].Lower)
	require.True(t, plan.Objectives[1].Lower)

	products := w.AccountAttributes["products"]
	require.Equal(t, []string{"crm", "ads"}, products.Values)
	require.NoError(t, products.Type.Check([]any{"crm"}))
	require.Error(t, products.Type.Check([]any{"crm", "erp"}))
	kind := w.Events["campaign_sent"].Properties["kind"].Type
	require.Equal(t, expression.Type{Kind: expression.KindString, Values: []string{"mail", "push"}}, kind)
}
