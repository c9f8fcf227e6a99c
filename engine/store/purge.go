package store

import "github.com/tendhq/tend/engine/customer"

// Purged is how many rows of each kind were removed, or would be.
type Purged struct {
	Entries, Decisions, Scores, Goals, Runs, Tasks int
}

// Needed reports whether an entry that was just appended is kept whatever its age: an update of the account until
// another one supersedes it, and a request for an enrolment for ever, as it has no time by which one that is sent
// again could be refused.
func Needed(e *customer.Entry) bool {
	return e.Type == customer.TypeAccountUpdated || e.Type == customer.TypeEnrolment
}

// Supersedes reports whether an update of an account says all that an older one said.
func Supersedes(update, older *customer.Entry) bool {
	if update.Type != customer.TypeAccountUpdated || older.Type != customer.TypeAccountUpdated {
		return false
	}
	for part := range older.Data {
		if _, said := update.Data[part]; !said {
			return false
		}
	}
	return true
}
