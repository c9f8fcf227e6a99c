// Package email is the room of the action "email": one message to one contact, as plain text and HTML
// made from Markdown. How mail travels is the business of package smtp; templates are rendered before
// the action is called.
package email

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/actions/smtp"
)

// Kind is the word after `action` in a playbook.
const Kind = "email"

// Args are the arguments of the action.
type Args struct {
	To       actions.Contact  `tend:"to,required" doc:"Who gets the message; a list means one message each." example:"\"{{ contacts.champions }}\""`
	From     string           `tend:"from,member" doc:"The sender's mail address; when absent, the team's lead, else the playbook's owner, else the engine's default sender." example:"\"{{ account.csm }}\""`
	Subject  string           `tend:"subject" doc:"The subject line." example:"\"How are things going, {{ contact.name }}?\""`
	Body     actions.Markdown `tend:"body,text" doc:"The message in Markdown; sent as text and as HTML. Values in it are text." example:"file(\"checkin.md\")"`
	Template string           `tend:"template,template" doc:"A template block that brings subject and body in the contact's language." example:"\"checkin\""`
}

// Result is what a sent message leaves among the step's results.
type Result struct {
	Sent      bool   `tend:"sent" doc:"Whether a mail server took the message."`
	MessageID string `tend:"message_id" doc:"The Message-ID, without angle brackets."`
	To        string `tend:"to" doc:"The mail address that it went to."`
}

// New defines the action, which sends through the sender.
func New(sender *smtp.Sender) (actions.Definition, error) {
	if sender == nil {
		return actions.Definition{}, errors.New("the action \"email\" needs a sender of mail")
	}
	do := func(ctx context.Context, call actions.Call, args Args) (Result, error) {
		return send(ctx, sender, call, args)
	}
	return actions.Define(Kind, "Sends one mail to each contact, as text and HTML.", do,
		actions.Recipients("to"), actions.SentFrom("from"), actions.AnsweredBy("email.replied", "replied"), actions.Emits("email.sent"), actions.Links(lostLinks), actions.Timeout(20*time.Second))
}

func send(ctx context.Context, sender *smtp.Sender, call actions.Call, args Args) (Result, error) {
	message, err := compose(sender, call, args)
	if err != nil {
		return Result{}, err
	}
	result := Result{MessageID: smtp.MessageID(call.Key, sender.Domain(message.From)), To: message.To[0].Address}
	if call.DryRun {
		return result, nil
	}
	if _, err := sender.Send(ctx, message); err != nil {
		return Result{}, err
	}
	result.Sent = true
	return result, nil
}

// compose makes the message, a function of the call and its arguments alone.
func compose(sender *smtp.Sender, call actions.Call, args Args) (smtp.Message, error) {
	from, err := sender.From(args.From)
	if err != nil {
		return smtp.Message{}, err
	}
	to, err := smtp.ContactAddress(args.To)
	if err != nil {
		return smtp.Message{}, err
	}
	if actions.Blank(args.Subject) || actions.Blank(args.Body.String()) {
		return smtp.Message{}, actions.Permanent(errors.New("the mail has no subject or no body: give the step a template, or both of them"))
	}
	text, html, err := render(args.Body)
	if err != nil {
		return smtp.Message{}, actions.Permanent(fmt.Errorf("the mail's body can't be made into HTML: %w", err))
	}
	return smtp.Message{
		Key: call.Key, Date: call.Now, From: from, To: []smtp.Address{to},
		Subject: args.Subject, Text: text, HTML: html,
	}, nil
}
