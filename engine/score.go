package engine

import (
	"time"

	"github.com/tendhq/tend/engine/customer"
)

// scoreYears is for how many years the history of an account's scores is kept.
const scoreYears = 2

// scored puts the account's health into its history when it tells something new.
func (c *change) scored(before *customer.Health, at time.Time) error {
	score := c.state.Health.ScoreAt(at)
	if !score.Differs(before.ScoreAt(at)) {
		return nil
	}
	return c.tx.AddScore(c.state.Account, score, at.AddDate(-scoreYears, 0, 0))
}
