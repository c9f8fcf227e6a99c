// Package api is the engine's HTTP API: events and accounts in, runs, tasks and decisions out.
//
// It translates between requests and the engine, and answers with a sentence what is wrong with a request.
// Decisions, storage and Temporal may not enter: whatever a handler needs of them is a method of Engine, which is
// all that this package knows of the rest.
//
// Read api.go first, then register.go. A resource is one file, with its types and its handlers; the others are what
// every request passes: guard.go and token.go (who may ask), inflight.go, budget.go, connections.go and pace.go
// (how much at once), strict.go and readable.go (what is accepted), problem.go (the form of an error), page.go
// (lists).
package api
