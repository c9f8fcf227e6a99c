package store

import (
	"time"

	"github.com/tendhq/tend/engine/customer"
)

// ScoreEvery is how much time a row of a score history covers at most, unless the band or the definition changes: of
// scores within one hour of the clock, the last is kept.
const ScoreEvery = time.Hour

// ScoreRow is a score of an account's history.
type ScoreRow struct {
	// ID orders the rows of an account; the store gives it.
	ID int64 `json:"id"`
	customer.Score
}

// ScoreQuery selects the scores of an account, oldest first.
type ScoreQuery struct {
	Account string
	// From and To are the first instant, and the first after the last; zero doesn't restrict.
	From, To time.Time
	// After is the ID of the last row seen.
	After int64
	Limit int
}
