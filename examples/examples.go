// Package examples holds the workspaces that come with tend, for reading, running and copying.
// What is built into the command lies here as files; a program beside an example may look at what it does.
package examples

import "embed"

// Quickstart is the workspace of the demo, below the folder "quickstart".
//
//go:embed quickstart
var Quickstart embed.FS

// Starter is the workspace that tend init writes, below the folder "starter".
//
//go:embed starter
var Starter embed.FS
