// Package examples holds the workspaces that come with tend, for reading, running and copying.
// Only files may live here: the quickstart is built into the command, so that the demo needs nothing else.
package examples

import "embed"

// Quickstart is the workspace of the demo, below the folder "quickstart".
//
//go:embed quickstart
var Quickstart embed.FS
