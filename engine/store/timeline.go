package store

import "time"

// Line is one line of a run's timeline.
type Line struct {
	At time.Time `json:"at"`
	// Step is the path of the step that it is about; empty for the run as a whole.
	Step string `json:"step,omitempty"`
	// Code is what happened, as a word: started, sent, waiting, matched, timed_out, failed, …
	Code string `json:"what"`
	// Text is a sentence for people.
	Text string         `json:"text"`
	Data map[string]any `json:"data,omitempty"`
}
