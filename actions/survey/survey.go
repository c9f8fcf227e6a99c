package survey

import "github.com/tendhq/tend/actions"

// Kind is the word after `action` in a playbook.
const Kind = "survey"

// Args are the arguments of the action.
type Args struct {
	To       actions.Contact  `tend:"to,required" doc:"Who is asked; a list means one mail each." example:"\"{{ contact }}\""`
	From     string           `tend:"from,member" doc:"The sender's mail address; when absent, the team's lead, else the playbook's owner, else the engine's default sender." example:"\"{{ account.csm }}\""`
	Question string           `tend:"question,required" doc:"The question, answered by a number from 0 to 10 and a comment." example:"\"How likely are you to recommend us to a colleague?\""`
	Template string           `tend:"template,template" doc:"A template block that brings subject and body in the contact's language." example:"\"nps\""`
	Subject  string           `tend:"subject" doc:"The subject line." example:"\"One question, {{ contact.name }}\""`
	Body     actions.Markdown `tend:"body,text" doc:"The text around the question, in Markdown. Values in it are text." example:"\"It takes ten seconds.\""`
}

// Result is what an asked question leaves among the step's results.
type Result struct {
	Sent    bool    `tend:"sent" doc:"Whether a mail server took the question."`
	Score   float64 `tend:"score" doc:"The answer, from 0 to 10; missing until there is one."`
	Comment string  `tend:"comment" doc:"The comment to the answer."`
}

// Announce describes the action.
func Announce() (actions.Definition, error) {
	return actions.Announce[Args, Result](Kind, "Asks each contact one question by mail, and waits for the answer if its step does.",
		actions.Recipients("to"), actions.SentFrom("from"), actions.AnsweredBy("survey.answered", "answered"))
}
