// Package task is the action "task": a piece of work for a person, who completes it with answers. Where tasks are
// kept is the engine's business, behind Tasks.
package task
