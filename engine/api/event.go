package api

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tendhq/tend/dsl/expression"
	"github.com/tendhq/tend/engine"
)

// DefaultSource is the source of events that name none.
const DefaultSource = "api"

// Event is an event as clients send it. It documents the form; parseEvent reads it, because a fault in
// one event of a batch must not stop the others.
type Event struct {
	ID      string         `json:"id" maxLength:"200" doc:"Names the event within its source; the same again changes nothing." minLength:"1"`
	Source  string         `json:"source,omitempty" maxLength:"200" nullable:"true" doc:"Who says so; \"api\" when absent."`
	Type    string         `json:"type" doc:"An event that the workspace declares." example:"login" minLength:"1"`
	Account string         `json:"account" maxLength:"200" doc:"The account's ID." minLength:"1"`
	Contact string         `json:"contact,omitempty" maxLength:"200" nullable:"true" doc:"The ID of the contact whom it is about."`
	Time    time.Time      `json:"time" doc:"When it happened, with its offset from UTC, to the microsecond: further digits of a fraction are cut, so that times that differ in them alone are the same; no longer ago than the workspace's retention."`
	Data    map[string]any `json:"data,omitempty" nullable:"true" doc:"The event's properties; with them it has 64 KiB at most."`
}

// eventFields is the names of an event's fields, in the order in which faults are told.
func eventFields() []string {
	return []string{"id", "source", "type", "account", "contact", "time", "data"}
}

// parseEvent reads one event. Its error names each field that is wrong.
func parseEvent(raw []byte) (engine.Event, error) {
	var e engine.Event
	fields, err := parseObject(raw)
	if err != nil {
		return e, err
	}
	p := eventParser{fields: fields}
	p.refuseUnknown()
	e.ID = p.text("id", true)
	e.Source = p.text("source", false)
	e.Type = p.text("type", true)
	e.Account = p.text("account", true)
	e.Contact = p.text("contact", false)
	e.Time = p.instant("time")
	e.Data = p.object("data")
	if e.Source == "" {
		e.Source = DefaultSource
	}
	if len(p.problems) > 0 {
		return engine.Event{}, errors.New(strings.Join(p.problems, "; "))
	}
	return e, nil
}

func parseObject(raw []byte) (map[string]any, error) {
	value, wrong := read(raw)
	if wrong != nil {
		return nil, wrong
	}
	fields, ok := value.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("an event is an object, this is %s", kindOf(value))
	}
	return fields, nil
}

// eventParser reads fields one by one and keeps what is wrong with them.
type eventParser struct {
	fields   map[string]any
	problems []string
}

func (p *eventParser) fault(field, format string, args ...any) {
	p.problems = append(p.problems, field+": "+fmt.Sprintf(format, args...))
}

// maxFaults is how many unknown fields of an event are told.
const maxFaults = 10

func (p *eventParser) refuseUnknown() {
	known := eventFields()
	var unknown []string
	for name := range p.fields {
		if !slices.Contains(known, name) {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	for i, name := range unknown {
		if i == maxFaults {
			p.problems = append(p.problems, fmt.Sprintf("and %d more unknown fields", len(unknown)-i))
			return
		}
		if n := expression.Nearest(name, known); n != "" {
			p.fault(excerpt(name), "unknown field, did you mean %q?", n)
			continue
		}
		p.fault(excerpt(name), "unknown field: an event has %s; its properties go into data", strings.Join(known, ", "))
	}
}

func (p *eventParser) text(field string, required bool) string {
	value := p.fields[field]
	if value == nil {
		if required {
			p.fault(field, "is required")
		}
		return ""
	}
	s, ok := value.(string)
	if !ok {
		p.fault(field, "must be a string, not %s", kindOf(value))
		return ""
	}
	if s == "" {
		p.fault(field, "must not be empty")
	}
	return s
}

func (p *eventParser) instant(field string) time.Time {
	value := p.fields[field]
	if value == nil {
		p.fault(field, "is required, as RFC 3339: 2026-04-01T09:00:00+09:00")
		return time.Time{}
	}
	s, ok := value.(string)
	if !ok {
		p.fault(field, "must be a string as RFC 3339, such as 2026-04-01T09:00:00+09:00, not %s", kindOf(value))
		return time.Time{}
	}
	t, err := expression.ParseTime(s)
	switch {
	case err != nil:
		p.fault(field, "must be RFC 3339 with an offset, such as 2026-04-01T09:00:00+09:00, not %q", excerpt(s))
	case t.Year() <= 1:
		p.fault(field, "is in the year %d, as programs write a time that isn't set: say when it happened", t.Year())
	}
	return t
}

func (p *eventParser) object(field string) map[string]any {
	value := p.fields[field]
	data, ok := value.(map[string]any)
	if !ok && value != nil {
		p.fault(field, "must be an object, not %s", kindOf(value))
	}
	return data
}

// jsonKind names a value's kind by its first byte.
func jsonKind(raw []byte) string {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 {
		return "nothing"
	}
	switch raw[0] {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "a string"
	case 't', 'f':
		return "a boolean"
	case 'n':
		return "null"
	}
	return "a number"
}

// excerpt keeps what a client sent short enough to be told back.
func excerpt(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}
