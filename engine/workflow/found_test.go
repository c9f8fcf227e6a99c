package workflow

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/workflowservice/v1"
)

// requireFound waits until a search in Temporal finds exactly the run.
func requireFound(t testing.TB, b *bundle, query, id string) {
	t.Helper()
	require.Eventually(t, func() bool {
		found, err := b.client.sdk.ListWorkflow(t.Context(), &workflowservice.ListWorkflowExecutionsRequest{Query: query})
		require.NoError(t, err)
		return len(found.GetExecutions()) == 1 && found.GetExecutions()[0].GetExecution().GetWorkflowId() == id
	}, time.Minute, 20*time.Millisecond, "%s doesn't find %s", query, id)
}
