package store

// Subscription is what a live run waits for. It is a row so that one transaction can decide it.
type Subscription struct {
	Run, Account string
	// Path is the step or exit that waits.
	Path string
	// Event is the type of entry that it matches; empty for a condition over facts.
	Event string
	// Reads is the facts' names that its condition reads.
	Reads []string
}
