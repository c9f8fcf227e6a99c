package oracletest

import (
	"math"
	"slices"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/engine/customer"
)

// score is an account's health at a moment.
type score struct {
	def      *dsl.HealthScore
	total    *float64
	measures map[string]*float64
	band     string
	// known is the measures that have had a value since this definition scores the account.
	known map[string]bool
	// anew says that the scores before can't be compared with this one.
	anew bool
	// passing says that it was not the last score of its day, in the zone of then: in another zone it may be, but
	// only the last ones are remembered.
	passing bool
}

// scored finds the health score by the first definition that matches.
func (o *oracle) scored(m *moment) {
	health := map[string]any{"score": nil, "band": nil, "trend": nil, "measures": map[string]any{}}
	for _, def := range o.w.HealthScores {
		if !o.holds(def.When, m.now, m.facts) {
			continue
		}
		m.health = o.score(m, def)
		measures := map[string]any{}
		for name, n := range m.health.measures {
			measures[name] = number(n)
		}
		o.passes(m)
		health["score"], health["trend"], health["measures"] = number(m.health.total), o.trend(m), measures
		if m.health.band != "" {
			health["band"] = m.health.band
		}
		break
	}
	o.setFact(m, "health", health)
}

func (o *oracle) score(m *moment, def *dsl.HealthScore) *score {
	h := &score{def: def, measures: map[string]*float64{}, known: map[string]bool{}}
	var before *score
	if last := o.last(); last != nil && last.health != nil && last.health.def.Hash == def.Hash && last.health.def.Name == def.Name {
		before = last.health
	}
	h.anew = before == nil || o.last().facts["tier"] != m.facts["tier"]
	sum, weights := 0.0, 0.0
	for _, measure := range def.Measures {
		n, known := o.measure(m, measure)
		h.measures[measure.Name] = n
		h.known[measure.Name] = known || before != nil && before.known[measure.Name]
		h.anew = h.anew || known && !before.known[measure.Name]
		if n != nil {
			sum, weights = sum+measure.Weight**n, weights+measure.Weight
		}
	}
	if weights > 0 {
		total := sixDecimals(sum / weights)
		h.total = &total
	}
	was := ""
	if before != nil {
		was = before.band
	}
	h.band = band(def, h.total, was)
	return h
}

// blank reports whether nothing is known of the account: nobody told anything of it, whatever its name.
func (o *oracle) blank() bool {
	told := func(e *arrived) bool {
		return e.Type != customer.TypeAccountUpdated && e.Type != customer.TypeEnrolment && e.Type != customer.TypeRunFinished
	}
	return o.record().blank() && !slices.ContainsFunc(o.log, told)
}

// measure is a measure's score, nil when it is left out, and whether its value is known.
func (o *oracle) measure(m *moment, measure *dsl.Measure) (n *float64, known bool) {
	if o.blank() {
		return nil, false
	}
	program := measure.Value
	if measure.Score != nil {
		program = measure.Score
	}
	value, ok := finiteOr(program, o.env(m.now, m.facts)).(float64)
	if !ok {
		return measure.Missing, false
	}
	if measure.Score == nil {
		value = (value - measure.Worst) / (measure.Best - measure.Worst) * 100
	}
	value = sixDecimals(min(max(value, 0), 100))
	return &value, true
}

// band is the best band that a score reaches; one better than before has to be reached by the hysteresis more.
func band(def *dsl.HealthScore, n *float64, before string) string {
	if n == nil {
		return ""
	}
	better := slices.ContainsFunc(def.Bands, func(b dsl.Band) bool { return b.Name == before })
	for _, b := range def.Bands {
		if b.Name == before {
			better = false
		}
		if *n >= b.From && !better || *n >= min(b.From+def.Hysteresis, 100) {
			return b.Name
		}
	}
	return ""
}

// trend is the score less the last one of a week ago, or before; nil when it can't be compared.
func (o *oracle) trend(m *moment) any {
	if m.health.total == nil || m.health.anew {
		return nil
	}
	for _, past := range slices.Backward(o.moments) {
		if past.health.total != nil && !past.health.passing && calendar.DaysBetween(past.now, m.now, o.w.Hours.Zone()) >= 7 {
			return sixDecimals(*m.health.total - *past.health.total)
		}
		if past.health.anew {
			break
		}
	}
	return nil
}

// passes notes of the score before this one that it was not the last of the day.
func (o *oracle) passes(m *moment) {
	var before *float64
	for _, past := range slices.Backward(o.moments) {
		if m.health.total == nil || m.health.anew || calendar.DaysBetween(past.now, m.now, o.w.Hours.Zone()) != 0 {
			return
		}
		if n := past.health.total; n != nil {
			if before == nil {
				before = n
			}
			if *n != *before || *n == *m.health.total {
				return
			}
			past.health.passing = true
		}
		if past.health.anew {
			return
		}
	}
}

// highest is the highest score that was current within the trigger's time before a moment: of the moments that
// can be compared, each of which lasted until the next.
func (o *oracle) highest(m *moment, tr trigger) *float64 {
	of := func(s *score) *float64 { return s.of(tr.HealthDrop.Measure) }
	best, next := of(m.health), m
	if m.health.anew || o.oldest[tr.key()] == m {
		return best
	}
	for _, past := range slices.Backward(o.moments) {
		if until := instant(o.w.Hours.Add(next.now, tr.HealthDrop.Within)); !until.After(m.now) {
			break
		} else if n := of(past.health); n != nil {
			if best == nil || *n > *best {
				best = n
			}
			if now := of(m.health); now != nil && *n > *now {
				m.offer(until)
			}
		}
		if past.health.anew || o.oldest[tr.key()] == past {
			break
		}
		next = past
	}
	return best
}

func (s *score) of(measure string) *float64 {
	if measure == "" {
		return s.total
	}
	return s.measures[measure]
}

// sixDecimals is how exact scores are.
func sixDecimals(v float64) float64 { return math.Round(v*1e6) / 1e6 }

// oneDecimal is how exact scores are in sentences.
func oneDecimal(v float64) float64 { return math.Round(v*10) / 10 }

func number(n *float64) any {
	if n == nil {
		return nil
	}
	return *n
}
