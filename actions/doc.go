// Package actions defines, describes and calls actions: the effects of playbooks.
//
// An action is an ordinary Go function from typed arguments to a typed result, described by Define and collected in
// a Registry. No concrete action lives here (each has a folder of its own), and nothing of the engine or the
// language may be imported: an engineer's action needs this package and its own integration, nothing else.
//
// Read actions.go first (what a call and a definition are), then define.go and call.go.
package actions
