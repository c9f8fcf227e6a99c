package engine

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/expression"
	"github.com/tendhq/tend/engine/customer"
)

// maxEvent is how many bytes an event may have: it goes into the state of accounts, decisions and runs.
const maxEvent = 64 << 10

// checkEvent returns why the workspace refuses an event; empty if it doesn't. It brings the event's data into the form
// in which expressions compare values.
func checkEvent(w *dsl.Workspace, event *Event) string {
	if event.ID == "" {
		return "id is missing: give each event an ID of its own, so that sending it again changes nothing"
	}
	for _, id := range []struct{ field, value string }{{"id", event.ID}, {"source", event.Source}, {"type", event.Type}} {
		if err := customer.CheckID(id.value); err != nil {
			return id.field + " " + err.Error()
		}
	}
	switch {
	case event.Source == customer.SourceTend || strings.HasPrefix(event.Source, customer.SourceTend+":"):
		return fmt.Sprintf("source %q is the engine's own: name the system that the event comes from", event.Source)
	case event.Account == "":
		return "account is missing"
	case event.Time.IsZero():
		return "time is missing: give it as RFC 3339, such as 2026-04-01T09:00:00Z"
	}
	declared := w.Events[event.Type]
	if declared == nil {
		return fmt.Sprintf("type %q is not declared in the workspace%s", event.Type, suggestion(event.Type, names(w.Events)))
	}
	if declared.BuiltIn && emittedByEngine(event.Type) {
		return fmt.Sprintf("type %q is written by the engine alone: what it tells happens by itself", event.Type)
	}
	if declared.NeedsContact() && event.Contact == "" {
		return fmt.Sprintf("contact is missing: %q is about a contact", event.Type)
	}
	if size := customer.Weight(event.Data) + len(event.ID) + len(event.Source) + len(event.Contact); size > maxEvent {
		return fmt.Sprintf("the event has about %d KiB, more than the %d that it may have: leave out what no playbook reads", size>>10, maxEvent>>10)
	}
	event.Data = maps.Clone(event.Data)
	return checkData(declared, event.Data)
}

// checkData compares an event's data with its declared properties, and normalises it.
func checkData(declared *dsl.Event, data map[string]any) string {
	for _, name := range names(data) {
		property, ok := declared.Properties[name]
		if !ok {
			return fmt.Sprintf("data.%s is not declared for %q%s", name, declared.Name, suggestion(name, names(declared.Properties)))
		}
		if data[name] == nil {
			if !property.Optional {
				return fmt.Sprintf("data.%s is null: %q declares it, and not as optional", name, declared.Name)
			}
			continue
		}
		value, err := dsl.Normalise(property.Type, data[name])
		if err != nil {
			return fmt.Sprintf("data.%s: %s", name, err)
		}
		data[name] = value
	}
	for _, name := range names(declared.Properties) {
		if _, given := data[name]; !given && !declared.Properties[name].Optional {
			return fmt.Sprintf("data.%s is missing: %q declares it", name, declared.Name)
		}
	}
	return ""
}

// checkAccount compares an account with the declared attributes, and normalises them in place.
func checkAccount(w *dsl.Workspace, u AccountUpdate) error {
	if problems := checkSizes(u); len(problems) > 0 {
		return invalid(problems)
	}
	problems := checkAttributes("attributes", w.AccountAttributes, u.Attributes)
	seen := map[string]bool{}
	for i, contact := range u.Contacts {
		field := fmt.Sprintf("contacts[%d]", i)
		switch {
		case contact.ID == "":
			problems = append(problems, Problem{Field: field + ".id", Reason: "is missing"})
		case seen[contact.ID]:
			problems = append(problems, Problem{Field: field + ".id", Reason: fmt.Sprintf("%q stands twice", contact.ID)})
		}
		seen[contact.ID] = true
		if contact.Email != "" {
			if _, err := actions.ParseAddress(contact.Email); err != nil {
				problems = append(problems, Problem{Field: field + ".email", Reason: fmt.Sprintf("isn't a mail address, such as kenji@acme.example: %s", err)})
			}
		}
		problems = append(problems, checkAttributes(field+".attributes", w.ContactAttributes, contact.Attributes)...)
		if len(problems) > maxProblems {
			break
		}
	}
	return invalid(problems)
}

// checkAttributes compares attributes with their declarations, and normalises them in place.
func checkAttributes(field string, declared map[string]*dsl.Attribute, values map[string]any) []Problem {
	var problems []Problem
	for _, name := range names(values) {
		attribute := declared[name]
		if attribute == nil {
			problems = append(problems, Problem{Field: field + "." + name, Reason: "is not declared in the workspace" + suggestion(name, names(declared))})
			continue
		}
		if values[name] == nil {
			continue
		}
		t := attribute.Type
		if t.Kind == expression.String.Kind && len(attribute.Values) > 0 {
			t.Values = attribute.Values
		}
		value, err := dsl.Normalise(t, values[name])
		if err != nil {
			problems = append(problems, Problem{Field: field + "." + name, Reason: err.Error()})
			continue
		}
		values[name] = value
	}
	return problems
}

// names returns a map's keys in order.
func names[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// longestName is the length up to which a wrong name is compared with the known ones.
const longestName = 64

// suggestion returns the known name that a wrong one probably stands for, as the end of a sentence.
func suggestion(wrong string, known []string) string {
	if len(wrong) > longestName {
		return ""
	}
	if name := expression.Nearest(wrong, known); name != "" {
		return fmt.Sprintf("; did you mean %q?", name)
	}
	return ""
}
