package store

import "github.com/tendhq/tend/engine/customer"

// AccountLabels is the labels that accounts are counted by. Band is empty for an account without a health score.
type AccountLabels struct{ Tier, Band string }

// LabelsOf returns the labels that an account of this state is counted under.
func LabelsOf(s *customer.State) AccountLabels {
	labels := AccountLabels{Tier: s.Tier}
	if s.Health != nil {
		labels.Band = s.Health.Band
	}
	return labels
}
