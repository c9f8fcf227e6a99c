package meeting

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/actions/smtp"
)

// humanTime is how times stand in the text for people, in the calendar's zone.
const humanTime = "Mon 2 Jan 2006, 15:04 MST"

// invitation is a meeting that was placed.
type invitation struct {
	uid             string
	now, start, end time.Time
	organizer       smtp.Address
	attendees       []smtp.Address
	subject         string
	purpose         string
	agenda          actions.Markdown
}

// message returns one mail to all who are invited and to the organizer: the server takes it for all of them
// or for none, so that another attempt never reaches half of them twice.
func (inv invitation) message(call actions.Call) smtp.Message {
	return smtp.Message{
		Key: call.Key, Date: call.Now, From: inv.organizer, To: inv.recipients(),
		Subject: inv.subject, Text: inv.text(), Calendar: inv.calendar(),
	}
}

// recipients returns everyone once, in the order of the arguments with the organizer last.
func (inv invitation) recipients() []smtp.Address {
	var out []smtp.Address
	seen := map[string]bool{}
	for _, a := range append(append([]smtp.Address{}, inv.attendees...), inv.organizer) {
		if key := strings.ToLower(a.Address); !seen[key] {
			seen[key] = true
			out = append(out, a)
		}
	}
	return out
}

// text returns the invitation for readers without a calendar.
func (inv invitation) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\nWhen: %s to %s\nOrganizer: %s\n", inv.subject,
		inv.start.Format(humanTime), inv.end.Format(humanTime), display(inv.organizer))
	for _, a := range inv.attendees {
		fmt.Fprintf(&b, "Invited: %s\n", display(a))
	}
	if inv.purpose != "" {
		fmt.Fprintf(&b, "Purpose: %s\n", inv.purpose)
	}
	if agenda := strings.TrimSpace(inv.agenda.String()); agenda != "" {
		fmt.Fprintf(&b, "\n%s\n", agenda)
	}
	return b.String()
}

func display(a smtp.Address) string {
	if a.Name == "" {
		return a.Address
	}
	return a.Name + " <" + a.Address + ">"
}

// calendar returns the iCalendar request. Times are in UTC, so that no zone has to be described.
func (inv invitation) calendar() string {
	cal := ics.NewCalendar()
	cal.SetProductId("-//Tend//Tend//EN")
	cal.SetMethod(ics.MethodRequest)
	e := cal.AddEvent(inv.uid)
	e.SetDtStampTime(inv.now)
	e.SetStartAt(inv.start)
	e.SetEndAt(inv.end)
	e.SetSequence(0)
	e.SetStatus(ics.ObjectStatusConfirmed)
	e.SetSummary(inv.subject)
	if d := inv.description(); d != "" {
		e.SetDescription(d)
	}
	if inv.purpose != "" {
		e.AddProperty(ics.ComponentPropertyCategories, inv.purpose)
	}
	e.SetOrganizer(mailto(inv.organizer), commonName(inv.organizer)...)
	for _, a := range inv.attendees {
		e.AddAttendee(mailto(a), append(commonName(a), ics.CalendarUserTypeIndividual,
			ics.ParticipationRoleReqParticipant, ics.ParticipationStatusNeedsAction, ics.WithRSVP(true))...)
	}
	return cal.Serialize(ics.WithNewLine("\r\n"), ics.WithLineLength(75))
}

// tag is what begins a tag of HTML.
var tag = regexp.MustCompile(`<([A-Za-z/!?])`)

// description returns the agenda in the calendar. Some calendars take it for HTML, so that values have no tags.
func (inv invitation) description() string {
	agenda := inv.agenda.With(func(i int) string { return tag.ReplaceAllString(inv.agenda.Values[i], "‹$1") })
	return strings.TrimSpace(actions.Lines(agenda))
}

// mailto returns an address as a calendar has it, which is a URI.
func mailto(a smtp.Address) string {
	alone := smtp.Address{Address: a.Address}
	return "mailto:" + url.PathEscape(strings.Trim(alone.String(), "<>"))
}

// commonName returns the name beside an address. What would need quotes there is put in other characters,
// as the readers of calendars disagree about escapes in parameters.
func commonName(a smtp.Address) []ics.PropertyParameter {
	name := strings.NewReplacer("'", "’", `"`, "”", ",", " ", ";", " ", ":", " ", `\`, " ").Replace(a.Name)
	if name = actions.OneLine(name); name == "" {
		return nil
	}
	return []ics.PropertyParameter{ics.WithCN(name)}
}
