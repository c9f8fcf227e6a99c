// Package embedded runs a whole Temporal server inside this process, on one SQLite file, for those who have no
// Temporal of their own. It is the only importer of the Temporal server, which adds minutes to a first build:
// nothing but the command may import it, and tests run the command. It knows nothing of runs or playbooks.
//
// Read server.go first.
package embedded
