// Package endtoend holds the tests that use the command as its users do: as a process, over HTTP, by its exit codes
// and its words. It has no code of its own, and nothing may import it.
package endtoend
