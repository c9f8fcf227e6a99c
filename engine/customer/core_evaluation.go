package customer

import (
	"time"

	"github.com/tendhq/tend/dsl/expression"
)

// evaluation is one step of the fold: an entry, a tick or a rebase at one instant.
type evaluation struct {
	core *Core
	s    *State
	now  time.Time
	// cause is the entry that is applied, nil for a tick.
	cause *Entry
	// fire is false for history and rebases: edges are noted, not decided.
	fire bool
	// edited is since when definitions are in force that changed, where nothing else has happened; zero: something has.
	edited time.Time
	// soon is when held occurrences are asked that a turn without decisions concerns.
	soon time.Time
	// recalled is the playbook whose held occurrences are asked whatever happened; empty: none.
	reevaluated string
	changes     changes
	view        *view
	before      snapshot
	// scored says that the health score or its past changed, moved which success plans did.
	scored bool
	moved  map[string]bool
	// about is the contacts of whom a fact changed; everyone says that one of all of them may have.
	about    map[string]bool
	everyone bool
	// returned is the contacts of whom something is remembered again.
	returned map[string]bool
	// contact is who is looked at (as); empty: the account.
	contact string
	// contactMoves is who entered or left a segment.
	contactMoves []contactMove
	// called is the occurrence whose turn has come to get a place.
	admitted string
	// poked is the watching triggers that look again though no fact changed.
	rechecks []instance
	// stirred is the keys of the states of triggers that were looked at.
	touchedStates []string
	found         []occurrence
	decisions     []Decision
}

// snapshot is what edges compare with.
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
		turn    evaluation
		view    view
		scratch expression.Scratch
	}{}
	all.view = view{core: c, s: s, now: s.Now, values: map[string]any{}, scratch: &all.scratch}
	all.turn = evaluation{core: c, s: s, now: s.Now, fire: fire, soon: s.Now.Add(time.Millisecond), view: &all.view, before: before}
	return &all.turn
}

// touch notes that a fact changed.
func (t *evaluation) touch(root, name string) {
	t.changes.touch(root, name)
	t.view.forget(root)
}

func (t *evaluation) touchMetric(name string) { t.touch("metric", name) }

// conclude evaluates what reads something that changed, decides, and sets when to look again.
func (t *evaluation) conclude() {
	t.happen()
	t.core.Schedule(t.s)
}

// happen is conclude, with when to look again left to be worked out.
func (t *evaluation) happen() {
	t.settle()
	t.edges()
	t.reevaluateHeld()
	t.settleGoals(t.cause)
	for found := t.takeFound(); len(found) > 0; found = t.takeFound() {
		// What is decided changes which playbooks run, and nothing else.
		t.changes = changes{}
		for _, o := range found {
			if o.arrived != nil && !t.accumulate(o) {
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
	t.prune()
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
	t.classes()
	if (t.revealed() || t.changes.concern(&t.core.scoreNeeds)) && t.health() {
		t.scored = true
		t.touch("health", "")
	}
	if t.rescored() {
		t.followScore()
	}
	t.settleSegments()
	if len(t.s.Holds) == 0 {
		t.s.Holds = nil // The same as after it was stored and read.
	}
}

// revealed says that something is known of the account, or nothing any more, which was otherwise before.
func (t *evaluation) revealed() bool { return t.before.blank != t.s.blank() }

// rescored says whether the score, its past or the tier, with which a new past begins, changed.
func (t *evaluation) rescored() bool { return t.scored || t.before.tier != t.s.Tier }

// edges finds what was crossed since the last time.
func (t *evaluation) edges() {
	if t.rescored() {
		t.dropEdges()
	}
	for _, def := range t.core.plans {
		if t.moved[def.Name] {
			t.stallEdges(def)
		}
	}
	t.evaluateTriggers()
}

// holds is a condition over facts. One that fails doesn't hold.
func (t *evaluation) holds(x *test) bool {
	t.view.need(&x.needs)
	ok, err := x.program.True(t.view.env())
	return err == nil && ok
}

// holdsFor is a condition about an entry.
func (t *evaluation) holdsFor(x *test, e *Entry) bool {
	ok, err := t.view.about(x, e)
	return err == nil && ok
}

func (t *evaluation) eval(p *expression.Program, n *needs) (any, error) {
	t.view.need(n)
	return p.Eval(t.view.env())
}
