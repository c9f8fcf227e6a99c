package store

import "github.com/tendhq/tend/engine/customer"

// GoalRow is a goal of an enrolment as recorded.
type GoalRow struct {
	// ID orders goals by when they were first written; the store gives it.
	ID int64
	customer.Goal
}

// GoalQuery selects goals of an account, oldest first. An empty playbook doesn't restrict.
type GoalQuery struct {
	Account, Playbook string
	// After is the ID of the last row seen.
	After int64
	Limit int
}
