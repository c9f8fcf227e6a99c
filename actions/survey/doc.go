// Package survey is the action "survey": one question to one contact, whose answer comes back as the event
// survey.answered. So far it is announced only: the page that takes the answer comes with it.
package survey
