package meeting

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/actions/smtp"
)

// Kind is the word after `action` in a playbook.
const Kind = "meeting"

// maxLength is the longest meeting: longer ones fit into no day's business hours.
const maxLength = 24 * time.Hour

// Args are the arguments of the action.
type Args struct {
	Organizer string            `tend:"organizer,required,member" doc:"Whose meeting it is; the invitation comes from here. Where it gives nobody, the team's lead, else the playbook's owner." example:"\"{{ account.csm }}\""`
	Attendees []actions.Contact `tend:"attendees,required" doc:"Who is invited: all of them to one meeting." example:"\"{{ contacts.champions }}\""`
	Duration  actions.Duration  `tend:"duration" doc:"How long it takes: a minute at least, and no longer than the business hours of a day; 30m when absent." example:"\"30m\""`
	Within    actions.Due       `tend:"within" doc:"When it must be over at the latest. People get a notice of an hour, so it can be no shorter than that and the meeting." example:"\"5 business days\""`
	Subject   string            `tend:"subject,required" doc:"The meeting's title." example:"\"Check-up with {{ account.name }}\""`
	Purpose   string            `tend:"purpose" doc:"A word that its events carry, such as kickoff or visit." example:"\"checkup\""`
	Agenda    actions.Markdown  `tend:"agenda,text" doc:"What it is about, sent as it is written." example:"file(\"agenda.md\")"`
}

// Result is what an invitation leaves among the step's results.
type Result struct {
	StartsAt time.Time `tend:"starts_at" doc:"When the meeting begins."`
	EndsAt   time.Time `tend:"ends_at" doc:"When it ends."`
	UID      string    `tend:"uid" doc:"The invitation's UID."`
}

// New defines the action, which mails its invitations through the sender.
func New(sender *smtp.Sender) (actions.Definition, error) {
	if sender == nil {
		return actions.Definition{}, errors.New("the action \"meeting\" needs a sender of mail")
	}
	do := func(ctx context.Context, call actions.Call, args Args) (Result, error) {
		return request(ctx, sender, call, args)
	}
	return actions.Define(Kind, "Invites contacts to a meeting at the first time inside business hours.", do,
		actions.Rule(placeable), actions.SentFrom("organizer"), actions.AnsweredBy("meeting.accepted", "accepted"), actions.Emits("meeting.requested"), actions.Timeout(20*time.Second))
}

// placeable is the rule of the arguments: there is a day with business hours for the meeting, and time for
// it between the notice that people get and the end.
func placeable(args Args, known actions.Known) error {
	length, whole := args.length(), actions.Duration(time.Minute)
	switch {
	case known.Given["duration"] && args.Duration < whole:
		return fmt.Errorf("a meeting of %s is shorter than a minute", args.Duration)
	case length > maxLength:
		return fmt.Errorf("a meeting of %s is longer than a day", args.Duration)
	case known.Later["duration"]:
		length = whole.Std()
	}
	in := args.Within.In
	if in != nil && args.Within.Business && in.Std() < length {
		return fmt.Errorf("a meeting of %s has no room in %s of business hours: allow as many at the least", actions.Duration(length), in)
	}
	if in != nil && !args.Within.Business && in.Std() < minLeadTime+length {
		return fmt.Errorf("a meeting of %s can't be over within %s, as people get a notice of %s: allow %s at the least",
			actions.Duration(length), in, actions.Duration(minLeadTime), actions.Duration(minLeadTime+length))
	}
	if known.Hours == nil {
		return nil // A call without a calendar says so.
	}
	if start := known.Hours.NextSlot(time.Unix(0, 0), length); !inside(known.Hours, start, length) {
		return fmt.Errorf("the business hours have no room for a meeting of %s on any day: shorten it", actions.Duration(length))
	}
	return nil
}

// length returns how long the meeting takes.
func (a Args) length() time.Duration {
	if a.Duration == 0 {
		return defaultLength
	}
	return a.Duration.Std()
}

func request(ctx context.Context, sender *smtp.Sender, call actions.Call, args Args) (Result, error) {
	inv, err := plan(sender, call, args)
	if err != nil {
		return Result{}, err
	}
	result := Result{StartsAt: inv.start, EndsAt: inv.end, UID: inv.uid}
	if call.DryRun {
		return result, nil
	}
	if _, err := sender.Send(ctx, inv.message(call)); err != nil {
		return Result{}, err
	}
	return result, nil
}

// plan works out all of the invitation from the call and its arguments.
func plan(sender *smtp.Sender, call actions.Call, args Args) (invitation, error) {
	organizer, err := sender.From(args.Organizer)
	if err != nil {
		return invitation{}, err
	}
	inv := invitation{
		uid: smtp.MessageID("meeting\x00"+call.Key, sender.Domain(organizer)), now: call.Now, organizer: organizer,
		subject: actions.OneLine(args.Subject), purpose: actions.OneLine(args.Purpose), agenda: args.Agenda,
	}
	for _, c := range args.Attendees {
		a, err := smtp.ContactAddress(c)
		if err != nil {
			return invitation{}, err
		}
		inv.attendees = append(inv.attendees, a)
	}
	inv.start, inv.end, err = slot(call, args.length(), args.Within.Time)
	return inv, err
}
