package customer

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestMaxRunningIsRoomWhenOneEnds(t *testing.T) {
	t.Parallel()
	h := newSharedCapacity(t, limitedTo("max_running = 2"))
	require.Equal(t, []string{"p enrolled"}, summary(h.ticket("a", at("1h"))))
	require.Equal(t, []string{"p enrolled"}, summary(h.ticket("b", at("1h"))))
	no := h.ticket("c", at("2h"))
	require.Equal(t, []string{"p skipped max_running"}, summary(no))
	require.Equal(t, "The playbook has 2 runs in progress, as many as may go on at once; there is room when one ends.", no[0].Detail)
	h.end(h.runs[0], at("3h"))
	// An account that is advanced late is evaluated at an instant at which there was no room.
	late := h.known["c"]
	require.Equal(t, []string{"p skipped max_running"}, summary(h.core.Apply(late, Entry{ID: "late", Type: "ticket", Received: at("3h").Add(-time.Second)})))
	require.Equal(t, []string{"p enrolled"}, summary(h.ticket("c", at("3h"))))
	require.Equal(t, []string{"p skipped max_running"}, summary(h.ticket("d", at("3h"))))
}
