// Command tend runs playbooks of customer success teams: it checks them, runs them as durable workflows, and talks
// to a running engine. This folder is wiring, a file for each subcommand; what the product does lives in the
// packages that it wires together.
//
// Read root.go first (the commands), then process.go: everything that one process runs. actions.go registers the
// actions.
package main
