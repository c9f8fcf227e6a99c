package store

import "github.com/tendhq/tend/engine/customer"

// Purged is how many rows of each kind were removed, or would be.
type Purged struct {
	Entries, Decisions, Scores, Goals, Runs, Tasks int
}

// Needed says of an entry that was just appended that it is needed whatever its age: until another one says all
// that an update of the account says, and for ever when somebody asked for an enrolment, as such a request has no
// time by which one that is sent again could be refused.
func Needed(e *customer.Entry) bool {
	return e.Type == customer.TypeAccountUpdated || e.Type == customer.TypeEnrolment
}

// Supersedes says whether an update of an account says all that an older one said.
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
