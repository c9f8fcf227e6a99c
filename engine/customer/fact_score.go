package customer

import "time"

// Score is an account's health at an instant, as its history keeps it.
type Score struct {
	At time.Time `json:"at"`
	// Definition is empty when nothing scored the account.
	Definition string          `json:"definition,omitempty"`
	Band       string          `json:"band,omitempty"`
	Score      *float64        `json:"score"` // nil: none
	Measures   []MeasureResult `json:"measures,omitempty"`
}

// ScoreAt is the health as a score of the instant; nil is the health of an account that nothing scores.
func (h *Health) ScoreAt(at time.Time) Score {
	if h == nil {
		return Score{At: at}
	}
	return Score{At: at, Definition: h.Definition, Band: h.Band, Score: h.Score, Measures: h.Measures}
}

// Differs reports whether a score differs from the one before in its number, band or definition. Values that change
// beyond the ends of their measures make no difference.
func (s Score) Differs(before Score) bool {
	return s.Definition != before.Definition || s.Band != before.Band || !same(s.Score, before.Score)
}
