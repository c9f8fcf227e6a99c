package workflow

import (
	"context"

	"github.com/tendhq/tend/engine/run"
)

// Engine is what the loop needs of the engine. Its methods are called concurrently, and again after a crash or a lost
// answer.
type Engine interface {
	// Settle processes what is due for a run and returns the newest set: a timer fired, or the run was nudged.
	Settle(ctx context.Context, runID string) (run.Outstanding, error)
	// Act performs one outstanding action and returns the next set. It records the intent, performs the action, and
	// records the result. attempt counts from 1. The context ends with the action's timeout. An error is retried with
	// a growing delay for ever, unless it (or one that it wraps) has a method Permanent() bool that returns true, for
	// programming errors: then the action waits for the next nudge.
	Act(ctx context.Context, runID, path string, attempt int) (run.Outstanding, error)
}

// The names by which Temporal knows us. They are in the histories of runs: they never change.
const (
	// Namespace is the default namespace.
	Namespace = "tend"
	// TaskQueue is where the workers listen.
	TaskQueue = "tend"
	// TypeName is the type of a run's workflow.
	TypeName = "tend.run"

	settleName = "tend.settle"
	actName    = "tend.act"
	nudgeName  = "nudge"
)

// Input is the input of a run's workflow.
type Input struct {
	// Run is the run's ID, and the workflow's.
	Run string `json:"run"`
	// Set is the newest outstanding set that was known.
	Set run.Outstanding `json:"set"`
	// Settle requests the newest set before anything else: the workflow continues one whose history had grown long.
	Settle bool `json:"settle,omitempty"`
	// Attributes reports whether the namespace has our search attributes.
	Attributes bool `json:"attributes,omitempty"`
}

// actInput is the input of an action's activity.
type actInput struct {
	Run      string `json:"run"`
	Path     string `json:"path"`
	Kind     string `json:"kind"`
	Revision int64  `json:"rev"`
}
