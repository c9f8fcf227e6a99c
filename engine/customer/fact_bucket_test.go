package customer

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl"
	"pgregory.net/rapid"
)

// scored is a workspace with one metric of each aggregate that needs a number, over a window.
func scored(window string) string {
	src := "event \"nps\" { properties = { score = optional(number) } }\nevent \"other\" {}\n"
	if window != "" {
		window = fmt.Sprintf("\n  window = %q", window)
	}
	for _, aggregate := range []dsl.Aggregate{dsl.First, dsl.Last, dsl.Min, dsl.Max, dsl.Avg, dsl.Sum, dsl.Distinct} {
		if window != "" || aggregate != dsl.Avg && aggregate != dsl.Sum && aggregate != dsl.Distinct {
			src += fmt.Sprintf("metric %q {\n  event = \"nps\"\n  %s = \"event.score\"%s\n}\n", aggregate, aggregate, window)
		}
	}
	return src
}

func TestAggregates(t *testing.T) {
	t.Parallel()
	st := newScenario(t, scored("10d"))
	st.send(at("20d"), Entry{Type: "nps", Data: data("score", 7.0), Time: at("11d")})
	st.send(at("20d"), Entry{Type: "nps", Data: data("score", 3.0), Time: at("10d12h")})
	st.send(at("20d"), Entry{Type: "nps", Data: data("score", 8.0), Time: at("14d")})
	st.send(at("20d"), Entry{Type: "nps", Data: data("score", 8.0), Time: at("5d")})
	st.send(at("20d"), Entry{Type: "nps", Time: at("12d")}) // no score: it counts for none of them
	for aggregate, want := range map[dsl.Aggregate]float64{
		dsl.First: 3, dsl.Last: 8, dsl.Min: 3, dsl.Max: 8, dsl.Avg: 6, dsl.Sum: 18, dsl.Distinct: 3,
	} {
		require.InDelta(t, want, st.fact(at("20d"), "metric", string(aggregate)), 1e-9, aggregate)
	}
	for _, aggregate := range []dsl.Aggregate{dsl.First, dsl.Last, dsl.Min, dsl.Max, dsl.Avg} {
		require.Nil(t, st.fact(at("40d"), "metric", string(aggregate)), "nothing is left: %s is missing", aggregate)
	}
	require.InDelta(t, 0, st.fact(at("40d"), "metric", "sum"), 0)
}

func TestAggregatesWithoutAWindowRemember(t *testing.T) {
	t.Parallel()
	st := newScenario(t, scored(""))
	for i, score := range []float64{5, 2, 9, 4} {
		st.event(at(fmt.Sprint(i, "d")), "nps", "score", score)
	}
	st.send(at("4d"), Entry{Type: "nps", Data: data("score", 6.0), Time: at("-9d")})
	for aggregate, want := range map[string]float64{"first": 6, "last": 4, "min": 2, "max": 9} {
		require.InDelta(t, want, st.fact(at("900d"), "metric", aggregate), 0, aggregate)
		require.Nil(t, st.fact(at("900d"), "previous", aggregate), "there is nothing before everything")
		require.Len(t, st.s.Metrics[aggregate].Buckets, 1)
	}
	require.True(t, st.s.NextDue.IsZero())
}

func TestOfEqualTimesTheFirstEntryIsFirst(t *testing.T) {
	t.Parallel()
	st := newScenario(t, scored(""))
	st.send(at("2d"), Entry{Type: "nps", Data: data("score", 1.0), Time: at("1d")})
	st.send(at("2d"), Entry{Type: "nps", Data: data("score", 2.0), Time: at("1d")})
	require.InDelta(t, 1, st.fact(at("2d"), "metric", "first"), 0)
	require.InDelta(t, 2, st.fact(at("2d"), "metric", "last"), 0)
}

func TestSumsStayNumbers(t *testing.T) {
	t.Parallel()
	st := newScenario(t, scored("10d"))
	st.event(at("1d"), "nps", "score", math.MaxFloat64)
	st.event(at("1d"), "nps", "score", math.MaxFloat64)
	require.Equal(t, encoded(t, st.s), encoded(t, stored(t, st.s)))
	require.InDelta(t, math.MaxFloat64, st.fact(at("1d"), "metric", "sum"), 0)
}

func TestChangesOfNegativeValuesKeepTheirDirection(t *testing.T) {
	t.Parallel()
	st := newScenario(t, scored("1d"))
	st.send(at("9d"), Entry{Type: "nps", Data: data("score", -10.0), Time: at("7d12h")})
	st.send(at("9d"), Entry{Type: "nps", Data: data("score", -14.0), Time: at("8d12h")})
	st.send(at("9d"), Entry{Type: "other", Time: at("1d")})
	require.InDelta(t, -0.4, st.fact(at("9d"), "change", "min"), 1e-9, "-14 is less than -10")
}

// naive is an aggregate over all events of a part of the past.
func naive(a dsl.Aggregate, all []happening) any {
	if len(all) == 0 {
		if a == dsl.Sum || a == dsl.Distinct {
			return 0.0
		}
		return nil
	}
	values := make([]float64, len(all))
	sum, first, last, distinct := 0.0, all[0], all[0], map[float64]bool{}
	for i, h := range all {
		values[i], distinct[h.n] = h.n, true
		sum += h.n
		if h.at.Before(first.at) {
			first = h
		}
		if !h.at.Before(last.at) {
			last = h
		}
	}
	return map[dsl.Aggregate]float64{
		dsl.First: first.n, dsl.Last: last.n, dsl.Min: slices.Min(values), dsl.Max: slices.Max(values),
		dsl.Avg: sum / float64(len(all)), dsl.Sum: sum, dsl.Distinct: float64(len(distinct)),
	}[a]
}

func TestAggregatesAgreeWithAnOracle(t *testing.T) {
	t.Parallel()
	cores := map[string]*Core{}
	windows := []string{"", "2d", "30d", "200d", "day", "week", "month", "quarter", "year"}
	for _, window := range windows {
		cores[window] = New(load(t, `workspace { time_zone = "America/Sao_Paulo" }`, scored(window)), 1, everSeen)
	}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(windows).Draw(t, "window")
		c := cores[name]
		s, now := c.Fresh("acme", start), start
		c.Apply(s, Entry{Type: "other", Time: start.AddDate(-3, 0, 0), Received: now})
		var all []happening
		for i := range rapid.IntRange(1, 30).Draw(t, "events") {
			now = now.Add(time.Duration(rapid.Int64Range(0, 20*24*3600).Draw(t, "pause")) * time.Second)
			late := time.Duration(rapid.Int64Range(0, 60*24*3600).Draw(t, "late")) * time.Second
			h := happening{at: now.Add(-late), n: float64(rapid.IntRange(-5, 5).Draw(t, "n"))}
			all = append(all, h)
			c.Apply(s, Entry{Source: "x", ID: fmt.Sprint(i), Type: "nps", Time: h.at, Received: now, Data: data("score", h.n)})
			if rapid.Bool().Draw(t, "store") {
				s = stored(t, s)
			}
			facts := c.Facts(s, now)
			for metric, d := range c.metrics {
				w := d.window("acme")
				current, before := []happening{}, []happening{}
				for _, h := range all {
					if left := w.Leaves(w.Bucket(h.at)); left.IsZero() || left.After(now) {
						current = append(current, h)
					} else if w.LeavesPrevious(w.Bucket(h.at)).After(now) {
						before = append(before, h)
					}
				}
				want := map[string]any{"metric": naive(d.Aggregate, current), "previous": nil}
				if d.Windowed() {
					want["previous"] = naive(d.Aggregate, before)
				}
				for root, value := range want {
					got := facts[root].(map[string]any)[metric]
					if value == nil || got == nil {
						require.Equal(t, value, got, "%s.%s over %q", root, metric, name)
					} else {
						require.InDelta(t, value, got, 1e-9, "%s.%s over %q", root, metric, name)
					}
				}
			}
		}
	})
}
