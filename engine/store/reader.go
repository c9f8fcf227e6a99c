package store

import (
	"encoding/json"
	"time"

	"github.com/tendhq/tend/engine/customer"
)

// Reader reads. Lists are ordered and paged: after is the last cursor seen, zero or empty from the start; a limit of
// zero or less means all.
type Reader interface {
	// Account returns an account's state, or ErrNotFound.
	Account(id string) (*customer.State, error)
	// Accounts returns the states of accounts whose ID is greater than after, in order of ID.
	Accounts(after string, limit int) ([]*customer.State, error)
	// CountAccounts returns how many accounts there are of each tier and health band.
	CountAccounts() (map[AccountLabels]int, error)
	// DueAccounts returns accounts whose NextDue is at or before the instant, earliest first, then by ID.
	DueAccounts(until time.Time, limit int) ([]string, error)
	// NextDue returns the earliest NextDue of all accounts, zero when none is due ever.
	NextDue() (time.Time, error)
	// StaleAccounts returns accounts whose state is of an older version, oldest first, then by ID.
	StaleAccounts(version int64, limit int) ([]string, error)
	// Entries calls yield for the account's entries with Seq > after in order of Seq, of the given types
	// (none: all), until yield returns false. yield may use the Reader or Tx.
	Entries(account string, after int64, types []string, yield func(customer.Entry) bool) error
	// LastSeq returns the newest Seq that the account's log ever had, 0 when it never had an entry.
	LastSeq(account string) (int64, error)
	// Horizon returns the instant from which on logs are complete: of what was received before, entries may have been
	// removed. Zero: none ever was.
	Horizon() (time.Time, error)
	// Aged returns the accounts whose rows Purge would remove: those of the oldest so many rows of each kind.
	Aged(before time.Time, limit int) ([]string, error)
	// Held returns how many rows of each kind an account, or one of its contacts, has: those that Forget, or Redact,
	// removes.
	Held(account, contact string) (Purged, error)
	// Forgetting returns the accounts of which Forget hasn't removed everything yet, in order of ID.
	Forgetting(limit int) ([]string, error)
	// Redacting returns the contacts of an account, or (empty) of all, of which Redact hasn't removed everything yet, in order
	// of both IDs.
	Redacting(account string, limit int) ([]Redacting, error)
	// Forgotten returns when an account of the ID was last forgotten, or its contact of an ID, zero: never.
	Forgotten(account, contact string) (time.Time, error)
	// CountEntries returns how many entries there are, of all accounts.
	CountEntries() (int64, error)
	// Decisions returns the decisions that the query selects, oldest first.
	Decisions(q DecisionQuery) ([]DecisionRow, error)
	// Queue returns the queued decisions on a playbook in the order in which they are admitted: the highest Order
	// first, those without one last, of equal ones the one that fired first, then by ID.
	Queue(playbook string, limit int) ([]DecisionRow, error)
	// LongestQueued returns the same decisions in the order in which they fired, then by ID.
	LongestQueued(playbook string, limit int) ([]DecisionRow, error)
	// Queues returns the playbooks that have queued decisions, by name.
	Queues() ([]string, error)
	// Paused returns the decisions on a playbook that are pending because it was paused, oldest first, from after one.
	Paused(playbook string, after int64, limit int) ([]DecisionRow, error)
	// PausedPlaybooks returns the playbooks that have such decisions, by name.
	PausedPlaybooks() ([]string, error)
	// Ahead returns how many come before a decision in the queue of its playbook, with the Order that it has now; it
	// counts no further than most. One that isn't recorded yet comes after those that fired at the same instant.
	Ahead(d customer.Decision, most int) (int, error)
	// Scores returns the scores that the query selects, in the order in which they were added.
	Scores(q ScoreQuery) ([]ScoreRow, error)
	// Goals returns the goals that the query selects, oldest first.
	Goals(q GoalQuery) ([]GoalRow, error)
	// EachGoal calls yield for the goals of a playbook, or (empty) of all, in the order of playbook, name,
	// definition and unit, those of one unit as they were first written. yield must not use the Reader.
	EachGoal(playbook string, yield func(customer.Goal)) error
	// GoalDefinitions returns every definition of a goal, by its hash.
	GoalDefinitions() (map[string]json.RawMessage, error)
	// GoalTracked reports whether any goal of the definition has no outcome yet.
	GoalTracked(definition string) (bool, error)
	// Run returns a run's row, or ErrNotFound.
	Run(id string) (Run, error)
	// Runs returns the runs that the query selects, in order of creation.
	Runs(q RunQuery) ([]Run, error)
	// CountRuns returns how many runs are in progress (status "running") of each playbook that has any.
	CountRuns() (map[string]int, error)
	// NthStart returns when the n-th last run of a playbook started, of those that started before an instant (zero: of
	// all). Zero: there are fewer. In a transaction it claims capacity: until the transaction ends, this and NthEnd
	// answer no other one, whatever its playbook. A store with locks takes one for all, after those of accounts and
	// entries.
	NthStart(playbook string, n int, before time.Time) (time.Time, error)
	// NthEnd returns when the n-th last run ended, of the same. Those without an end come first, and are reported as
	// running. Zero: there are fewer.
	NthEnd(playbook string, n int, before time.Time) (at time.Time, running bool, err error)
	// LivePlans returns how many runs are in progress of each plan that has any, by the plan's hash.
	LivePlans() (map[string]int, error)
	// Timeline returns the lines of a run's timeline, in the order in which they were added.
	Timeline(run string) ([]Line, error)
	// Subscriptions returns what an account's runs wait for, run by run, each in the order in which they were set.
	Subscriptions(account string) ([]Subscription, error)
	// Task returns a task, or ErrNotFound.
	Task(id string) (Task, error)
	// Tasks returns the tasks that the query selects, in order of creation.
	Tasks(q TaskQuery) ([]Task, error)
	// Plan returns a plan by its hash, or ErrNotFound.
	Plan(hash string) (json.RawMessage, error)
	// Outbox returns the oldest undelivered messages whose ID is greater than after, oldest first.
	Outbox(after int64, limit int) ([]Message, error)
	// Version returns the newest of the workspace log, zero value when empty.
	Version() (Version, error)
	// Versions returns the whole workspace log, oldest first.
	Versions() ([]Version, error)
	// Facts returns the facts of the last Declare.
	Facts() (map[string]string, error)
	// Seen returns the event types that the workspace received.
	Seen() (map[string]bool, error)
}
