package customer

import (
	"time"

	"github.com/tendhq/tend/dsl/calendar"
)

// Peak is a score and when it stopped being the current one (zero: still is).
type Peak struct {
	Score float64   `json:"score"`
	Until time.Time `json:"until,omitzero"`
}

// appendPeak adds the score at now to the peaks; nil: there is none now. Only scores above all later ones
// are kept, as no maximum can be another, so the first peak is the highest.
func appendPeak(peaks []Peak, score *float64, now time.Time) []Peak {
	last := len(peaks) - 1
	if last >= 0 && peaks[last].Until.IsZero() {
		if score != nil && peaks[last].Score == *score {
			return peaks
		}
		peaks = append([]Peak(nil), peaks...)
		peaks[last].Until = now
	}
	if score == nil {
		return peaks
	}
	for last >= 0 && peaks[last].Score <= *score {
		last--
	}
	return append(peaks[:last+1:last+1], Peak{Score: *score})
}

// leaves is when the peak leaves a trigger's window.
func (p Peak) leaves(hours *calendar.Calendar, within calendar.Duration) time.Time {
	return instant(hours.Add(p.Until, within))
}

// reachable is the peaks that were current within the duration before now.
func reachable(peaks []Peak, hours *calendar.Calendar, within calendar.Duration, now time.Time) []Peak {
	for i, p := range peaks {
		if p.Until.IsZero() || p.leaves(hours, within).After(now) {
			return peaks[i:]
		}
	}
	return nil
}

// keep drops the peaks that have left the windows of all triggers.
func keep(peaks []Peak, hours *calendar.Calendar, withins []calendar.Duration, now time.Time) []Peak {
	kept := peaks[max(len(peaks)-1, 0):]
	if len(kept) > 0 && !kept[0].Until.IsZero() {
		kept = nil
	}
	for _, within := range withins {
		if r := reachable(peaks, hours, within, now); len(r) > len(kept) {
			kept = r
		}
	}
	return kept
}

// restarted reports whether the scores before can't be compared with the score now: another definition or tier scores
// the account, or a measure has its first value. Nothing has happened to the customer then.
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

// followScore adds the score to its past, which begins anew when the scores before can't be compared.
func (t *evaluation) followScore() {
	h := t.s.Health
	if h == nil {
		return
	}
	if t.restarted() {
		h.Peaks, h.Days = nil, nil
		t.touch("health", "") // There is no trend any more.
	}
	h.Peaks = appendPeak(h.Peaks, h.Score, t.now)
	h.Days = record(h.Days, h.Score, t.now, t.core.hours.Zone())
}

// prunePeaks drops the score's peaks that have left the windows of all triggers.
func (t *evaluation) prunePeaks() {
	if h := t.s.Health; h != nil && len(h.Peaks) > 1 {
		h.Peaks = keep(h.Peaks, t.core.hours, t.core.withins, t.now)
	}
}
