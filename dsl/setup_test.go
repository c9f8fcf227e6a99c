package dsl_test

import (
	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/actions/email"
	"github.com/tendhq/tend/actions/smtp"
)

// testActions are definitions in the form of the real ones.
func testActions() []actions.Definition {
	required := func(name string, kind actions.Kind) actions.Field {
		return actions.Field{Name: name, Kind: kind, Required: true, Doc: "it is the point."}
	}
	optional := func(name string, kind actions.Kind) actions.Field {
		return actions.Field{Name: name, Kind: kind}
	}
	all := []actions.Definition{
		{
			Kind: "email", Recipients: "to", Sender: "from", Answer: &actions.Answer{Event: "email.replied", As: "replied"},
			Args: actions.Schema{Fields: []actions.Field{
				required("to", actions.KindContacts), optional("from", actions.KindMember),
				optional("subject", actions.KindString), optional("body", actions.KindText), optional("template", actions.KindTemplate),
			}},
			Result: actions.Schema{Fields: []actions.Field{{Name: "sent", Kind: actions.KindBool}, {Name: "message_id", Kind: actions.KindString}}},
		},
		{
			Kind: "task", Answer: &actions.Answer{Event: "task.completed", As: "done"},
			Args: actions.Schema{Fields: []actions.Field{
				required("title", actions.KindString), optional("assignee", actions.KindMember), optional("due", actions.KindDue),
				optional("body", actions.KindText), optional("answers", actions.KindAnswers),
			}},
			Result: actions.Schema{Fields: []actions.Field{{Name: "task", Kind: actions.KindString}}},
		},
		{
			Kind: "meeting", Answer: &actions.Answer{Event: "meeting.accepted", As: "accepted"},
			Args: actions.Schema{Fields: []actions.Field{
				required("organizer", actions.KindMember), required("attendees", actions.KindContacts),
				{Name: "duration", Kind: actions.KindDuration, Example: `"30m"`},
				optional("within", actions.KindDue), required("subject", actions.KindString),
				optional("purpose", actions.KindString), optional("agenda", actions.KindText),
			}},
			Result: actions.Schema{Fields: []actions.Field{{Name: "starts_at", Kind: actions.KindTime}}},
		},
		{
			Kind: "message", Recipients: "to",
			Args: actions.Schema{Fields: []actions.Field{
				required("to", actions.KindContacts), optional("channels", actions.KindStrings), optional("template", actions.KindTemplate),
				optional("subject", actions.KindString), optional("body", actions.KindText),
			}},
		},
		{
			Kind: "note",
			Args: actions.Schema{Fields: []actions.Field{
				required("text", actions.KindString), optional("count", actions.KindNumber), optional("urgent", actions.KindBool),
				optional("labels", actions.KindStrings), optional("data", actions.KindAny),
			}},
		},
	}
	if mail, err := email.New(new(smtp.Sender)); err == nil {
		actions.Links(mail.LostLinks)(&all[0])
	}
	return all
}
