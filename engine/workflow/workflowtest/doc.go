// Package workflowtest gives tests a real Temporal server: the command's, as a process of its own, so that a test
// binary doesn't have to link it and can kill it. Only tests import it.
//
// Read server.go first.
package workflowtest
