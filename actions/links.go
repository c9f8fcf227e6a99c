package actions

// LostLink is a link of the author's that nobody could follow, whatever is filled into it.
type LostLink struct {
	// Target is where it was to lead, as it is written.
	Target string
	// Value is which of the text's values makes it so; -1: none.
	Value int
	// Why says what is wrong with it and what to write instead, in a sentence or two.
	Why string
}

// Links says that the action makes links of the Markdown in its texts, and how to find those that would be lost.
func Links(lost func(Markdown) []LostLink) Option {
	return func(d *Definition) { d.lostLinks = lost }
}

// LostLinks is the links that an author's Markdown loses in the action's texts. What the values of it are doesn't
// matter, as they aren't known when a playbook is loaded.
func (d Definition) LostLinks(m Markdown) []LostLink {
	if d.lostLinks == nil {
		return nil
	}
	return d.lostLinks(m)
}
