package engine

import (
	"time"

	"github.com/tendhq/tend/engine/customer"
)

// scoreYears is how long an account's scores are kept in a workspace without a retention.
const scoreYears = 2

// scored appends the account's health to its history when it differs from before.
func (c *accountTx) scored(before *customer.Health, at time.Time) error {
	score := c.state.Health.ScoreAt(at)
	if c.provisional.Health() || !score.Differs(before.ScoreAt(at)) {
		return nil
	}
	keep := c.pub.horizon(at)
	if keep.IsZero() {
		keep = at.AddDate(-scoreYears, 0, 0)
	}
	return c.tx.AddScore(c.state.Account, score, keep)
}
