// Package run is the run core: a playbook's plan as a state machine. It steps a run's state with an
// input at an instant and says what is now in flight: actions to do, the next moment to wake up,
// watches, or the end. It is pure: no I/O, no clock, no randomness and no Temporal may enter; time,
// facts and the account's log are parameters.
package run

import (
	"fmt"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/expression"
	"github.com/tendhq/tend/engine/customer"
)

// Core runs one plan. It is immutable and safe for concurrent use.
type Core struct {
	plan      *dsl.Plan
	programs  map[string]*expression.Program
	templates map[string]*expression.Template
	steps     map[string]*dsl.Step
	order     map[string]int
}

// New compiles the expressions and templates of a plan. A plan that was checked when it was loaded
// compiles; an error means that the stored plan is damaged or of a newer version.
func New(plan *dsl.Plan) (*Core, error) {
	if plan.Version > dsl.PlanVersion {
		return nil, fmt.Errorf("plan of playbook %q has version %d, this build reads up to %d: update tend", plan.Playbook, plan.Version, dsl.PlanVersion)
	}
	c := &Core{
		plan:      plan,
		programs:  map[string]*expression.Program{},
		templates: map[string]*expression.Template{},
		steps:     map[string]*dsl.Step{},
		order:     map[string]int{},
	}
	if err := c.compile(); err != nil {
		return nil, fmt.Errorf("plan of playbook %q: %w", plan.Playbook, err)
	}
	return c, nil
}

// Env is what the world gives a run: the instant, the facts and the account's log.
type Env struct {
	// Now is the instant of the input.
	Now time.Time
	// Facts gives the account's facts as expression values; called only when an expression is evaluated.
	Facts func() map[string]any
	// Contact is the value of a contact by ID, nil when unknown.
	Contact func(id string) map[string]any
	// ContactFacts is the facts that are others where there is that contact, such as metric, which has the
	// contact's metrics too; nil: none.
	ContactFacts func(id string) map[string]any
	// Hours is the business calendar with the workspace's zone.
	Hours *calendar.Calendar
	// Seq is the newest position of the account's log.
	Seq int64
	// Scan calls yield for the account's entries of a type after a position, in order, until it returns false.
	Scan func(after int64, eventType string, yield func(customer.Entry) bool) error
}

// Start makes a run and steps it until something is in flight.
func (c *Core) Start(s *State, env Env) ([]Line, error) {
	s.StartedAt, s.Now, s.Mark = env.Now, env.Now, env.Seq
	s.Steps, s.Exits = map[string]*Step{}, map[string]bool{}
	t := c.newTransition(s, env)
	for _, exit := range c.plan.Exits {
		if exit.Event == "" {
			// An exit fires when it turns true, so what holds at the start is only noted.
			s.Exits[exit.Name] = t.truth(exit.When, nil)
		}
	}
	t.line("", "started", "The run started.", nil)
	t.proceed()
	return t.finish()
}

// Wake runs what is due at env.Now: timers and timeouts.
func (c *Core) Wake(s *State, env Env) ([]Line, error) {
	t := c.newTransition(s, env)
	t.proceed()
	return t.finish()
}

// Entry offers an entry of the account's log to the run's waits and exits.
func (c *Core) Entry(s *State, e customer.Entry, env Env) ([]Line, error) {
	t := c.newTransition(s, env)
	t.offer(e)
	t.proceed()
	return t.finish()
}

// FactsChanged asks the exit conditions again.
func (c *Core) FactsChanged(s *State, env Env) ([]Line, error) {
	t := c.newTransition(s, env)
	t.checkExits()
	t.proceed()
	return t.finish()
}

// newTransition begins one step of the state machine.
func (c *Core) newTransition(s *State, env Env) *transition {
	if env.Now.Before(s.Now) {
		env.Now = s.Now
	}
	return &transition{core: c, state: s, env: env}
}

// Subscription is what a live run waits for besides time.
type Subscription struct {
	// Path is the step's name, or "exit:NAME".
	Path string
	// Event is a type of entry; empty for a condition over facts.
	Event string
	// Reads is the names of the facts that the condition reads.
	Reads []string
}

// Subscriptions is what the run waits for now, in the order of the plan.
func (c *Core) Subscriptions(s *State) []Subscription {
	if s.Outcome != "" {
		return nil
	}
	var all []Subscription
	for _, exit := range c.plan.Exits {
		w := Subscription{Path: "exit:" + exit.Name, Event: exit.Event}
		if exit.Event == "" {
			w.Reads = c.programs[exit.When].Reads()
		}
		all = append(all, w)
	}
	for _, name := range c.inOrder(s) {
		if event, _ := c.awaited(name); s.Steps[name].Phase == Waiting && event != "" {
			all = append(all, Subscription{Path: name, Event: event})
		}
	}
	return all
}

// Awaits says whether an entry can do anything to a run of which nothing is due: it is of a type that the run waits
// for, and about nobody else. The watches are what the run waits for now.
func (c *Core) Awaits(s *State, watches []Subscription, e *customer.Entry) bool {
	for _, w := range watches {
		if w.Event == e.Type && !c.aboutOther(s, e) {
			return true
		}
	}
	return false
}

// Outstanding is what is in flight now. WakeIn is left to the caller, who knows the clock; the instant
// is WakeAt's.
func (c *Core) Outstanding(s *State) Outstanding {
	out := Outstanding{Revision: s.Revision, Done: s.Outcome != "", Outcome: string(s.Outcome)}
	if out.Done {
		return out
	}
	for _, name := range c.inOrder(s) {
		if s.Steps[name].Phase == Acting {
			out.Actions = append(out.Actions, Action{Path: name, Kind: c.steps[name].Action.Kind})
		}
	}
	return out
}

// WakeAt is the next moment at which the run does something by itself; zero: none.
func (c *Core) WakeAt(s *State) time.Time {
	var at time.Time
	if s.Outcome != "" {
		return at
	}
	for _, step := range s.Steps {
		if step.Phase == Waiting && !step.Due.IsZero() && (at.IsZero() || step.Due.Before(at)) {
			at = step.Due
		}
	}
	return at
}

// At says for people where the run is: the step, and what it waits for.
func (c *Core) At(s *State) string {
	if s.Outcome != "" {
		return s.Detail
	}
	for _, name := range c.inOrder(s) {
		switch s.Steps[name].Phase {
		case Acting:
			return name + ": " + c.steps[name].Action.Kind + " in flight"
		case Waiting:
			if event, _ := c.awaited(name); event != "" {
				return name + ": waiting for " + event
			}
			return name + ": waiting"
		}
	}
	return ""
}

// PerContact says that the playbook enrols contacts: its runs are theirs.
func (c *Core) PerContact() bool { return c.plan.PerContact }

// Kind is the kind of the action at a path, empty when no action stands there.
func (c *Core) Kind(path string) string {
	if step := c.steps[path]; step != nil && step.Action != nil {
		return step.Action.Kind
	}
	return ""
}

// Recipient is the contact whom a call goes to, empty when it goes to none.
func (c *Core) Recipient(s *State, path, key string) string {
	if st := s.Steps[path]; st != nil {
		for _, call := range st.Calls {
			if call.Key == key {
				return call.Recipient
			}
		}
	}
	return ""
}
