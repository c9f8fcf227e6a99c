// Package story plays the demo: the customers of a small company, over 90 days, and the people who look after them.
// It is a client of the engine like any other: it speaks HTTP, and knows of the engine only what HTTP shows.
// Nothing of the engine may be imported.
//
// Read story.go first.
package story
