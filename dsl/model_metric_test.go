package dsl_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/expression"
)

func TestMetrics(t *testing.T) {
	t.Parallel()
	w := load(t, "testdata/valid/metrics")

	require.Equal(t, dsl.Avg, w.Metrics["nps"].Aggregate)
	require.Equal(t, "event.score", w.Metrics["nps"].Of.Source())
	require.Equal(t, "180d", w.Metrics["nps"].Window.String())
	require.Equal(t, dsl.Quarter, w.Metrics["visits"].Period)
	require.True(t, w.Metrics["visits"].Windowed())
	require.True(t, w.Metrics["visits"].Window.IsZero())
	require.True(t, w.Metrics["last_nps"].OfContact)
	require.False(t, w.Metrics["last_nps"].Windowed())
	require.Equal(t, expression.String, w.Metrics["newest"].Type)
	require.Equal(t, 500, w.Metrics["answers"].Cap)

	rate := w.Metrics["answer_rate"]
	require.Equal(t, dsl.Derived, rate.Aggregate)
	require.Equal(t, []string{"account.seats", "metric.answers"}, rate.Of.Reads())
	require.Equal(t, expression.Number, rate.Type)
	require.False(t, rate.Windowed())
}

func TestRetention(t *testing.T) {
	t.Parallel()
	require.Equal(t, "400d", load(t, "testdata/valid/retention").Retention.String())
	require.Nil(t, load(t, "testdata/valid/minimal").Retention, "without it, events are kept for ever")
}

// A metric whose parts are of an older build keeps its hash, so that it isn't filled back for nothing.
func TestHashesOfMetrics(t *testing.T) {
	t.Parallel()
	hash := func(attrs string) string {
		w, diags := loadSource("event \"login\" { about = \"contact\" }\nmetric \"m\" {\n event = \"login\"\n" + attrs + "\n}")
		requireClean(t, diags)
		return w.Metrics["m"].Hash
	}
	require.Equal(t, "a31d0f91710a68c6", hash(`window = "7d"`)[:16])
	seen := map[string]string{}
	for _, attrs := range []string{
		`window = "7d"`, `window = "week"`, `window = "month"`, "window = \"7d\"\nof = \"contact\"",
		"window = \"7d\"\ndistinct = \"contact.id\"", "window = \"7d\"\ndistinct = \"contact.id\"\ncap = 5",
		`min = "5"`, `max = "5"`, "max = \"5\"\nwindow = \"7d\"",
	} {
		require.Empty(t, seen[hash(attrs)], attrs)
		seen[hash(attrs)] = attrs
	}
}
