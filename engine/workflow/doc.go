// Package workflow keeps runs going on Temporal, of whose SDK it is the only importer. A run's workflow is a small
// loop that keeps the newest outstanding set in flight: one activity an action, one timer, one signal without
// content. What a run does is the engine's business. No expression, no clock and no customer data may enter here,
// as all of it would end up in Temporal's histories.
//
// Read workflow.go first, then loop.go. A change of the loop must replay the recorded histories in testdata.
package workflow
