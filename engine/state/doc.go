// Package state is the folder in which one engine keeps its state: the lock (one process at a time), the path of
// each part's file, and the clock that its time follows. It opens no database and knows nothing of what is in the
// files.
//
// Read folder.go first, then clock.go.
package state
