package engine

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/run"
	"github.com/tendhq/tend/engine/store"
)

// metrics counts what the engine does. Labels come from the workspace and from fixed words, never from customers.
type metrics struct {
	events     *prometheus.CounterVec
	decisions  *prometheus.CounterVec
	finished   *prometheus.CounterVec
	goals      *prometheus.CounterVec
	purged     *prometheus.CounterVec
	actions    *prometheus.CounterVec
	duration   *prometheus.HistogramVec
	toDecision prometheus.Histogram
}

func newMetrics(registry prometheus.Registerer, e *Engine) (*metrics, error) {
	m := &metrics{
		events: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "tend_events_total", Help: "Events offered, by type and by what became of them.",
		}, []string{"type", "result"}),
		decisions: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "tend_decisions_total", Help: "Occurrences of triggers decided, by playbook, outcome and reason.",
		}, []string{"playbook", "outcome", "reason"}),
		finished: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "tend_runs_finished_total", Help: "Runs that ended, by playbook and outcome.",
		}, []string{"playbook", "outcome"}),
		goals: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "tend_goals_total", Help: "Goals of enrolments that ended, by playbook, goal, group (treated or control) and outcome.",
		}, []string{"playbook", "goal", "group", "outcome"}),
		purged: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "tend_purged_total", Help: "What was removed because it is older than the retention, by kind.",
		}, []string{"kind"}),
		actions: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "tend_actions_total", Help: "Calls of actions, by kind and result.",
		}, []string{"kind", "result"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "tend_action_duration_seconds", Help: "Wall time of one call of an action.",
			Buckets: prometheus.ExponentialBuckets(0.001, 4, 9),
		}, []string{"kind"}),
		toDecision: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "tend_event_to_decision_seconds", Help: "Wall time from an event's arrival to the committed decision that it led to.",
			Buckets: prometheus.ExponentialBuckets(0.001, 2, 12),
		}),
	}
	if registry == nil {
		return m, nil
	}
	for _, c := range []prometheus.Collector{m.events, m.decisions, m.finished, m.goals, m.purged, m.actions, m.duration, m.toDecision, storeCollector{engine: e}} {
		if err := registry.Register(c); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func (m *metrics) ingested(types, results []string) {
	for i, result := range results {
		m.events.WithLabelValues(types[i], result).Inc()
	}
}

func (m *metrics) decided(decisions []customer.Decision) {
	for _, d := range decisions {
		m.decisions.WithLabelValues(d.Playbook, string(d.Outcome), string(d.Reason)).Inc()
	}
}

func (m *metrics) ended(runs []store.Run) {
	for _, r := range runs {
		m.finished.WithLabelValues(r.Playbook, r.Outcome).Inc()
	}
}

func (m *metrics) goalsEnded(goals []customer.Goal) {
	for _, g := range goals {
		if g.Outcome != "" {
			m.goals.WithLabelValues(g.Playbook, g.Name, g.Group(), string(g.Outcome)).Inc()
		}
	}
}

func (m *metrics) removed(p store.Purged) {
	for kind, n := range map[string]int{
		"entries": p.Entries, "decisions": p.Decisions, "scores": p.Scores, "goals": p.Goals, "runs": p.Runs, "tasks": p.Tasks,
	} {
		m.purged.WithLabelValues(kind).Add(float64(n))
	}
}

func (m *metrics) acted(kind string, r run.Result, took time.Duration) {
	result := "done"
	switch {
	case r.Permanent:
		result = "failed"
	case r.Error != "":
		result = "retried"
	}
	m.actions.WithLabelValues(kind, result).Inc()
	m.duration.WithLabelValues(kind).Observe(took.Seconds())
}

// storeCollector reads its gauges from the store at each scrape, so that they are right after a restart too.
type storeCollector struct{ engine *Engine }

var (
	accountsDesc = prometheus.NewDesc("tend_accounts", "Accounts, by tier and by band of their health score.", []string{"tier", "band"}, nil)
	activeDesc   = prometheus.NewDesc("tend_runs_active", "Runs in progress, by playbook.", []string{"playbook"}, nil)
)

// Describe sends the gauges' descriptions.
func (storeCollector) Describe(out chan<- *prometheus.Desc) {
	out <- accountsDesc
	out <- activeDesc
}

// Collect reads the store. If it doesn't answer within two seconds, the scrape of these gauges fails.
func (s storeCollector) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	var accounts map[store.AccountLabels]int
	var active map[string]int
	err := s.engine.store.View(ctx, func(r store.Reader) error {
		var err error
		if accounts, err = r.CountAccounts(); err != nil {
			return err
		}
		active, err = r.CountRuns()
		return err
	})
	if err != nil {
		out <- prometheus.NewInvalidMetric(accountsDesc, err)
		return
	}
	for labels, n := range accounts {
		out <- prometheus.MustNewConstMetric(accountsDesc, prometheus.GaugeValue, float64(n), labels.Tier, labels.Band)
	}
	for playbook := range s.engine.Workspace().Playbooks {
		active[playbook] += 0 // a playbook without runs is reported too
	}
	for playbook, n := range active {
		out <- prometheus.MustNewConstMetric(activeDesc, prometheus.GaugeValue, float64(n), playbook)
	}
}
