package customer

import (
	"time"

	"github.com/tendhq/tend/dsl/expression"
)

// evaluation is one evaluation of the fold at an instant: of an entry, a tick or a rebase.
type evaluation struct {
	core *Core
	s    *State
	now  time.Time
	// cause is the entry that is applied, nil for a tick.
	cause *Entry
	// fire is false for history and rebases: edges are noted, not decided.
	fire bool
	// edited is when the definitions changed, where only they did; zero: something has happened to the account.
	edited time.Time
	// soon is when held occurrences are decided that an evaluation which decides nothing concerns.
	soon time.Time
	// reevaluated is the playbook whose held occurrences are decided whatever changed; empty: none.
	reevaluated string
	changes     changes
	view        *view
	before      snapshot
	// scored says that the health score or its past changed, moved which success plans did.
	scored bool
	moved  map[string]bool
	// changedAbout is the contacts of whom a fact changed; everyContact says that it may be any of them.
	changedAbout map[string]bool
	everyContact bool
	// returned is the contacts whose facts were forgotten, and are kept again.
	returned map[string]bool
	// contact is for whom triggers are evaluated (as); empty: the account.
	contact string
	// contactMoves is the contacts who entered or left a segment.
	contactMoves []contactMove
	// admitted is the occurrence that gets a free place; empty: none.
	admitted string
	// rechecks is the instances that are evaluated though no fact changed.
	rechecks []instance
	// touchedStates is the keys of the trigger states that were read.
	touchedStates []string
	found         []occurrence
	decisions     []Decision
}

// snapshot is the facts before the evaluation, with which triggers compare.
type snapshot struct {
	health   *Health
	blank    bool
	tier     string
	scales   map[string]string
	unplaced map[string]bool
	segments map[string]bool
}

func (c *Core) newEvaluation(s *State, now time.Time, fire bool) *evaluation {
	if now.After(s.Now) {
		s.Now = now
	}
	before := snapshot{health: s.Health, blank: s.blank(), tier: s.Tier, scales: s.Scales, unplaced: s.Unplaced, segments: s.Segments}
	all := &struct { // They live as long as each other.
		t       evaluation
		view    view
		scratch expression.Scratch
	}{}
	all.view = view{core: c, s: s, now: s.Now, values: map[string]any{}, scratch: &all.scratch}
	all.t = evaluation{core: c, s: s, now: s.Now, fire: fire, soon: s.Now.Add(time.Millisecond), view: &all.view, before: before}
	return &all.t
}

// touch notes that a fact changed.
func (t *evaluation) touch(root, name string) {
	t.changes.touch(root, name)
	t.view.forget(root)
}

func (t *evaluation) touchMetric(name string) { t.touch("metric", name) }

// conclude evaluates what reads something that changed, decides, and sets when the state is next due.
func (t *evaluation) conclude() {
	t.happen()
	t.core.Schedule(t.s)
}

// happen is conclude, with when to look again left to be worked out.
func (t *evaluation) happen() {
	t.settle()
	t.evaluateEdges()
	t.reevaluateHeld()
	t.settleGoals(t.cause)
	for found := t.takeFound(); len(found) > 0; found = t.takeFound() {
		// What is decided changes which playbooks run, and nothing else.
		t.changes = changes{}
		for _, o := range found {
			if !t.firesNow(o) {
				continue
			}
			for _, one := range t.perContact(o) {
				t.decide(one)
			}
		}
		t.evaluateTriggers()
		t.reevaluateHeld()
		t.settleGoals(nil)
	}
	t.prunePeaks()
	t.dropRestingStates()
	t.s.unscheduled = true
}

// settle brings success plans, tier, scales, health and segments up to date with the changes. The language
// lets each of them read only those before it, so once is enough.
func (t *evaluation) settle() {
	t.midnight()
	for _, def := range t.core.plans {
		if (t.moved[def.Name] || t.changes.concern(&def.needs)) && t.plan(def) {
			t.touchPlan(def.Name)
		}
	}
	t.classifyAll()
	if (t.revealed() || t.changes.concern(&t.core.scoreNeeds)) && t.health() {
		t.scored = true
		t.touch("health", "")
	}
	if t.rescored() {
		t.followScore()
	}
	t.settleSegments()
	if len(t.s.PendingMoves) == 0 {
		t.s.PendingMoves = nil // The same as after it was stored and read.
	}
}

// revealed reports whether the account became known or unknown.
func (t *evaluation) revealed() bool { return t.before.blank != t.s.blank() }

// rescored reports whether the score, its past or the tier, with which a new past begins, changed.
func (t *evaluation) rescored() bool { return t.scored || t.before.tier != t.s.Tier }

// evaluateEdges evaluates the triggers.
func (t *evaluation) evaluateEdges() {
	if t.rescored() {
		t.evaluateDrops()
	}
	for _, def := range t.core.plans {
		if t.moved[def.Name] {
			t.evaluateStalls(def)
		}
	}
	t.evaluateTriggers()
}

// holds evaluates a condition over facts. One that fails doesn't hold.
func (t *evaluation) holds(x *condition) bool {
	t.view.need(&x.needs)
	ok, err := x.program.True(t.view.env())
	return err == nil && ok
}

// holdsFor evaluates a condition about an entry.
func (t *evaluation) holdsFor(x *condition, e *Entry) bool {
	ok, err := t.view.about(x, e)
	return err == nil && ok
}

func (t *evaluation) eval(p *expression.Program, n *needs) (any, error) {
	t.view.need(n)
	return p.Eval(t.view.env())
}
