package store

import (
	"encoding/json"
	"time"

	"github.com/tendhq/tend/engine/customer"
)

// Reader is the reads. Lists are ordered and paged: after is the last cursor seen, zero or empty from
// the start; a limit of zero or less means all.
type Reader interface {
	// Account is an account's state, or ErrNotFound.
	Account(id string) (*customer.State, error)
	// Accounts is the states of accounts whose ID is greater than after, in order of ID.
	Accounts(after string, limit int) ([]*customer.State, error)
	// CountAccounts is how many accounts there are of each tier and health band.
	CountAccounts() (map[AccountLabels]int, error)
	// DueAccounts is accounts whose NextDue is at or before the instant, earliest first, then by ID.
	DueAccounts(until time.Time, limit int) ([]string, error)
	// NextDue is the earliest NextDue of all accounts, zero when none is due ever.
	NextDue() (time.Time, error)
	// StaleAccounts is accounts whose state is of an older version, oldest first, then by ID.
	StaleAccounts(version int64, limit int) ([]string, error)
	// Entries calls yield for the account's entries with Seq > after in order of Seq, of the given types
	// (none: all), until yield returns false. yield may use the Reader or Tx.
	Entries(account string, after int64, types []string, yield func(customer.Entry) bool) error
	// LastSeq is the newest Seq that the account's log ever had, 0 when it never had an entry.
	LastSeq(account string) (int64, error)
	// Horizon is from when on logs are whole: of what was received before, entries may have been removed. Zero:
	// none ever was.
	Horizon() (time.Time, error)
	// Aged is accounts that have something which Purge removes: those of the oldest so many rows of each kind.
	Aged(before time.Time, limit int) ([]string, error)
	// Held is how many rows of each kind there are of an account, or of one of its contacts: those that Forget removes,
	// or Redact.
	Held(account, contact string) (Purged, error)
	// Forgetting is accounts of which Forget hasn't removed everything yet, in order of ID.
	Forgetting(limit int) ([]string, error)
	// Redacting is the contacts of an account, or (empty) of all, of whom Redact hasn't removed everything yet, in order
	// of both IDs.
	Redacting(account string, limit int) ([]Redacting, error)
	// Forgotten is when an account of the ID was last forgotten, or its contact of an ID, zero: never.
	Forgotten(account, contact string) (time.Time, error)
	// CountEntries is how many entries there are, of all accounts.
	CountEntries() (int64, error)
	// Decisions is the decisions that the query selects, oldest first.
	Decisions(q DecisionQuery) ([]DecisionRow, error)
	// Queue is the decisions on a playbook that are queued, in the order in which they get room: the highest Order
	// first, those without one last, of equal ones the one that fired first, then by ID.
	Queue(playbook string, limit int) ([]DecisionRow, error)
	// LongestQueued is the same decisions in the order in which they fired, then by ID.
	LongestQueued(playbook string, limit int) ([]DecisionRow, error)
	// Queues is the playbooks of which decisions are queued, by name.
	Queues() ([]string, error)
	// Paused is the decisions on a playbook that are pending because it was paused, oldest first, from after one.
	Paused(playbook string, after int64, limit int) ([]DecisionRow, error)
	// PausedPlaybooks is the playbooks of which there are such decisions, by name.
	PausedPlaybooks() ([]string, error)
	// Ahead is how many come before a decision in the queue of its playbook, with the Order that it has now; it
	// counts no further than most. One that isn't recorded yet comes after those that fired at the same instant.
	Ahead(d customer.Decision, most int) (int, error)
	// Scores is the scores that the query selects, in the order in which they were added.
	Scores(q ScoreQuery) ([]ScoreRow, error)
	// Goals is the goals that the query selects, oldest first.
	Goals(q GoalQuery) ([]GoalRow, error)
	// EachGoal calls yield for the goals of a playbook, or (empty) of all, in the order of playbook, name,
	// definition and unit, those of one unit as they were first written. yield must not use the Reader.
	EachGoal(playbook string, yield func(customer.Goal)) error
	// GoalDefinitions is every definition of a goal, by its hash.
	GoalDefinitions() (map[string]json.RawMessage, error)
	// Watched says whether any goal of the definition has no outcome yet.
	GoalTracked(definition string) (bool, error)
	// Run is a run's row, or ErrNotFound.
	Run(id string) (Run, error)
	// Runs is the runs that the query selects, in order of creation.
	Runs(q RunQuery) ([]Run, error)
	// CountRuns is how many runs are in progress (status "running") of each playbook that has any.
	CountRuns() (map[string]int, error)
	// NthStart is when the n-th last run of a playbook started, of those that started before an instant (zero: of
	// all). Zero: there are fewer. Who asks in a transaction, asks for room: until it ends, no other transaction
	// is answered by this or NthEnd, whatever its playbook. A store with locks takes one for all, after those of
	// accounts and entries.
	NthStart(playbook string, n int, before time.Time) (time.Time, error)
	// NthEnd is when the n-th last run ended, of the same. Those without an end come first; of one of these it
	// says that it is running. Zero: there are fewer.
	NthEnd(playbook string, n int, before time.Time) (at time.Time, running bool, err error)
	// LivePlans is how many runs are in progress of each plan that has any, by the plan's hash.
	LivePlans() (map[string]int, error)
	// Timeline is the lines of a run's timeline, in the order in which they were added.
	Timeline(run string) ([]Line, error)
	// Watches is the watches of an account's runs, run by run, each in the order in which they were set.
	Subscriptions(account string) ([]Subscription, error)
	// Task is a task, or ErrNotFound.
	Task(id string) (Task, error)
	// Tasks is the tasks that the query selects, in order of creation.
	Tasks(q TaskQuery) ([]Task, error)
	// Plan is a plan by its hash, or ErrNotFound.
	Plan(hash string) (json.RawMessage, error)
	// Outbox is the oldest undelivered messages whose ID is greater than after, oldest first.
	Outbox(after int64, limit int) ([]Message, error)
	// Version is the newest of the workspace log, zero value when empty.
	Version() (Version, error)
	// Versions is the whole workspace log, oldest first.
	Versions() ([]Version, error)
	// Facts is what the last Declare said.
	Facts() (map[string]string, error)
	// Seen is the event types that the workspace received.
	Seen() (map[string]bool, error)
}
