package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tendhq/tend/actions/task"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// ErrCompleted is returned for a task that was completed before, with other answers.
var ErrCompleted = errors.New("the task is completed already, with other answers")

// The states of a task.
const (
	taskOpen      = "open"
	taskCompleted = "completed"
)

// tasks is the store that the task action writes to.
type tasks struct{ engine *Engine }

// Tasks returns the store that the task action writes to. Creating the same ID again changes nothing.
func (e *Engine) Tasks() task.Tasks { return tasks{engine: e} }

// errTaskObsolete is returned for a task that its run doesn't want any more as it is: another attempt finds what it
// wants.
var errTaskObsolete = errors.New("the run has ended, or its customer was forgotten meanwhile")

// Create stores a task, unless it is stored already or obsolete.
func (t tasks) Create(ctx context.Context, created task.Task) error {
	return t.engine.update(ctx, []string{created.Account}, func(tx store.Tx, _ *publication) error {
		if _, err := tx.Task(created.ID); !errors.Is(err, store.ErrNotFound) {
			return err
		}
		l, err := t.engine.loadRun(tx, created.Run)
		if err != nil {
			return err
		}
		if l == nil || !l.wants(ctx, created.Step, created.ID) {
			return errTaskObsolete
		}
		return tx.PutTask(store.Task{
			ID: created.ID, Account: created.Account, Run: created.Run, Step: created.Step, Playbook: l.row.Playbook,
			Title: created.Title, Body: created.Body, Assignee: created.Assignee, Due: created.Due,
			Questions: created.Questions, Status: taskOpen, CreatedAt: created.CreatedAt,
		})
	})
}

// CompleteTask records that a task is done, with its answers; the run that waits for it goes on. The same answers
// again change nothing. An *InvalidError lists answers that the task refuses.
func (e *Engine) CompleteTask(ctx context.Context, id string, answers map[string]string) (store.Task, error) {
	var done store.Task
	err := e.store.View(ctx, func(r store.Reader) error {
		var err error
		done, err = r.Task(id)
		return err
	})
	if err != nil {
		return done, fmt.Errorf("task %q: %w", id, err)
	}
	err = e.commit(ctx, []string{done.Account}, func(tx store.Tx, p *publication, after *postCommit) error {
		if done, err = tx.Task(id); err != nil {
			return err
		}
		if done.Status == taskCompleted {
			if maps.Equal(done.Answers, answers) {
				return nil
			}
			return ErrCompleted
		}
		if err := checkAnswers(done, answers); err != nil {
			return err
		}
		c, err := e.open(tx, p, done.Account, false, after)
		if err != nil {
			return err
		}
		return c.completeTask(&done, answers)
	})
	return done, err
}

// completeTask stores the completion and applies its event.
func (c *accountTx) completeTask(done *store.Task, answers map[string]string) error {
	done.Status, done.Answers, done.CompletedAt = taskCompleted, answers, c.now()
	if err := c.tx.PutTask(*done); err != nil {
		return err
	}
	given := map[string]any{}
	for question, answer := range answers {
		given[question] = answer
	}
	_, err := c.apply(&customer.Entry{
		Source: customer.SourceTend, ID: done.ID + "/completed", Type: "task.completed",
		Account: done.Account, Time: done.CompletedAt,
		Data: map[string]any{"task": done.ID, "run": done.Run, "step": done.Step, "answers": given},
	})
	if err != nil {
		return err
	}
	return c.close()
}

// checkAnswers compares answers with the task's questions: each must be answered by one of its values.
func checkAnswers(t store.Task, answers map[string]string) error {
	var problems []Problem
	for _, question := range names(t.Questions) {
		allowed, answer := t.Questions[question], answers[question]
		switch {
		case answer == "":
			problems = append(problems, Problem{Field: "answers." + question, Reason: "is missing" + choice(allowed)})
		case len(allowed) > 0 && !slices.Contains(allowed, answer):
			problems = append(problems, Problem{Field: "answers." + question, Reason: fmt.Sprintf("can't be %q%s", answer, choice(allowed))})
		}
	}
	for _, question := range names(answers) {
		if _, declared := t.Questions[question]; !declared {
			problems = append(problems, Problem{Field: "answers." + question, Reason: "is not asked by the task" + suggestion(question, names(t.Questions))})
		}
	}
	for _, question := range names(answers) {
		if n := len(answers[question]); n > maxAnswer {
			problems = append(problems, Problem{Field: "answers." + question, Reason: fmt.Sprintf("has %d KiB, more than the %d that an answer may have", n>>10, maxAnswer>>10)})
		}
	}
	if len(problems) > 0 {
		return &InvalidError{Problems: problems}
	}
	return nil
}

// maxAnswer is how many bytes an answer may have: it goes into the log and into runs.
const maxAnswer = 16 << 10

// choice lists the values of a question, as the end of a sentence.
func choice(allowed []string) string {
	if len(allowed) == 0 {
		return ""
	}
	return ": choose one of " + strings.Join(allowed, ", ")
}
