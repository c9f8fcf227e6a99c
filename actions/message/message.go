package message

import "github.com/tendhq/tend/actions"

// Kind is the word after `action` in a playbook.
const Kind = "message"

// Args are the arguments of the action.
type Args struct {
	To       actions.Contact  `tend:"to,required" doc:"Who gets the message; a list means one message each." example:"\"{{ contacts.champions }}\""`
	Channels []string         `tend:"channels" doc:"The ways to reach the contact, the first that the contact has is taken: chat, app, email. Absent: email." example:"[\"chat\", \"email\"]"`
	Body     actions.Markdown `tend:"body,text" doc:"The message in Markdown. Values in it are text." example:"\"See you tomorrow, {{ contact.name }}.\""`
	Template string           `tend:"template,template" doc:"A template block that brings subject and body in the contact's language." example:"\"reminder\""`
	Subject  string           `tend:"subject" doc:"The subject line, for channels that have one." example:"\"See you tomorrow\""`
}

// Result is what a sent message leaves among the step's results.
type Result struct {
	Sent    bool   `tend:"sent" doc:"Whether a channel took the message."`
	Channel string `tend:"channel" doc:"The channel that it went by."`
}

// Announce describes the action.
func Announce() (actions.Definition, error) {
	return actions.Announce[Args, Result](Kind, "Sends a short message to each contact, by the first of the channels that the contact has.",
		actions.Recipients("to"))
}
