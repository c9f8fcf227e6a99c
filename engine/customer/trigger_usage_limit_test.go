package customer

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestUsageLimitFiresTheHighestShareOnceEach(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", `
  trigger "usage_limit" {
    value  = "metric.usage_10d"
    limit  = "account.seats * 25"
    shares = [50, 80, 100]
  }`))
	st.event(at("1h"), "used", "n", 49.0)
	require.Empty(t, st.all)
	st.event(at("2h"), "used", "n", 1.0) // exactly half of a hundred
	st.event(at("3h"), "used", "n", 10.0)
	st.event(at("4h"), "used", "n", 60.0) // over two at once
	st.event(at("5h"), "used", "n", 60.0)
	require.Equal(t, []string{"03-03 11:00:00 50 50 100", "03-03 13:00:00 100 120 100"}, firings(st, "share", "value", "limit"))
	st.advance(at("20d")) // all of it leaves the window
	st.event(at("21d"), "used", "n", 85.0)
	require.Equal(t, "03-24 09:00:00 80 85 100", firings(st, "share", "value", "limit")[2])
}

func TestUsageWithoutALimitCrossesNothing(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", `
  trigger "usage_limit" {
    value = "metric.usage_10d"
    limit = "account.seats"
  }`))
	st.event(at("1h"), "used", "n", 5.0)
	require.Len(t, st.all, 1)
	st.update(at("2h"), map[string]any{"status": "customer"})
	st.update(at("3h"), map[string]any{"status": "customer", "seats": 4.0})
	require.Len(t, st.all, 1, "a limit that was unknown for a while isn't crossed anew")
}

func TestALimitOfEachContact(t *testing.T) {
	t.Parallel()
	limits := map[string]any{"ann": 4.0, "kim": 2.0, "zoe": nil}
	for name, test := range map[string]struct {
		happens func(st *scenario)
		want    []string
	}{
		"each crosses its own": {
			func(st *scenario) { st.login(at("2d"), "ann", "kim", "zoe", "ann", "kim", "zoe", "bob") },
			[]string{"03-05 09:00:00 50 kim", "03-05 09:00:00 50 ann", "03-05 09:00:00 100 kim"},
		},
		"again when it fell back": {
			func(st *scenario) {
				st.login(at("2d"), "ann", "ann")
				st.login(at("20d"), "ann", "ann")
			},
			[]string{"03-05 09:00:00 50 ann", "03-23 09:00:00 50 ann"},
		},
		"of whom it is crossed when it comes": {
			func(st *scenario) {
				st.login(at("2d"), "bob")
				st.people(at("3d"), "limit", map[string]any{"bob": 1.0})
			},
			[]string{"03-06 09:00:00 100 bob"},
		},
		"imported": {
			func(st *scenario) {
				st.login(at("2d"), "bob")
				st.send(at("3d"), known(having("limit", map[string]any{"bob": 2.0})))
				st.login(at("4d"), "bob")
			},
			[]string{"03-07 09:00:00 100 bob"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := withContacts(t, ownLimit)
			st.people(at("1d"), "limit", limits)
			test.happens(st)
			st.advance(at("60d"))
			lines := firings(st, "share")
			for i, d := range st.all {
				lines[i] += " " + d.Contact
			}
			require.Equal(t, test.want, lines)
			require.Empty(t, st.s.Triggers, "all have fallen back")
		})
	}
}
