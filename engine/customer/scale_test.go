package customer

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// asked counts the playbooks that are asked from now on.
func (l *life) asked() *int {
	n := 0
	for _, tr := range l.core.watching.all {
		watch := tr.watch
		tr.watch = func(t *turn, tr *trigger, s *Trigger) time.Time {
			n++
			return watch(t, tr, s)
		}
	}
	return &n
}

func TestAnEventAsksOnlyWhatReadsWhatItChanged(t *testing.T) {
	t.Parallel()
	for _, playbooks := range []int{10, 200} {
		st := lived(t, portfolio(playbooks), "used_0")
		asked := st.asked()
		require.Len(t, st.core.Apply(st.s, st.next()), 1)
		require.Equal(t, affected-1, *asked)
	}
}

// Not parallel: it counts allocations.
func TestPlaybooksThatAnEventDoesNotAffectCostNothing(t *testing.T) {
	var costs []float64
	for _, playbooks := range []int{10, 200} {
		st := lived(t, portfolio(playbooks), "used_0")
		costs = append(costs, testing.AllocsPerRun(100, func() { st.core.Apply(st.s, st.next()) }))
	}
	require.InDelta(t, costs[0], costs[1], 2)
}
