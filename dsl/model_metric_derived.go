package dsl

import (
	"slices"
	"strings"

	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// derived decodes a metric that is worked out from others. It is a number, so that its type is known
// before what it reads.
func (l *loader) derived(b *block, m *Metric) {
	for _, name := range []string{"event", "when", "window", "cap"} {
		if b.has(name) {
			l.Errorf(diag.CodeOneOf, b.nameAt(name), "Events of a derived metric",
				"%q belongs to a metric that is made of events. A \"value\" is worked out from other metrics, which have events and windows of their own.", name)
		}
	}
	l.addCheck(func() { m.Of = b.program("value", l.derivedScope(m), expression.Number) })
}

// derivedScope is what a derived metric reads: attributes and metrics.
func (l *loader) derivedScope(m *Metric) scope {
	p := l.metricScope()
	if m.OfContact {
		p = l.withContact(p)
	}
	return p
}

// checkDerived reports metrics that are worked out from themselves, each circle once.
func (l *loader) checkDerived() {
	done := map[string]bool{}
	for _, name := range names(l.ws.Metrics) {
		l.followMetric(name, nil, done)
	}
}

// followMetric follows what a metric reads; path is how it came there.
func (l *loader) followMetric(name string, path []string, done map[string]bool) {
	if i := slices.Index(path, name); i >= 0 {
		circle := slices.Concat(path[i:], []string{name})
		m := l.ws.Metrics[name]
		l.Errorf(diag.CodeCycle, m.Range, "Metrics that need each other", "%q is needed to work out its own value: %s.", name, strings.Join(circle, " reads "))
		return
	}
	m := l.ws.Metrics[name]
	if done[name] || m == nil || m.Aggregate != Derived || m.Of == nil {
		return
	}
	for _, read := range m.Of.Reads() {
		if root, other := cutName(read); root == "metric" {
			l.followMetric(other, append(path, name), done)
		}
	}
	done[name] = true
}
