package customer

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/tendhq/tend/dsl/calendar"
)

// healthDropTrigger fires when the health score, or one measure, is so far below its maximum of a time, once for each
// fall, or when its band changes to one of those named.
type healthDropTrigger struct {
	*triggerDef
	ofAccounts
}

func newHealthDropTrigger(c *Core, tr *triggerDef) triggerKind {
	k := &healthDropTrigger{triggerDef: tr}
	c.drops = append(c.drops, k)
	if tr.HealthDrop.Points > 0 && !slices.Contains(c.withins, tr.HealthDrop.Within) {
		c.withins = append(c.withins, tr.HealthDrop.Within)
	}
	c.remember(tr)
	return k
}

// evaluateDrops evaluates every health_drop, after the score or its past changed.
func (t *evaluation) evaluateDrops() {
	restarted, h := t.restarted(), t.s.Health
	if h == nil {
		for _, k := range t.core.drops {
			st := t.state(k.triggerDef)
			st.Fired, st.Unnoticed, st.Peaks = false, false, nil
		}
		return
	}
	h.Due = time.Time{}
	for _, k := range t.core.drops {
		k.evaluateDrop(t, restarted)
	}
}

func (k *healthDropTrigger) evaluateDrop(t *evaluation, restarted bool) {
	st, h, def := t.state(k.triggerDef), t.s.Health, k.HealthDrop
	score, peaks := h.Score, h.Peaks
	if def.Measure != "" {
		score = h.measure(def.Measure)
		if restarted {
			st.Peaks = nil
		}
		st.Peaks = keep(appendPeak(st.Peaks, score, t.now), t.core.hours, []calendar.Duration{def.Within}, t.now)
		peaks = st.Peaks
	}
	if score != nil && def.Points > 0 {
		k.fireOnFall(t, *score, reachable(peaks, t.core.hours, def.Within, t.now))
	}
	if len(def.To) > 0 && !restarted {
		k.fireOnBand(t, score)
	}
}

// fireOnFall fires when the score is so far below its maximum, once until it is less far below again.
func (k *healthDropTrigger) fireOnFall(t *evaluation, score float64, peaks []Peak) {
	if len(peaks) == 0 {
		return
	}
	st, highest := t.state(k.triggerDef), peaks[0]
	low := rounded(highest.Score-score) >= k.HealthDrop.Points
	if low && !st.Fired {
		st.Unnoticed = !t.edge(k.triggerDef, map[string]any{"from": roundScore(highest.Score), "to": roundScore(score)})
	}
	st.Fired, st.Unnoticed = low, low && st.Unnoticed
	if low {
		t.s.Health.Due = earliest(t.s.Health.Due, highest.leaves(t.core.hours, k.HealthDrop.Within))
	}
}

// fireOnBand fires when the band changed to one of the trigger's, upwards or downwards. The first band of an account
// isn't a change.
func (k *healthDropTrigger) fireOnBand(t *evaluation, score *float64) {
	from, to := t.before.health.Band, t.s.Health.Band
	if measure := k.HealthDrop.Measure; measure != "" {
		from, to = k.measureBand(t, t.before.health.measure(measure)), k.measureBand(t, score)
	}
	if from == "" || from == to || !slices.Contains(k.HealthDrop.To, to) {
		return
	}
	if len(k.HealthDrop.From) == 0 || slices.Contains(k.HealthDrop.From, from) {
		t.edge(k.triggerDef, map[string]any{"from": from, "to": to})
	}
}

// measureBand is the band of a measure's score by the definition that scores the account.
func (*healthDropTrigger) measureBand(t *evaluation, score *float64) string {
	return bandOf(t.core.definition(t.s.Health).HealthScore, score, "")
}

func (k *healthDropTrigger) reason(o *occurrence) string {
	what := "The health score"
	if k.HealthDrop.Measure != "" {
		what = fmt.Sprintf("The measure %q", k.HealthDrop.Measure)
	}
	return fmt.Sprintf("%s went from %v to %v.", what, o.Values["from"], o.Values["to"])
}

func (k *healthDropTrigger) status(t *evaluation, s *TriggerStatus) {
	what, score, peaks := k.score(t)
	if k.HealthDrop.Points > 0 {
		s.Waits = fmt.Sprintf("Fires when %s is %s points or more below its maximum of the last %s, once for each fall.",
			what, showNumber(k.HealthDrop.Points), k.HealthDrop.Within)
	} else {
		from := ""
		if len(k.HealthDrop.From) > 0 {
			from = " from " + either(k.HealthDrop.From)
		}
		s.Waits = fmt.Sprintf("Fires when the band of %s moves to %s%s.", what, either(k.HealthDrop.To), from)
	}
	if score == nil {
		s.State = fmt.Sprintf("There is no value of %s now.", what)
		return
	}
	s.add(what, *score)
	if k.HealthDrop.Points > 0 {
		k.fallStatus(t, s, *score, peaks)
		return
	}
	band := t.s.Health.Band
	if k.HealthDrop.Measure != "" {
		band = k.measureBand(t, score)
	}
	s.State = fmt.Sprintf("The band is %s, at %s points.", band, showNumber(roundScore(*score)))
}

// score is what the trigger is about, the score or a measure: its name, its value and its past.
func (k *healthDropTrigger) score(t *evaluation) (what string, score *float64, peaks []Peak) {
	what = "the health score"
	if k.HealthDrop.Measure != "" {
		what = fmt.Sprintf("the measure %q", k.HealthDrop.Measure)
	}
	h := t.s.Health
	switch {
	case h == nil:
	case k.HealthDrop.Measure != "":
		score, peaks = h.measure(k.HealthDrop.Measure), t.state(k.triggerDef).Peaks
	default:
		score, peaks = h.Score, h.Peaks
	}
	return what, score, peaks
}

// fallStatus states how far a fall is from firing.
func (k *healthDropTrigger) fallStatus(t *evaluation, s *TriggerStatus, score float64, peaks []Peak) {
	def := k.HealthDrop
	peaks = reachable(peaks, t.core.hours, def.Within, t.now)
	if len(peaks) == 0 {
		return
	}
	highest := peaks[0]
	below := rounded(highest.Score - score)
	s.values = map[string]any{"from": roundScore(highest.Score), "to": roundScore(score)}
	s.add("maximum", highest.Score)
	s.add("below", below)
	s.State = fmt.Sprintf("It is %s, %s below its maximum of %s.", points(score), showNumber(roundScore(below)), showNumber(roundScore(highest.Score)))
	if below >= def.Points {
		s.State += " It has fired for this fall"
		if t.state(k.triggerDef).Unnoticed {
			s.State = strings.TrimSuffix(s.State, "has fired for this fall") + "was so already " + unnoticedCauses + ": that doesn't count"
		}
		if highest.Until.IsZero() {
			s.State += "."
			return
		}
		s.State += fmt.Sprintf("; the maximum is forgotten on %s.", t.formatTime(highest.leaves(t.core.hours, def.Within)))
		return
	}
	missing := rounded(def.Points - below)
	s.add("missing", missing)
	s.State += fmt.Sprintf(" It fires at %s or less: %s to go.", showNumber(roundScore(highest.Score-def.Points)), points(missing))
}

// points is a number of points for people.
func points(n float64) string { return count(roundScore(n), "point") }

// roundScore rounds a score to one decimal, for sentences.
func roundScore(score float64) float64 { return math.Round(score*10) / 10 }
