package dsl

import (
	"time"

	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/diag"
)

// checkRetention reports what looks further back than events are kept. It runs when all that reads metrics is
// compiled.
func (l *loader) checkRetention() {
	if l.ws.Retention == nil {
		return
	}
	kept := l.ws.Retention.Plain()
	for _, name := range names(l.ws.Metrics) {
		l.checkWindow(l.ws.Metrics[name], kept)
	}
	for _, name := range names(l.ws.Playbooks) {
		pb := l.ws.Playbooks[name]
		for _, t := range pb.Triggers {
			if s, looksBack := t.Settings.(pastTrigger); looksBack {
				s.checkRetention(l, t.Range, kept)
			}
		}
		if q := pb.Enroll.Quota; q != nil && q.length() > kept {
			l.Errorf(diag.CodeRetention, pb.Enroll.block.at("quota"), "Quota over more than is kept",
				"The quota is %s, and the workspace's \"retention\" keeps runs for %s: more would start than may.", q, l.ws.Retention)
		}
	}
}

func (l *loader) checkWindow(m *Metric, kept time.Duration) {
	switch {
	case m.length() > kept:
		l.Errorf(diag.CodeRetention, m.Range, "Window longer than events are kept",
			"The window of %q is longer than the workspace's \"retention\", %s: its oldest part would always be empty.", m.Name, l.ws.Retention)
	case 2*m.length() > kept && (l.reads["previous."+m.Name] || l.reads["change."+m.Name]):
		l.Warnf(diag.CodeRetention, m.Range, "Window before is longer than events are kept",
			"previous.%s and change.%s look back over two windows, and the workspace's \"retention\" is %s: the earlier one is never whole.", m.Name, m.Name, l.ws.Retention)
	}
}

// lengthOf is how long a duration is, business time with nights and weekends.
func (l *loader) lengthOf(d calendar.Duration) time.Duration {
	if !d.Business() {
		return d.Plain()
	}
	monday := time.Date(2024, time.January, 8, 0, 0, 0, 0, l.ws.Hours.Zone())
	return l.ws.Hours.Add(monday, d).Sub(monday)
}
