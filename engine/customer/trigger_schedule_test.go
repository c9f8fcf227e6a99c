package customer

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSchedulesComeRound(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		trigger string
		want    []string
	}{
		"monthly":                {`cron = "0 9 1 * *"`, []string{"04-01 09:00:00", "05-01 09:00:00"}},
		"month ends":             {`cron = "30 8 31 * *"`, []string{"03-31 08:30:00"}},
		"skipped by summer time": {`cron = "30 2 29 3 *"`, []string{"03-29 03:30:00"}},
		"once":                   {`at = "2026-03-10 12:00"`, []string{"03-10 12:00:00"}},
		"once, past":             {`at = "2026-03-01"`, []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := customer(t, play("p", "  trigger \"schedule\" {\n"+test.trigger+"\n}"))
			st.advance(time.Date(2026, 5, 15, 0, 0, 0, 0, time.UTC))
			require.Equal(t, test.want, firings(st))
		})
	}
}

func TestASpreadGivesEachAccountItsPlace(t *testing.T) {
	t.Parallel()
	w := load(t, company, play("p", `
  trigger "schedule" {
    cron   = "0 9 * * *"
    spread = "4h"
  }`))
	earliest, latest := 0, 0
	for i := range 200 {
		account := fmt.Sprint("a", i)
		var places []time.Duration
		for range 2 {
			c := New(w, 1, everSeen)
			s := c.Fresh(account, start)
			c.Apply(s, Entry{Seq: 1, Type: TypeAccountUpdated, Received: start, Time: start, Data: data("attributes", map[string]any{"status": "customer"})})
			for _, d := range c.Advance(s, at("3d")) {
				places = append(places, d.At.Sub(d.At.Truncate(24*time.Hour))-8*time.Hour)
			}
		}
		for _, place := range places {
			require.Equal(t, places[0], place, "the same place each day, and in each process")
		}
		require.GreaterOrEqual(t, places[0], time.Duration(0))
		require.Less(t, places[0], 4*time.Hour)
		if places[0] < time.Hour {
			earliest++
		}
		if places[0] >= 3*time.Hour {
			latest++
		}
	}
	require.Greater(t, earliest, 20)
	require.Greater(t, latest, 20)
}
