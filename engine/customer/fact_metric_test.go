package customer

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/engine/customer/window"
	"pgregory.net/rapid"
)

func TestCountLeavesWithItsBucket(t *testing.T) {
	t.Parallel()
	st := customer(t)
	happened := at("1d3h20m")
	st.event(happened, "ticket")
	w := window.Of("acme", st.core.metrics["tickets_30d"].Window)
	leaves := w.Leaves(w.Bucket(happened))

	require.InDelta(t, 1, st.fact(happened.Add(30*24*time.Hour), "metric", "tickets_30d"), 0)
	require.InDelta(t, 1, st.fact(leaves.Add(-time.Second), "metric", "tickets_30d"), 0)
	require.Equal(t, leaves, st.s.NextDue, "the score reads the metric, so it has to be looked at")
	require.InDelta(t, 0, st.fact(leaves, "metric", "tickets_30d"), 0)
	require.InDelta(t, 100, *st.s.Health.measure("support"), 0)
}

func TestMetricsCountWhatTheirConditionSays(t *testing.T) {
	t.Parallel()
	st := customer(t)
	st.event(at("1h"), "ticket", "level", 3.0)
	st.event(at("2h"), "ticket", "level", 2.0)
	st.event(at("3h"), "ticket") // no level: the comparison is false
	st.event(at("3h"), "used", "n", 2.5)
	st.event(at("4h"), "used", "n", 4.0)
	st.event(at("5h"), "used") // nothing to add

	require.InDelta(t, 3, st.fact(at("6h"), "metric", "tickets_30d"), 0)
	require.InDelta(t, 1, st.fact(at("6h"), "metric", "bad_tickets_2d"), 0)
	require.InDelta(t, 6.5, st.fact(at("6h"), "metric", "usage_10d"), 0)
}

func TestLateEventsLandWhereTheyHappened(t *testing.T) {
	t.Parallel()
	st := customer(t)
	st.send(at("20d"), Entry{Type: "used", Data: data("n", 1.0), Time: at("15d")})
	st.send(at("20d"), Entry{Type: "used", Data: data("n", 10.0), Time: at("5d")})
	st.send(at("20d"), Entry{Type: "used", Data: data("n", 100.0), Time: at("-9d")}) // outside both windows
	st.send(at("20d"), Entry{Type: "used", Data: data("n", 1000.0), Time: at("90d")})

	require.InDelta(t, 1001, st.fact(at("20d"), "metric", "usage_10d"), 0, "an event of the future counts from now")
	require.InDelta(t, 10, st.fact(at("20d"), "previous", "usage_10d"), 0)
	require.InDelta(t, 0, st.fact(at("31d"), "metric", "usage_10d"), 0)
}

func TestLastIsTheNewestByItsTime(t *testing.T) {
	t.Parallel()
	st := customer(t)
	require.Nil(t, st.fact(at("1h"), "metric", "last_nps"))
	st.event(at("10d"), "nps", "score", 7.0)
	st.send(at("11d"), Entry{Type: "nps", Data: data("score", 3.0), Time: at("9d")})
	require.InDelta(t, 7, st.fact(at("11d"), "metric", "last_nps"), 0)
	st.send(at("12d"), Entry{Type: "nps", Data: data("score", 9.0), Time: at("10d")})
	require.InDelta(t, 9, st.fact(at("400d"), "metric", "last_nps"), 0, "of equal times the later entry counts, for ever")
}

func TestCountsAreMissingUntilTheWorkspaceReceivesTheEvent(t *testing.T) {
	t.Parallel()
	w := load(t, company)
	for _, seen := range []bool{false, true} {
		c := New(w, 1, func(string) bool { return seen })
		st := &scenario{tb: t, core: c, s: c.Fresh("acme", start)}
		st.update(start, map[string]any{"seats": 4.0})
		for _, metric := range []string{"tickets_30d", "usage_10d", "active_7d"} {
			if seen {
				require.InDelta(t, 0, st.fact(start, "metric", metric), 0)
			} else {
				require.Nil(t, st.fact(start, "metric", metric), metric)
			}
		}
	}
}

func TestDistinctCountsValuesOfEveryKind(t *testing.T) {
	t.Parallel()
	st := customer(t)
	d := st.core.metrics["active_7d"]
	w, m := d.window("acme"), &Metric{}
	for _, value := range []any{1.0, 1.0, 1.5, true, "a", []any{"a"}, map[string]any{"a": 1.0}, nil} {
		m.add(d, w, at("1d"), at("1d"), value)
	}
	require.Len(t, m.Values, 6, "a missing value is none")
}

func TestDistinctSaysWhenItIsTooMuch(t *testing.T) {
	t.Parallel()
	st := customer(t)
	d := st.core.metrics["active_7d"]
	w := d.window("acme")
	m := &Metric{}
	for i := range MaxDistinct + 1 {
		m.add(d, w, at("1d"), at("1d"), fmt.Sprint("user", i))
	}
	require.Len(t, m.Values, MaxDistinct)
	require.True(t, m.Exceeded())
	m.add(d, w, at("3d"), at("3d"), "user0")
	require.InDelta(t, MaxDistinct, m.between(d, w.Gone(at("3d")), 1<<60), 0, "known values are still followed")
	m.purge(w, at("9d"))
	require.False(t, m.Exceeded(), "the refused one would have left")
	require.InDelta(t, 1, m.between(d, w.Gone(at("9d")), 1<<60), 0)
	m.purge(w, at("30d"))
	require.Empty(t, m.Values)
}

func TestChangeNeedsTwoWindowsOfHistory(t *testing.T) {
	t.Parallel()
	st := customer(t)
	for day := range 20 {
		if n := 20 - day; day < 10 {
			st.event(start.AddDate(0, 0, day).Add(time.Hour), "used", "n", float64(n))
		}
	}
	st.event(at("15d"), "used", "n", 31.0)
	young := at("20d").Add(-time.Second)
	require.Nil(t, st.fact(young, "change", "usage_10d"))
	require.Nil(t, st.fact(young, "previous", "usage_10d"))
	previous := st.fact(at("20d"), "previous", "usage_10d").(float64)
	now := st.fact(at("20d"), "metric", "usage_10d").(float64)
	require.Positive(t, previous)
	require.InDelta(t, (now-previous)/previous, st.fact(at("20d"), "change", "usage_10d"), 0)
	require.Nil(t, st.fact(at("60d"), "change", "usage_10d"), "nothing can be compared with zero")
	require.InDelta(t, 0, st.fact(at("60d"), "previous", "usage_10d"), 0)
}

func TestOlderHistoryMakesComparisonsPossible(t *testing.T) {
	t.Parallel()
	st := customer(t)
	st.event(at("1d"), "used", "n", 1.0)
	require.Nil(t, st.fact(at("1d"), "previous", "usage_10d"))
	st.core.ApplyAll(st.s, slices.Values([]Entry{{Seq: 9, Type: "used", Time: at("-40d"), Data: data("n", 1.0), Imported: true}}), at("2d"))
	require.Equal(t, at("-40d"), st.s.Since)
	require.InDelta(t, 0, st.fact(at("2d"), "previous", "usage_10d"), 0)
}

// happening is an event of the oracle, which keeps everything and counts anew each time.
type happening struct {
	at    time.Time
	value string
	n     float64
}

// expected is the metrics over all happenings whose buckets are in (now-2·window, now-window] or
// (now-window, now], depending on how many windows back.
func expected(w window.Sliding, all []happening, now time.Time, back int) (sum float64, distinct int) {
	values := map[string]bool{}
	length := time.Duration(w.Length) * time.Second
	for _, h := range all {
		end := time.Unix(w.Phase, 0)
		for !end.After(h.at) {
			end = end.Add(time.Duration(w.Size) * time.Second)
		}
		leaves := end.Add(time.Duration(back+1) * length)
		if leaves.After(now) && !leaves.Add(-length).After(now) || back == 0 && leaves.After(now) {
			sum += h.n
			values[h.value] = true
		}
	}
	return sum, len(values)
}

func TestMetricsAgreeWithAnOracle(t *testing.T) {
	t.Parallel()
	w := load(t, company)
	base := time.Unix(40*24*3600, 0).UTC() // close to 1970, as the oracle counts buckets from there
	rapid.Check(t, func(t *rapid.T) {
		c := New(w, 1, everSeen)
		s, now := c.Fresh("acme", base), base
		c.Apply(s, Entry{Type: "begin", Time: base.AddDate(0, 0, -40), Received: now})
		var uses, logins []happening
		for i := range rapid.IntRange(1, 30).Draw(t, "events") {
			now = now.Add(time.Duration(rapid.Int64Range(0, 2*24*3600).Draw(t, "pause")) * time.Second)
			late := time.Duration(rapid.Int64Range(-3600, 25*24*3600).Draw(t, "late")) * time.Second
			e := Entry{Source: "x", ID: fmt.Sprint(i), Time: now.Add(-late), Received: now}
			h := happening{at: e.Time, n: float64(rapid.IntRange(0, 9).Draw(t, "n")), value: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "who")}
			if late < 0 {
				h.at = now
			}
			if rapid.Bool().Draw(t, "login") {
				e.Type, e.Contact = "login", h.value
				logins = append(logins, h)
			} else {
				e.Type, e.Data = "used", data("n", h.n)
				uses = append(uses, h)
			}
			c.Apply(s, e)
			if rapid.Bool().Draw(t, "store") {
				s = stored(t, s)
			}
			usage, active := window.Of("acme", c.metrics["usage_10d"].Window), window.Of("acme", c.metrics["active_7d"].Window)
			for back, root := range []string{"metric", "previous"} {
				sum, _ := expected(usage, uses, now, back)
				_, distinct := expected(active, logins, now, back)
				values := c.Facts(s, now)[root].(map[string]any)
				require.InDelta(t, sum, values["usage_10d"], 1e-9, root)
				require.InDelta(t, distinct, values["active_7d"], 0, root)
			}
		}
	})
}
