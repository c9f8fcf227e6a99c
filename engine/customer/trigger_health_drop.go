package customer

import (
	"math"
	"slices"
	"time"

	"github.com/tendhq/tend/dsl/calendar"
)

// restarted says whether the scores before can't be compared with the score now: another definition or
// tier scores the account, or a measure has its first value. Nothing has happened to the customer then.
func (t *evaluation) restarted() bool {
	old, h := t.before.health, t.s.Health
	if h == nil || !old.sameAs(h) || t.before.tier != t.s.Tier {
		return true
	}
	for i, m := range h.Measures {
		if m.Known && !old.Measures[i].Known {
			return true
		}
	}
	return false
}

// followScore keeps the past of the score, which begins anew when the scores before can't be compared.
func (t *evaluation) followScore() {
	h := t.s.Health
	if h == nil {
		return
	}
	if t.restarted() {
		h.Peaks, h.Days = nil, nil
		t.touch("health", "") // There is no trend any more.
	}
	h.Peaks = follow(h.Peaks, h.Score, t.now)
	h.Days = record(h.Days, h.Score, t.now, t.core.hours.Zone())
}

// dropEdges asks every health_drop, after the score or its past changed.
func (t *evaluation) dropEdges() {
	restarted, h := t.restarted(), t.s.Health
	if h == nil {
		for _, tr := range t.core.drops {
			st := t.state(tr)
			st.Fired, st.Unnoticed, st.Peaks = false, false, nil
		}
		return
	}
	h.Due = time.Time{}
	for _, tr := range t.core.drops {
		t.dropEdge(tr, restarted)
	}
}

// prune forgets the peaks that no trigger can reach any more.
func (t *evaluation) prune() {
	if h := t.s.Health; h != nil && len(h.Peaks) > 1 {
		h.Peaks = keep(h.Peaks, t.core.hours, t.core.withins, t.now)
	}
}

func (t *evaluation) dropEdge(tr *triggerDef, restarted bool) {
	st, h := t.state(tr), t.s.Health
	score, peaks := h.Score, h.Peaks
	if tr.HealthDrop.Measure != "" {
		score = h.measure(tr.HealthDrop.Measure)
		if restarted {
			st.Peaks = nil
		}
		st.Peaks = keep(follow(st.Peaks, score, t.now), t.core.hours, within(tr), t.now)
		peaks = st.Peaks
	}
	if score != nil && tr.HealthDrop.Points > 0 {
		t.points(tr, *score, reachable(peaks, t.core.hours, tr.HealthDrop.Within, t.now))
	}
	if len(tr.HealthDrop.To) > 0 && !restarted {
		t.bandMove(tr, score)
	}
}

func within(tr *triggerDef) []calendar.Duration { return []calendar.Duration{tr.HealthDrop.Within} }

// points fires when the score is so far below its maximum, once until it is less far below again.
func (t *evaluation) points(tr *triggerDef, score float64, peaks []Peak) {
	if len(peaks) == 0 {
		return
	}
	st, highest := t.state(tr), peaks[0]
	low := rounded(highest.Score-score) >= tr.HealthDrop.Points
	if low && !st.Fired {
		st.Unnoticed = !t.edge(tr, map[string]any{"from": forPeople(highest.Score), "to": forPeople(score)})
	}
	st.Fired, st.Unnoticed = low, low && st.Unnoticed
	if low {
		t.s.Health.Due = earliest(t.s.Health.Due, highest.leaves(t.core.hours, tr.HealthDrop.Within))
	}
}

// bandMove fires when the band changed to one of the trigger's, whichever way. The first band of an
// account is no move.
func (t *evaluation) bandMove(tr *triggerDef, score *float64) {
	from, to := t.before.health.Band, t.s.Health.Band
	if tr.HealthDrop.Measure != "" {
		def := t.core.definition(t.s.Health).HealthScore
		from = bandOf(def, t.before.health.measure(tr.HealthDrop.Measure), "")
		to = bandOf(def, score, "")
	}
	if from == "" || from == to || !slices.Contains(tr.HealthDrop.To, to) {
		return
	}
	if len(tr.HealthDrop.From) == 0 || slices.Contains(tr.HealthDrop.From, from) {
		t.edge(tr, map[string]any{"from": from, "to": to})
	}
}

// measure is the score of one measure, nil when it has none.
func (h *Health) measure(name string) *float64 {
	for _, m := range h.Measures {
		if m.Name == name {
			return m.Score
		}
	}
	return nil
}

// forPeople keeps one decimal: scores go into sentences.
func forPeople(score float64) float64 { return math.Round(score*10) / 10 }
