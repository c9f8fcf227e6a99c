package customer

import (
	"math"
	"slices"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/expression"
)

// Health is an account's health score and what it was made of.
type Health struct {
	Definition string   `json:"definition"`
	Hash       string   `json:"hash"`
	Score      *float64 `json:"score"` // nil: every measure is missing, or nothing is known of the account
	// Band is empty when there is no score, or one below every band.
	Band     string          `json:"band,omitempty"`
	Measures []MeasureResult `json:"measures,omitempty"`
	// Peaks is what health_drop needs of the past, newest last, bounded by the longest `within`.
	Peaks []Peak `json:"peaks,omitempty"`
	// Days is the last scores of the past days, for the trend.
	Days []DayScore `json:"days,omitempty"`
	// Due is when the next peak leaves the window of a trigger that has fired for it; zero: never.
	Due time.Time `json:"due,omitzero"`
}

// MeasureResult is one measure's part in a score.
type MeasureResult struct {
	Name   string   `json:"name"`
	Weight float64  `json:"weight"`
	Value  *float64 `json:"value"` // nil: missing
	Score  *float64 `json:"score"` // 0 to 100; nil: left out
	// Known says that the measure has had a value under this definition.
	Known bool `json:"known,omitempty"`
	// Problem is why the value can't be computed, when it isn't just missing.
	Problem string `json:"problem,omitempty"`
}

// healthDef is a health score's definition with what is computed once.
type healthDef struct {
	*dsl.HealthScore
	when     *condition
	measures []*measureDef
}

// measureDef is a measure with what its expression reads.
type measureDef struct {
	*dsl.Measure
	needs needs
}

// health scores the account by the first definition that matches, and reports whether anything differs
// from before. An account of which nothing is known has no score, whatever missing values count for.
func (t *evaluation) health() bool {
	old := t.s.Health
	def := t.healthDef()
	if def == nil {
		t.s.Health = nil
		return old != nil
	}
	h := &Health{Definition: def.Name, Hash: def.Hash, Measures: make([]MeasureResult, 0, len(def.measures))}
	if old.sameAs(h) {
		h.Peaks, h.Days, h.Due = old.Peaks, old.Days, old.Due
	} else {
		old = nil
	}
	for i, m := range def.measures {
		if old != nil && !t.revealed() && !t.changes.concern(&m.needs) {
			h.Measures = append(h.Measures, old.Measures[i])
			continue
		}
		r := t.measure(m)
		r.Known = r.Value != nil || old != nil && old.Measures[i].Known
		h.Measures = append(h.Measures, r)
	}
	h.Score = total(h.Measures)
	h.Band = bandOf(def.HealthScore, h.Score, t.bandBefore(h))
	t.s.Health = h
	return old == nil || h.Band != old.Band || !same(h.Score, old.Score) ||
		!slices.EqualFunc(h.Measures, old.Measures, MeasureResult.equal)
}

func (r MeasureResult) equal(other MeasureResult) bool {
	value, score := same(r.Value, other.Value), same(r.Score, other.Score)
	r.Value, r.Score, other.Value, other.Score = nil, nil, nil, nil
	return value && score && r == other
}

// same reports whether two numbers that may be missing are equal.
func same(a, b *float64) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

// healthDef is the definition that scores the account: the one that did, unless what it is chosen by changed.
func (t *evaluation) healthDef() *healthDef {
	if !t.changes.concern(&t.core.chooseNeeds) {
		return t.core.definition(t.s.Health)
	}
	for _, def := range t.core.health {
		if def.when == nil || t.holds(def.when) {
			return def
		}
	}
	return nil
}

// definition is what made the score; nil: nothing did.
func (c *Core) definition(h *Health) *healthDef {
	for _, def := range c.health {
		if h != nil && def.Name == h.Definition {
			return def
		}
	}
	return nil
}

// sameAs reports whether both were made by the same definition.
func (h *Health) sameAs(other *Health) bool {
	return h != nil && other != nil && h.Definition == other.Definition && h.Hash == other.Hash
}

// bandBefore is the band before this evaluation; definitions don't share bands.
func (t *evaluation) bandBefore(h *Health) string {
	if t.before.health.sameAs(h) {
		return t.before.health.Band
	}
	return ""
}

// measure computes one part of the score.
func (t *evaluation) measure(m *measureDef) MeasureResult {
	if t.s.blank() {
		return MeasureResult{Name: m.Name, Weight: m.Weight}
	}
	r := MeasureResult{Name: m.Name, Weight: m.Weight, Score: m.Missing}
	program, score := m.Value, linear(m.Worst, m.Best)
	if m.Score != nil {
		program, score = m.Score, func(v float64) float64 { return v }
	}
	value, err := t.numberOf(program, &m.needs)
	if err != nil {
		r.Problem = err.Error()
	}
	if value != nil {
		clamped := rounded(min(max(score(*value), 0), 100))
		r.Value, r.Score = value, &clamped
	}
	return r
}

// linear maps worst to 0 and best to 100. Worst may be the larger.
func linear(worst, best float64) func(float64) float64 {
	return func(v float64) float64 {
		if worst == best {
			return map[bool]float64{true: 100, false: 0}[v >= best]
		}
		return (v - worst) / (best - worst) * 100
	}
}

// total is the weighted mean of the measures that have a score, so that the weight of those that don't
// is shared out; nil when none has.
func total(measures []MeasureResult) *float64 {
	sum, weights := 0.0, 0.0
	for _, m := range measures {
		if m.Score != nil {
			sum += m.Weight * *m.Score
			weights += m.Weight
		}
	}
	if weights <= 0 {
		return nil
	}
	score := rounded(sum / weights)
	return &score
}

// rounded rounds to six decimals, so that sums meet boundaries exactly.
func rounded(v float64) float64 { return math.Round(v*1e6) / 1e6 }

// numberOf evaluates to a number; nil when missing. Dividing by nothing at all is missing, too.
func (t *evaluation) numberOf(p *expression.Program, n *needs) (*float64, error) {
	value, err := t.eval(p, n)
	if err != nil {
		return nil, err
	}
	if n, ok := value.(float64); ok && !math.IsNaN(n) && !math.IsInf(n, 0) {
		return &n, nil
	}
	return nil, nil // Missing is a value here.
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
