package task

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tendhq/tend/actions"
)

// Kind is the word after `action` in a playbook.
const Kind = "task"

// Tasks keeps tasks. Create is idempotent by ID: the same task again is success and changes nothing,
// not even a task that was completed meanwhile. An error that no further attempt can mend is marked
// with actions.Permanent.
type Tasks interface {
	Create(ctx context.Context, t Task) error
}

// Task is a piece of work for a person.
type Task struct {
	// ID is the call's key.
	ID string
	// Run, Account and Step say where it comes from.
	Run, Account, Step string
	// Title is one line.
	Title string
	// Body is text to be shown as it is, for what customers wrote stands in it; like the title it has no
	// characters that can't be seen. Empty when there is none.
	Body string
	// Assignee is a mail address; empty: the team's lead.
	Assignee string
	// Due is zero when the task has no date.
	Due time.Time
	// Questions are asked at completion, each with its allowed answers; none means free text.
	Questions map[string][]string
	// CreatedAt is the engine's time of the call.
	CreatedAt time.Time
}

// Args are the arguments of the action.
type Args struct {
	Title    string          `tend:"title,required" doc:"What is to be done, in one line." example:"\"Call {{ account.name }}\""`
	Assignee string          `tend:"assignee,member" doc:"Who is to do it; the team's lead when absent." example:"\"{{ account.csm }}\""`
	Due      actions.Due     `tend:"due" doc:"How long there is to do it." example:"\"1 business day\""`
	Body     string          `tend:"body,text" doc:"The details, shown as they are written." example:"file(\"review.md\")"`
	Answers  actions.Answers `tend:"answers" doc:"Questions that the task is completed with, and the answers that each allows." example:"{ cause = one_of(\"product\", \"price\") }"`
}

// Result is what a created task leaves among the step's results.
type Result struct {
	TaskID string `tend:"task_id" doc:"The task's ID."`
}

// resultNames are what a task's step has among its results besides the answers.
var resultNames = []string{"done", "task_id", "reached", "matched", "timed_out"}

// New defines the action, which creates its tasks in the given place.
func New(tasks Tasks) (actions.Definition, error) {
	if tasks == nil {
		return actions.Definition{}, errors.New("the action \"task\" needs a place to keep tasks")
	}
	do := func(ctx context.Context, call actions.Call, args Args) (Result, error) {
		return create(ctx, tasks, call, args)
	}
	return actions.Define(Kind, "Gives a person something to do, and takes the answers when it is done.", do,
		actions.Rule(ownNames), actions.AnsweredBy("task.completed", "done"), actions.Idempotent(), actions.Timeout(30*time.Second))
}

// ownNames is the rule of the arguments: no question has the name of a result.
func ownNames(args Args, _ actions.Known) error {
	for _, name := range resultNames {
		if _, taken := args.Answers[name]; taken {
			return fmt.Errorf("the task's question %q has the name of a result that every task has: name it otherwise", name)
		}
	}
	return nil
}

func create(ctx context.Context, tasks Tasks, call actions.Call, args Args) (Result, error) {
	result := Result{TaskID: call.Key}
	assignee, err := member(args.Assignee)
	if err != nil || call.DryRun {
		return result, err
	}
	err = tasks.Create(ctx, Task{
		ID: call.Key, Run: call.Run, Account: call.Account, Step: call.Step,
		Title: actions.OneLine(args.Title), Body: actions.Lines(args.Body), Assignee: assignee, Due: args.Due.Time,
		Questions: args.Answers, CreatedAt: call.Now,
	})
	if err != nil {
		return Result{}, fmt.Errorf("the task could not be stored: %w", err)
	}
	return result, nil
}

// member returns the mail address of whom a task is for, by the one rule; empty when nobody is named.
func member(named string) (string, error) {
	if actions.Blank(named) {
		return "", nil
	}
	address, err := actions.ParseAddress(strings.TrimSpace(named))
	if err != nil {
		return "", actions.Permanent(fmt.Errorf("the assignee isn't a mail address: %w", err))
	}
	return address.String(), nil
}
