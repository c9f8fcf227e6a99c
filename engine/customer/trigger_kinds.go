package customer

import (
	"time"

	"github.com/tendhq/tend/dsl"
)

// triggerKinds is the table of the kinds of triggers, each with what makes a trigger of it. A kind lives in the file
// trigger_KIND.go.
func triggerKinds() map[dsl.TriggerKind]func(*Core, *triggerDef) triggerKind {
	return map[dsl.TriggerKind]func(*Core, *triggerDef) triggerKind{
		dsl.AfterPlaybook:   newPlaybookTrigger,
		dsl.Becomes:         newBecomesTrigger,
		dsl.Coverage:        newCoverageTrigger,
		dsl.HealthDrop:      newHealthDropTrigger,
		dsl.Inactivity:      newInactivityTrigger,
		dsl.Manual:          newManualTrigger,
		dsl.OnDate:          newDateTrigger,
		dsl.OnEvent:         newEventTrigger,
		dsl.OnSchedule:      newScheduleTrigger,
		dsl.OnboardingStall: newStallTrigger,
		dsl.ScaleMove:       newScaleTrigger,
		dsl.SegmentMove:     newSegmentTrigger,
		dsl.TierMove:        newTierTrigger,
		dsl.UsageLimit:      newUsageLimitTrigger,
	}
}

// triggerKind is what a trigger has of its own kind. What makes it registers when it fires: with evaluateOnChange an
// evaluator, with listen a listener.
type triggerKind interface {
	// ofContact reports whether each occurrence is about one contact, even if the trigger isn't evaluated for each.
	ofContact() bool
	// reason is the sentence of why an occurrence fired.
	reason(o *occurrence) string
	// status describes when the trigger fires, and how far the account is from that.
	status(t *evaluation, s *TriggerStatus)
}

// evaluator is a kind that is evaluated when something that it reads has changed, or its alarm is due.
type evaluator interface {
	triggerKind
	// evaluate compares the facts with the state, fires, and returns when to evaluate without a change; zero: never.
	evaluate(t *evaluation, st *TriggerState) time.Time
}

// listener is a kind that entries of one type fire, or change the state of.
type listener interface {
	triggerKind
	// entryArrived handles an entry that happened at an instant.
	entryArrived(t *evaluation, e *Entry, at time.Time)
}

// historyListener is a listener whose state history fills as well: it hears imported entries, and a rebase that adds
// the trigger gives it the log again.
type historyListener interface {
	listener
	// accountReplayed follows an update of the account when the log is folded again.
	accountReplayed(t *evaluation)
}

// accumulator is a listener that decides only after the account is brought up to date whether it fires with an event.
type accumulator interface {
	listener
	// matches reports whether the event of an occurrence counts.
	matches(t *evaluation, o occurrence) bool
	// accumulate adds the event to the state.
	accumulate(t *evaluation, o occurrence)
	// complete reports whether the trigger fires with the event added last.
	complete(st *TriggerState) bool
}

// contactKind is a kind that may be evaluated for each contact on its own.
type contactKind interface {
	triggerKind
	// met reports whether what the trigger waits for is the case for the contact.
	met(t *evaluation, st *TriggerState) bool
	// metText states for how many contacts it is met.
	metText(n int) string
}

// supposer is a kind that can suppose what the next occurrence brings, for an explanation.
type supposer interface {
	triggerKind
	// suppose sets the evaluation's cause to the entry that stands for the next one, adds that to the status, and
	// returns what the occurrence would bring; nil: what the status has.
	suppose(t *evaluation, s *TriggerStatus, last func(eventType string) *Entry) map[string]any
}

// ofAccounts is embedded by kinds whose occurrences are about the account.
type ofAccounts struct{}

func (ofAccounts) ofContact() bool { return false }

// listen has a trigger hear the entries of a type.
func (c *Core) listen(tr *triggerDef, entryType string) {
	r := c.on(entryType)
	r.triggers = append(r.triggers, tr)
}

// hear gives an entry to a trigger that listens for its type. History fires nothing.
func (t *evaluation) hear(tr *triggerDef, e *Entry, at time.Time) {
	if _, ofHistory := tr.kind.(historyListener); ofHistory || t.fire {
		tr.kind.(listener).entryArrived(t, e, at)
	}
}

// evaluateOnChange has a trigger evaluated when something that its needs name changes, or its alarm is due.
func (c *Core) evaluateOnChange(tr *triggerDef, k evaluator) {
	tr.evaluator = k
	if _, ofEvents := k.(accumulator); tr.EachContact && !ofEvents {
		tr.needs.addRef(ref{root: "contact"}) // It is evaluated for a contact who is new.
	}
	c.expand(&tr.needs)
	if tr.EachContact {
		tr.shared = c.shared(&tr.needs)
	}
	tr.personal = tr.personal || tr.EachContact && tr.needs.personal()
	c.use(&tr.needs)
	c.triggerIndex.add(tr)
	c.remember(tr)
}

// remember counts a trigger among those that have a state.
func (c *Core) remember(tr *triggerDef) { c.stateful = append(c.stateful, tr) }
