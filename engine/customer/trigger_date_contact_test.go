package customer

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestADateOfEachContact(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		happens func(st *scenario)
		want    []string
	}{
		"of two on one day": {
			func(st *scenario) {
				st.people(at("1d"), "joined", map[string]any{"ann": "2026-03-01", "kim": "2026-02-28", "zoe": "2026-03-01", "bob": nil})
			},
			[]string{"03-30 00:00:00 kim", "03-31 00:00:00 ann", "03-31 00:00:00 zoe"},
		},
		"moved, and moved back": {
			func(st *scenario) {
				st.people(at("1d"), "joined", map[string]any{"ann": "2026-03-01"})
				st.people(at("30d"), "joined", map[string]any{"ann": "2026-03-11"})
			},
			[]string{"03-31 00:00:00 ann", "04-10 00:00:00 ann"},
		},
		"who comes in the last second of the day": {
			func(st *scenario) {
				st.people(time.Date(2026, 3, 31, 21, 59, 59, 0, time.UTC), "joined", map[string]any{"ann": "2026-03-01"})
			},
			[]string{"03-31 23:59:59 ann"},
		},
		"who comes when the day is over": {
			func(st *scenario) {
				st.people(time.Date(2026, 3, 31, 22, 0, 0, 0, time.UTC), "joined", map[string]any{"ann": "2026-03-01"})
			},
			[]string{},
		},
		"who leaves, and comes back before": {
			func(st *scenario) {
				st.people(at("1d"), "joined", map[string]any{"ann": "2026-03-01", "kim": "2026-03-01"})
				st.people(at("2d"), "joined", map[string]any{})
				st.people(at("3d"), "joined", map[string]any{"kim": "2026-03-01"})
			},
			[]string{"03-31 00:00:00 kim"},
		},
		"imported": {
			func(st *scenario) {
				st.send(at("27d"), known(having("joined", map[string]any{"ann": "2026-02-28", "kim": "2026-03-01"})))
			},
			[]string{"03-31 00:00:00 kim"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := withContacts(t, joinedDaysAgo)
			test.happens(st)
			st.s = stored(t, st.s)
			for next := st.s.NextDue; !next.IsZero() && next.Before(at("60d")); next = st.s.NextDue {
				before := len(st.all)
				st.advance(next.Add(-time.Second))
				require.Len(t, st.all, before)
				st.advance(next)
			}
			require.Equal(t, test.want, fires(st))
		})
	}
}
