package dsl

import (
	"errors"
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/diag"
)

// Calendar is declared business hours.
type Calendar struct {
	Name  string
	Hours *calendar.Calendar
	Range diag.Range
	// config is what Hours was made of, for the workspace's hash.
	config calendar.Config
	// used says that something counts on it.
	used bool
}

var calendarSchema = &schema{
	word: "calendar", doc: "Business hours: when business time, such as \"2 business days\", passes. A workspace says which it counts on.",
	labels: []string{"NAME"},
	attrs: []attr{
		{name: "weekdays", kind: kindStrings, def: `["mon", "tue", "wed", "thu", "fri"]`, example: `["mon", "tue", "wed", "thu"]`, doc: "The working days: mon, tue, wed, thu, fri, sat and sun."},
		{name: "hours", kind: kindString, def: `"09:00-18:00"`, example: `"08:30-17:00"`, doc: "When work begins and ends on each of them, in the workspace's zone."},
		{name: "holidays", kind: kindString, example: `"jp"`, doc: "The country whose national holidays are days without work, by its ISO code."},
		{name: "closed", kind: kindStrings, example: `["2026-05-01", "2026-12-29..2027-01-03"]`, doc: "Other days without work: a day, or a range with both its ends."},
		{name: "description", kind: kindString, example: `"The office in Tokyo."`, doc: "What it is, for people."},
	},
	example: `calendar "office" {
  weekdays = ["mon", "tue", "wed", "thu", "fri"]
  hours    = "09:00-18:00"
  holidays = "jp"
  closed   = ["2026-12-29..2027-01-03"]
}`,
}

func (l *loader) calendar(src *hclsyntax.Block) {
	b := l.open(src, calendarSchema)
	if b == nil || !l.declare("calendar", b.name(), b.nameRange()) {
		return
	}
	b.description()
	c := &Calendar{Name: b.name(), Range: b.head(), config: calendar.Config{
		Zone: l.ws.Hours.Zone(), Weekdays: []string{"mon", "tue", "wed", "thu", "fri"}, Hours: "09:00-18:00",
		Holidays: b.str("holidays"), Closed: b.strs("closed"),
	}}
	if days := b.strs("weekdays"); days != nil {
		c.config.Weekdays = days
	}
	if hours := b.str("hours"); hours != "" {
		c.config.Hours = hours
	}
	var err error
	if c.Hours, err = calendar.New(c.config); err != nil {
		b.mistakes(err)
		c.Hours = l.ws.Hours
	}
	l.ws.Calendars[c.Name] = c
}

// mistakes reports what is wrong with the fields of a calendar, each at its place.
func (b *block) mistakes(err error) {
	var m *calendar.Mistake
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, err := range joined.Unwrap() {
			b.mistakes(err)
		}
	} else if errors.As(err, &m) {
		b.l.Errorf(diag.CodeValue, b.itemAt(m.Field, m.Index), "Not business hours", "%s.", m.Detail)
	}
}

// content is what decides of the calendar.
func (c *Calendar) content() any {
	return content{
		"weekdays": sortedCopy(c.config.Weekdays), "hours": c.config.Hours,
		"holidays": c.config.Holidays, "closed": sortedCopy(c.config.Closed),
	}
}

func sortedCopy(all []string) []string { return slices.Sorted(slices.Values(all)) }

// workspaceCalendar takes the calendar that the workspace names.
func (l *loader) workspaceCalendar(b *block) {
	if c := l.calendarRef(b, "calendar"); c != nil {
		l.ws.Hours = c.Hours
		l.ws.Calendar = c.Name
	}
}

// calendarRef reads an attribute that names a calendar; nil when it is absent or unknown.
func (l *loader) calendarRef(b *block, name string) *Calendar {
	s := b.str(name)
	if s == "" {
		return nil
	}
	c := l.ws.Calendars[s]
	if c == nil {
		l.Errorf(diag.CodeUnknownReference, b.at(name), "Unknown calendar", "There is no calendar %q. %s", s, diag.Suggest(s, names(l.ws.Calendars)))
		return nil
	}
	c.used = true
	return c
}

// checkCalendars warns of calendars that nothing counts on.
func (l *loader) checkCalendars() {
	for _, name := range names(l.ws.Calendars) {
		if c := l.ws.Calendars[name]; !c.used {
			l.Warnf(diag.CodeNoEffect, c.Range, "Calendar that nothing counts on",
				"Business time is counted on the calendar that the workspace names: write calendar = %q in its block, or name it where members or limits have one of their own.", name)
		}
	}
}
