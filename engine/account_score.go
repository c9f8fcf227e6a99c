package engine

import (
	"time"

	"github.com/tendhq/tend/engine/customer"
)

// scoreYears is for how many years the history of an account's scores is kept in a workspace that keeps events
// for ever.
const scoreYears = 2

// scored puts the account's health into its history when it tells something new.
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
