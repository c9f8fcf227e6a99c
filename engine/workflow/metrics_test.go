package workflow

import (
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	"github.com/stretchr/testify/require"
)

// requireLint checks a registry as promtool does.
func requireLint(t testing.TB, registry prometheus.Gatherer) {
	t.Helper()
	families, err := registry.Gather()
	require.NoError(t, err)
	problems, err := promlint.NewWithMetricFamilies(families).Lint()
	require.NoError(t, err)
	require.Empty(t, problems)
}

// counters returns a counter's values by its label's value.
func counters(t testing.TB, registry prometheus.Gatherer, name, label string) map[string]float64 {
	t.Helper()
	families, err := registry.Gather()
	require.NoError(t, err)
	values := map[string]float64{}
	for _, family := range families {
		if family.GetName() != name {
			continue
		}
		for _, metric := range family.GetMetric() {
			for _, pair := range metric.GetLabel() {
				if pair.GetName() == label {
					values[pair.GetValue()] += metric.GetCounter().GetValue()
				}
			}
		}
	}
	return values
}

func TestMetricsKeepPrometheusRules(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewPedanticRegistry()
	m, err := newMetrics(registry)
	require.NoError(t, err)
	tagged := m.WithTags(map[string]string{"operation": "Poll", "workflow_type": TypeName, "namespace": "x"})
	for _, d := range definitions() {
		tagged.Counter(d.name).Inc(2)
		tagged.Gauge(d.name).Update(3)
		tagged.Timer(d.name).Record(time.Second)
	}
	requireLint(t, registry)
	families, err := registry.Gather()
	require.NoError(t, err)
	require.Len(t, families, len(definitions()))
}

func TestMetricsCarryTheTagsOfTheirTable(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewRegistry()
	m, err := newMetrics(registry)
	require.NoError(t, err)
	m.WithTags(map[string]string{"operation": "Poll", "task_queue": "x"}).Counter("temporal_request").Inc(2)
	m.WithTags(map[string]string{"operation": "Poll"}).WithTags(map[string]string{"operation": "Start"}).Counter("temporal_request").Inc(1)
	m.Counter("temporal_request").Inc(4)
	m.Counter("temporal_of_a_later_sdk").Inc(1)
	m.Gauge("temporal_request").Update(1)
	m.Timer("temporal_request").Record(time.Second)
	require.Equal(t, map[string]float64{"Poll": 2, "Start": 1, "none": 4},
		counters(t, registry, "temporal_request_total", "operation"))
	require.Empty(t, counters(t, registry, "temporal_request_total", "task_queue"))
}

func TestASecondClientSharesTheMetrics(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewRegistry()
	for range 2 {
		m, err := newMetrics(registry)
		require.NoError(t, err)
		m.Counter("temporal_corrupted_signals").Inc(1)
	}
	require.Equal(t, map[string]float64{"none": 2}, counters(t, registry, "temporal_corrupted_signals_total", "workflow_type"))
}

func TestAForeignMetricOfTheSameNameIsAnError(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewRegistry()
	registry.MustRegister(prometheus.NewGauge(prometheus.GaugeOpts{Name: "temporal_request_total", Help: "Something else."}))
	_, err := newMetrics(registry)
	require.ErrorContains(t, err, "temporal_request")
}
