// Package actionstest tests actions: a recorder that takes an action's place, an SMTP server with scripted faults,
// and the conformance suite that every action passes. Only tests import it.
//
// Read conformance.go first.
package actionstest
