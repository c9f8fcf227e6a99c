package store

import (
	"encoding/json"
	"time"

	"github.com/tendhq/tend/engine/customer"
)

// Appended says what became of an entry offered to the log.
type Appended int

// What became of it.
const (
	// Added means that the entry is now the last of its account's log.
	Added Appended = iota
	// Duplicate means that the same entry is in the log already; nothing changed.
	Duplicate
	// Conflict means that the same source and ID is in the log with other content; nothing changed.
	Conflict
	// Refused means that the entry wasn't offered to the log, as its account was forgotten after it.
	Refused
	// RefusedContact means the same of a contact who was forgotten.
	RefusedContact
)

// String is the word for it: added, duplicate, conflict, refused, refused contact.
func (a Appended) String() string {
	switch a {
	case Added:
		return "added"
	case Duplicate:
		return "duplicate"
	case Conflict:
		return "conflict"
	case RefusedContact:
		return "refused contact"
	default:
		return "refused"
	}
}

// Tx is a transaction that may write. Its reads see its own writes. After an error of a write, fn
// must return an error.
type Tx interface {
	Reader
	// Append adds the entry to its account's log and sets its Seq, unless (Source, ID) is known already.
	// What makes content equal: Type, Account, Contact, Time, Data (see ContentHash). Of a duplicate, Seq
	// is set to that of the entry that is there; of a conflict, e stays as it is. Seqs of an account are
	// 1, 2, 3, … without gaps, and none is given twice, whatever was purged.
	Append(e *customer.Entry) (Appended, error)
	// SetHorizon moves the horizon on; an earlier one changes nothing.
	SetHorizon(at time.Time) error
	// Purge removes what came to its end before an instant, which mustn't be after the horizon, of the accounts
	// that the transaction holds: the oldest rows, at most so many of each kind (zero: all). These are entries by when
	// they were received, except those that are Needed (an update of the account until another Supersedes it, which is
	// then its end; one that was imported only loses its Data, as nothing else tells that it is known); decisions that
	// aren't pending, by LastAt; scores, by when others followed; goals with an outcome, by Until, so that who reached
	// one counts as long as who missed it; and runs that have ended, as have their tasks, with their timelines, watches and tasks. It costs as
	// much as it removes, and as there are old runs with tasks to be done, whatever else is kept. The runs are those that
	// it removed, as they were.
	Purge(before time.Time, limit int) (done Purged, runs []Run, err error)
	// Forget removes what is known of an account that the transaction holds, and keeps when that was by a keyed hash of
	// the ID: its state, watches and pending decisions at once, and of its log, decisions, scores, and runs with their
	// timelines and tasks the oldest, at most so many of each kind (zero: all). It says whether more are left: then the account is Forgetting, and has to be forgotten again until none is. Runs and goals
	// stay as numbers only: whose they were, what they did and what they waited for is removed. None of the runs may be
	// in progress.
	Forget(account string, at time.Time, limit int) (more bool, err error)
	// Redact removes what is known of a contact of an account that the transaction holds, and keeps when that was by a
	// keyed hash of the ID: decisions, what the contact's own runs did, and of entries, goals and these runs whose they
	// are and what they say. All other texts of the account's log, decisions, goals, timelines and tasks become what the
	// redaction makes of them. Whose goals and runs are and what is pending goes at once, and of the rest, from a place
	// on, about so many rows of each kind (zero: all). It says how far it came and whether more are left: then the
	// contact is Redacting, and has to be redacted again from there, or from the beginning, until none is. None of the
	// contact's own runs may be in progress.
	Redact(account string, r Redaction, from Place, limit int) (to Place, more bool, err error)
	// PutAccount writes an account's state, new or over the old.
	PutAccount(s *customer.State) error
	// AddDecision records a decision. A skip that equals the account's previous decision for the playbook
	// and trigger in its reason is counted in that row instead: Occurrence and At stay the first's,
	// Count and LastAt move on, and the rest is the last's. What was pending until later than At isn't
	// added to, as its row says until when. The same Occurrence again changes nothing,
	// also when it was counted in another's row, unless its row is pending: then Outcome, Reason, Detail, Key,
	// Queued, Order and LastAt become those of the decision. A decision needs an Occurrence.
	AddDecision(d customer.Decision) error
	// AddScore appends a score to the account's history, and forgets those that another had followed before keep. A
	// score of the same hour (see ScoreEvery), band and definition as the last row replaces it.
	AddScore(account string, s customer.Score, keep time.Time) error
	// PutGoal writes a goal of an enrolment by its name. Of one that is known already, Outcome, At and Detail
	// are written, and nothing else.
	PutGoal(g customer.Goal) error
	// PutGoalDefinition keeps a goal's definition by the hash of its content; a hash that is known already
	// changes nothing.
	PutGoalDefinition(hash string, definition json.RawMessage) error
	// PutRun writes a run by its ID, new or over the old.
	PutRun(r Run) error
	// AddTimeline appends lines to the timeline of a run.
	AddTimeline(run string, lines ...Line) error
	// SetSubscriptions replaces the watches of a run by these, whose Run and Account are set to the given ones.
	SetSubscriptions(account, run string, watches []Subscription) error
	// PutTask writes a task by its ID, new or over the old.
	PutTask(t Task) error
	// PutPlan keeps a plan by the hash of its content; a hash that is known already changes nothing.
	PutPlan(hash string, plan json.RawMessage) error
	// Enqueue adds a message to the outbox. The ID is given by the store, and never again.
	Enqueue(m Message) error
	// Dequeue removes delivered messages. One that isn't there is no error.
	Dequeue(ids ...int64) error
	// AddVersion appends to the workspace log and returns the new number: 1, 2, 3, …
	AddVersion(v Version) (int64, error)
	// Declare replaces the facts that the version in force declares: name → type.
	Declare(facts map[string]string) error
	// MarkSeen notes that the workspace received an event type; true when it is the first time.
	MarkSeen(eventType string, at time.Time) (bool, error)
}
