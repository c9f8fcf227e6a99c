package customer

import (
	"time"

	"github.com/tendhq/tend/actions"
)

// State is the fold of an account's log: small, serialisable, and everything that decisions read.
type State struct {
	Account string `json:"account"`
	Name    string `json:"name,omitempty"`
	// Version is the workspace log's number that the state was last rebased to.
	Version int64 `json:"version"`
	// Folded is the hash of the definitions that the log was folded with (foldHash).
	Folded string `json:"folded,omitempty"`
	// Seq is the last entry folded in.
	Seq int64 `json:"seq"`
	// Now never goes backwards.
	Now time.Time `json:"now"`
	// ForgottenAt is when an account of the same ID was forgotten, before this one began; zero: never.
	ForgottenAt time.Time `json:"forgotten_at,omitzero"`
	// ForgotContact is when a contact of the account was forgotten last; zero: none ever was.
	ForgotContact time.Time `json:"forgot_contact,omitzero"`
	// Since is the earliest time of an entry: the account's start.
	Since time.Time `json:"since,omitzero"`
	// Midnight is when something that is live at all times next changes with the day alone; zero: never.
	Midnight time.Time `json:"midnight,omitzero"`
	// Unheard says that no entry but updates of the account has arrived.
	Unheard bool `json:"unheard,omitempty"`
	// Matures is when the account is old enough to compare one more window with the one before; zero: never.
	Matures    time.Time          `json:"matures,omitzero"`
	Attributes map[string]any     `json:"attributes,omitempty"`
	Contacts   map[string]Contact `json:"contacts,omitempty"`

	Metrics map[string]*Metric `json:"metrics,omitempty"`
	// Partial is the metrics that were filled back from a log that lacked a part of their window, each with when the
	// part begins that is whole.
	Partial map[string]time.Time `json:"partial,omitempty"`
	// ContactFacts is the facts of contacts, by ID.
	ContactFacts map[string]*ContactFacts `json:"people,omitempty"`
	// Crowded is when a contact's facts were last dropped to make room for another's; zero: never.
	Crowded time.Time `json:"crowded,omitzero"`
	Tier    string    `json:"tier,omitempty"` // "unclassified" when a condition is missing
	// Scales is the level on each scale.
	Scales map[string]string `json:"scales,omitempty"`
	// Unplaced is the classifications in which the account has been in no level yet, "tier" and "scale.NAME": true.
	Unplaced map[string]bool `json:"unplaced,omitempty"`
	// Segments is the segments that the account is in: true.
	Segments map[string]bool `json:"segments,omitempty"`
	// PendingMoves is the moves that are on hold, by "tier", "scale.NAME" and "segment.NAME".
	PendingMoves map[string]Hold         `json:"holds,omitempty"`
	Health       *Health                 `json:"health,omitempty"`
	Plans        map[string]*SuccessPlan `json:"plans,omitempty"`
	// TriggerSet is the triggers that the state knows and that have a state of their own.
	TriggerSet TriggerSet `json:"watched,omitempty"`
	// Triggers is the states of those that remember something, by playbook and trigger hash and, where a trigger is
	// evaluated for each contact, the contact. A contact's are dropped when the contact leaves.
	Triggers map[string]*TriggerState `json:"triggers,omitempty"`
	// Alarms is when triggers are evaluated without a change, the next first.
	Alarms []Alarm `json:"alarms,omitempty"`
	// Edges counts the occurrences of triggers that no event identifies; an ordinal is never used twice.
	Edges int64 `json:"edges,omitempty"`
	// Enrolled is the slots of each playbook.
	Enrolled map[string]Slots `json:"enrolled,omitempty"`
	// Held is the occurrences that are refused only for now, in the order in which they came.
	Held []Held `json:"held,omitempty"`
	// Tracked is the enrolments whose goals are tracked, in the order in which they began.
	Tracked []*Enrolment `json:"pursued,omitempty"`
	// NextDue is the earliest moment at which anything could change without an entry; zero: never.
	NextDue time.Time `json:"next_due,omitzero"`

	goals []Goal // that TakeGoals takes
	// evictionOrder is the order in which contacts make room for others, while no time passes; nil: it isn't known.
	evictionOrder *evictionOrder
	settled       settled
	// unscheduled reports that NextDue isn't worked out since something changed.
	unscheduled bool
}

// Fresh is the state of an account that has no entries yet.
func (c *Core) Fresh(account string, now time.Time) *State {
	return &State{Account: account, Version: c.version, Folded: c.folded, Now: instant(now), TriggerSet: c.triggerSet, Unheard: true}
}

// DisplayName is the account's name or, without a visible one, its ID.
func (s *State) DisplayName() string {
	if actions.Blank(s.Name) {
		return s.Account
	}
	return s.Name
}

// blank reports whether nothing is known of the account: no attribute, no contact, and no event ever.
func (s *State) blank() bool { return s.Unheard && len(s.Attributes) == 0 && len(s.Contacts) == 0 }

// noteKnown notes whether an entry makes the account known. When the log doesn't begin with its first entry, one before may
// have.
func (s *State) noteKnown(e *Entry) {
	switch e.Type {
	case TypeAccountUpdated, TypeEnrolment, TypeRunFinished:
		s.Unheard = s.Unheard && (s.Seq > 0 || e.Seq <= 1)
	default:
		s.Unheard = false
	}
}

// put sets a value in a map that may not be there yet.
func put[V any](m *map[string]V, key string, value V) V {
	if *m == nil {
		*m = map[string]V{}
	}
	(*m)[key] = value
	return value
}
