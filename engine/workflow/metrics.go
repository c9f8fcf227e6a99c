package workflow

import (
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/sdk/client"
)

// metrics puts the SDK's metrics on a Prometheus registry under Prometheus' rules: each name has one
// fixed set of labels and a help text, counters end in _total, timers are histograms in seconds. What
// isn't in the table is not for this product and is dropped.
type metrics struct {
	families map[string]family
	tags     map[string]string
}

var _ client.MetricsHandler = (*metrics)(nil)

// family is one metric with its labels; one of the vectors is set.
type family struct {
	labels    []string
	counter   *prometheus.CounterVec
	gauge     *prometheus.GaugeVec
	histogram *prometheus.HistogramVec
}

// newMetrics registers all metrics of the table at once.
func newMetrics(registerer prometheus.Registerer) (*metrics, error) {
	m := &metrics{families: map[string]family{}}
	for _, d := range definitions() {
		f, err := d.register(registerer)
		if err != nil {
			return nil, fmt.Errorf("register the metric %s: %w", d.name, err)
		}
		m.families[d.name] = f
	}
	return m, nil
}

// WithTags returns a handler with more tags. Only those that a metric has as labels are used.
func (m *metrics) WithTags(tags map[string]string) client.MetricsHandler {
	merged := make(map[string]string, len(m.tags)+len(tags))
	maps.Copy(merged, m.tags)
	maps.Copy(merged, tags)
	return &metrics{families: m.families, tags: merged}
}

// Counter returns a counter with the handler's tags.
func (m *metrics) Counter(name string) client.MetricsCounter {
	f := m.families[name]
	if f.counter == nil {
		return client.MetricsNopHandler.Counter(name)
	}
	return counter{f.counter.WithLabelValues(m.values(f)...)}
}

// Gauge returns a gauge with the handler's tags.
func (m *metrics) Gauge(name string) client.MetricsGauge {
	f := m.families[name]
	if f.gauge == nil {
		return client.MetricsNopHandler.Gauge(name)
	}
	return gauge{f.gauge.WithLabelValues(m.values(f)...)}
}

// Timer returns a timer with the handler's tags.
func (m *metrics) Timer(name string) client.MetricsTimer {
	f := m.families[name]
	if f.histogram == nil {
		return client.MetricsNopHandler.Timer(name)
	}
	return timer{f.histogram.WithLabelValues(m.values(f)...)}
}

// values returns the family's labels in their order; the SDK's own word for an absent one is "none".
func (m *metrics) values(f family) []string {
	values := make([]string, len(f.labels))
	for i, label := range f.labels {
		values[i] = "none"
		if v, ok := m.tags[label]; ok {
			values[i] = v
		}
	}
	return values
}

type counter struct{ prometheus.Counter }

// Inc adds to the counter.
func (c counter) Inc(by int64) { c.Add(float64(by)) }

type gauge struct{ prometheus.Gauge }

// Update sets the gauge.
func (g gauge) Update(value float64) { g.Set(value) }

type timer struct{ prometheus.Observer }

// Record observes a duration in seconds.
func (t timer) Record(d time.Duration) { t.Observe(d.Seconds()) }

// register makes the definition's collector, or uses the one that an earlier client registered.
func (d definition) register(r prometheus.Registerer) (family, error) {
	f := family{labels: d.labels}
	var err error
	switch d.kind {
	case kindCounter:
		f.counter, err = registered(r, prometheus.NewCounterVec(prometheus.CounterOpts{Name: d.prometheusName(), Help: d.help}, d.labels))
	case kindGauge:
		f.gauge, err = registered(r, prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: d.prometheusName(), Help: d.help}, d.labels))
	case kindTimer:
		options := prometheus.HistogramOpts{Name: d.prometheusName(), Help: d.help, Buckets: d.buckets}
		f.histogram, err = registered(r, prometheus.NewHistogramVec(options, d.labels))
	}
	return f, err
}

func registered[C prometheus.Collector](r prometheus.Registerer, c C) (C, error) {
	err := r.Register(c)
	var before prometheus.AlreadyRegisteredError
	if errors.As(err, &before) {
		if same, ok := before.ExistingCollector.(C); ok {
			return same, nil
		}
	}
	return c, err
}
