package mailbox

import (
	"net/url"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
)

// invitation is a calendar part made readable.
type invitation struct {
	Method, UID, Summary, Organizer, Description string
	Start, End                                   time.Time
	Attendees                                    []string
}

// readInvitation reads the first event of a calendar part; nil when there is none.
func readInvitation(calendar string) *invitation {
	if calendar == "" {
		return nil
	}
	cal, err := ics.ParseCalendar(strings.NewReader(calendar))
	if err != nil || len(cal.Events()) == 0 {
		return nil
	}
	e := cal.Events()[0]
	inv := &invitation{
		UID:         e.Id(),
		Summary:     property(e, ics.ComponentPropertySummary),
		Description: property(e, ics.ComponentPropertyDescription),
	}
	for _, p := range cal.CalendarProperties {
		if p.IANAToken == string(ics.PropertyMethod) {
			inv.Method = p.Value
		}
	}
	inv.Start, _ = e.GetStartAt()
	inv.End, _ = e.GetEndAt()
	if p := e.GetProperty(ics.ComponentPropertyOrganizer); p != nil {
		inv.Organizer = person(p.BaseProperty)
	}
	for _, a := range e.Attendees() {
		inv.Attendees = append(inv.Attendees, person(a.BaseProperty)+status(a))
	}
	return inv
}

func property(e *ics.VEvent, name ics.ComponentProperty) string {
	if p := e.GetProperty(name); p != nil {
		return p.Value
	}
	return ""
}

func person(p ics.BaseProperty) string {
	address := strings.TrimPrefix(p.Value, "mailto:")
	if plain, err := url.PathUnescape(address); err == nil {
		address = plain
	}
	if names := p.ICalParameters[string(ics.ParameterCn)]; len(names) > 0 && names[0] != "" {
		return names[0] + " <" + address + ">"
	}
	return address
}

func status(a *ics.Attendee) string {
	if s := a.ParticipationStatus(); s != "" {
		return " (" + strings.ToLower(string(s)) + ")"
	}
	return ""
}
