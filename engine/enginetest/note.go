package enginetest

import (
	"context"
	"errors"
	"sync"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/actions/task"
)

// Notes is the action "note": it records the texts that it was given.
type Notes struct {
	mu sync.Mutex
	// Texts and Keys are the texts and the idempotency keys of the attempts that succeeded, in order.
	Texts, Keys []string
	// Fail is the errors of the next attempts, in order; a nil among them lets its attempt succeed.
	Fail []error
	// Hang takes the place of every attempt, unless it is nil.
	Hang func(context.Context) error
}

type noteArgs struct {
	Text string `tend:"text,required" doc:"What to say." example:"\"hello\""`
}

type noteResult struct {
	Said bool `tend:"said" doc:"Whether it was said."`
}

// Definition returns the action.
func (n *Notes) Definition() (actions.Definition, error) {
	return actions.Define("note", "Says something.", n.write)
}

func (n *Notes) write(ctx context.Context, call actions.Call, args noteArgs) (noteResult, error) {
	if n.Hang != nil {
		return noteResult{}, n.Hang(ctx)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.Fail) > 0 {
		err := n.Fail[0]
		n.Fail = n.Fail[1:]
		if err != nil {
			return noteResult{}, err
		}
	}
	n.Texts, n.Keys = append(n.Texts, args.Text), append(n.Keys, call.Key)
	return noteResult{Said: true}, nil
}

// Registry returns the actions of a harness: the notes, and tasks that are kept in tasks.
func (n *Notes) Registry(tasks task.Tasks) (*actions.Registry, error) {
	note, err := n.Definition()
	if err != nil {
		return nil, err
	}
	work, err := task.New(tasks)
	if err != nil {
		return nil, err
	}
	return actions.New(note, work)
}

// NoTasks keeps no task: it lets a test load a workspace without an engine.
type NoTasks struct{}

// Create refuses the task.
func (NoTasks) Create(context.Context, task.Task) error {
	return errors.New("no engine keeps this task")
}
