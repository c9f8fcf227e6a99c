package main

import (
	"context"
	"errors"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/actions/email"
	"github.com/tendhq/tend/actions/meeting"
	"github.com/tendhq/tend/actions/message"
	"github.com/tendhq/tend/actions/smtp"
	"github.com/tendhq/tend/actions/survey"
	"github.com/tendhq/tend/actions/task"
)

// registerActions returns the actions that come with the command: a new one is registered here.
func registerActions(tasks task.Tasks, sender *smtp.Sender) (*actions.Registry, error) {
	var all []actions.Definition
	for _, define := range []func() (actions.Definition, error){
		func() (actions.Definition, error) { return email.New(sender) },
		func() (actions.Definition, error) { return task.New(tasks) },
		func() (actions.Definition, error) { return meeting.New(sender) },
	} {
		definition, err := define()
		if err != nil {
			return nil, err
		}
		all = append(all, definition)
	}
	return actions.New(all...)
}

// checkableActions describes the same actions, and the announced ones, for checking playbooks; they can't be called.
func checkableActions() ([]actions.Definition, error) {
	sender, err := smtp.New(smtp.Config{URL: "smtp://localhost"})
	if err != nil {
		return nil, err
	}
	registry, err := registerActions(noTasks{}, sender)
	if err != nil {
		return nil, err
	}
	known := registry.Definitions()
	for _, announce := range []func() (actions.Definition, error){message.Announce, survey.Announce} {
		definition, err := announce()
		if err != nil {
			return nil, err
		}
		known = append(known, definition)
	}
	return known, nil
}

// noTasks keeps no task.
type noTasks struct{}

// Create refuses the task.
func (noTasks) Create(context.Context, task.Task) error {
	return actions.Permanent(errors.New("tasks are kept by a running engine only"))
}
