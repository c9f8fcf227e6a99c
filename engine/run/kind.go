package run

import (
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/customer"
)

// kinds is the table of the kinds of steps that run. A kind lives in the file kind_NAME.go.
func kinds() map[dsl.StepKind]kind {
	return map[dsl.StepKind]kind{
		dsl.StepAction: actionKind{},
		dsl.StepBranch: branchKind{},
		dsl.StepWait:   waitKind{},
	}
}

// kind is what one kind of step does.
type kind interface {
	// compile restores the expressions and templates of a step's body; false: the step has no body of this kind.
	compile(c *Core, step *dsl.Step) (bool, error)
	// enter begins a step that is reached.
	enter(t *transition, step *dsl.Step, st *Step)
	// advance brings a step that was entered as far as it goes now.
	advance(t *transition, step *dsl.Step, st *Step)
}

// awaiter is a kind whose steps may wait for an event.
type awaiter interface {
	kind
	// awaited is the type of event that a step waits for, empty for none, and the result that its coming sets.
	awaited(step *dsl.Step) (event, as string)
	// accepts reports whether an entry of that type is the one that a step waits for.
	accepts(t *transition, step *dsl.Step, e customer.Entry) bool
	// matched keeps what an entry that ended the wait brings as results of the step.
	matched(t *transition, st *Step, e customer.Entry)
}

// awaited is the type of event that a step waits for, and the result that its coming sets.
func (c *Core) awaited(name string) (event, as string) {
	step := c.steps[name]
	if k, ok := c.kinds[step.Kind].(awaiter); ok {
		return k.awaited(step)
	}
	return "", ""
}
