// Package enginetest runs an engine in a test: on a real store in a file, with a clock that stands still until
// the test moves it, the action "note" that records what it was given, and a driver in Temporal's place that the
// test steps by hand.
//
// Only tests import it. It knows the engine and its store, and neither HTTP nor Temporal: the tests of those put
// their side around a Harness. Read harness.go first.
package enginetest
