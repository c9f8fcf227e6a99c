package engine

import (
	"crypto/rand"
	"slices"
	"strings"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// blank is what stands in texts instead of what was forgotten.
const blank = "(forgotten)"

// The lengths from which on a text is looked for within others: one that names the contact, and one that an event of
// the contact has said.
const (
	shortestName  = 3
	shortestSaid  = 6
	longestSought = 4096
)

// redactor takes a contact out of values and texts, and nothing of anybody else: names of fields, words that the
// workspace declares and the lengths of lists stay, and so does what is another's. What the account, other contacts and
// their events say of themselves loses only what names the contact alone; what the engine made of it loses all that is
// the contact's.
type redactor struct {
	sought
	// seq is the last entry that was learned from.
	seq int64
	// named finds what names the contact, and within that and all else that is looked for in texts.
	named, within *termMatcher
}

// sought is what a redactor looks for, as it is kept for as long as that takes.
type sought struct {
	Account string `json:"account"`
	Contact string `json:"contact"`
	// Declared is the workspace's words, and Fields what a contact has.
	Declared map[string]bool `json:"declared"`
	Fields   map[string]bool `json:"fields"`
	// Identifiers is the contact's names and addresses.
	Identifiers map[string]bool `json:"called"`
	// Said is what nobody but events of the contact have said.
	Said map[string]bool `json:"said"`
	// Names is what names the contact, and Weak what is looked for only where nobody else speaks.
	Names []term `json:"names"`
	Weak  []term `json:"weak"`
}

// redactor returns one that looks for it.
func (s sought) redactor() *redactor {
	return &redactor{sought: s, named: newTermMatcher(s.Names), within: newTermMatcher(slices.Concat(s.Names, s.Weak))}
}

// newRedactor learns from an account and its log what is the contact's alone.
func newRedactor(w *dsl.Workspace, from store.Reader, state *customer.State, contact string) (*redactor, error) {
	l := newNameCollector(w, state.Account, contact)
	log := func(learn func(customer.Entry)) error {
		return readLog(from, state.Account, 0, nil, func(e customer.Entry) bool {
			learn(e)
			return true
		})
	}
	now := stateEntry(state)
	l.own(now)
	if err := log(l.own); err != nil {
		return nil, err
	}
	l.others(now)
	err := log(l.others)
	r := l.redactor()
	r.seq = state.Seq
	return r, err
}

// is reports whether an object is the contact: it has only what contacts have and, where the ID could be anything's, the
// contact's name or address.
func (r *redactor) is(fields map[string]any) bool {
	if fields["id"] != r.Contact || !r.isContact(fields) {
		return false
	}
	return seekable(r.Contact) && r.Contact != r.Account || r.Identifiers[word(fields["name"])] || r.Identifiers[word(fields["email"])]
}

func word(v any) string {
	text, _ := v.(string)
	return text
}

func (r *redactor) isContact(fields map[string]any) bool {
	for name := range fields {
		if !r.Fields[name] {
			return false
		}
	}
	return fields["id"] != nil
}

// about reports whether an object is an event of the contact.
func (r *redactor) about(fields map[string]any) bool {
	c, _ := fields["contact"].(map[string]any)
	return isEvent(fields) && c != nil && c["id"] == r.Contact
}

func isEvent(fields map[string]any) bool { return fields["type"] != nil && fields["time"] != nil }

// Entry returns the data of an entry about somebody else as it may stay.
func (r *redactor) Entry(e customer.Entry) map[string]any {
	if e.Data == nil {
		return nil
	}
	kept := make(map[string]any, len(e.Data))
	for name, value := range e.Data {
		list, isList := value.([]any)
		if e.Type == customer.TypeAccountUpdated && name == "contacts" && isList {
			kept[name] = r.contacts(list)
		} else {
			kept[name] = r.Own(value)
		}
	}
	return kept
}

// contacts returns the other ones of a list of contacts.
func (r *redactor) contacts(list []any) []any {
	kept := []any{}
	for _, item := range list {
		c, _ := item.(map[string]any)
		if c["id"] != r.Contact {
			kept = append(kept, r.other(c))
		}
	}
	return kept
}

// other returns another contact, whose ID, name and address are its own whatever they are.
func (r *redactor) other(c map[string]any) map[string]any { return r.except(c, "id", "name", "email") }

// except returns an object with its values as they may stay, but those of some names as they are.
func (r *redactor) except(v map[string]any, names ...string) map[string]any {
	kept := make(map[string]any, len(v))
	for name, value := range v {
		if !slices.Contains(names, name) {
			value = r.Own(value)
		}
		kept[name] = value
	}
	return kept
}

// Own returns a value of the account, another contact or their events as it may stay.
func (r *redactor) Own(v any) any {
	return eachOf(v, r.own, func(map[string]any) (any, bool) { return nil, false })
}

// Value returns a value that the engine made as it may stay: without the contact, without what the contact's events say, and
// with texts in which neither stands.
func (r *redactor) Value(v any) any { return eachOf(v, r.text, r.keep) }

// keep returns what stays of objects that are somebody or something; the values of others are taken one by one.
func (r *redactor) keep(v map[string]any) (any, bool) {
	written, isWritten := v["written"].([]any)
	values, hasValues := v["values"].([]any)
	switch {
	case r.is(v):
		return nil, true
	case r.about(v):
		return map[string]any{"type": v["type"], "time": v["time"]}, true
	case isEvent(v) && v["id"] != nil:
		return r.event(v), true
	case r.isContact(v) && v["id"] != r.Contact && len(v) > 1:
		return r.other(v), true
	case isWritten && hasValues && len(v) == 2 && len(written) == len(values)+1:
		return map[string]any{"written": written, "values": r.Value(values)}, true
	}
	return nil, false
}

// event returns another's event as expressions see it.
func (r *redactor) event(v map[string]any) map[string]any { return r.except(v, "id", "type", "time") }

// eachOf returns a JSON value with other texts. Objects that are the contact go from lists; no other list gets shorter.
func eachOf(v any, text func(string) string, keep func(map[string]any) (any, bool)) any {
	switch v := v.(type) {
	case string:
		return text(v)
	case []any:
		kept := []any{}
		for _, item := range v {
			now := eachOf(item, text, keep)
			if _, isObject := item.(map[string]any); !isObject || now != nil {
				kept = append(kept, now)
			}
		}
		return kept
	case map[string]any:
		if v == nil {
			return v
		}
		if now, is := keep(v); is {
			return now
		}
		kept := make(map[string]any, len(v))
		for name, value := range v {
			kept[name] = eachOf(value, text, keep)
		}
		return kept
	}
	return v
}

// Key returns a value that was counted, or that tells enrolments apart, as it may stay.
func (r *redactor) Key(text string) string {
	if r.Said[text] {
		return blank
	}
	return r.own(text)
}

// own returns a text of somebody else as it may stay.
func (r *redactor) own(text string) string {
	if r.Declared[text] {
		return text
	}
	return r.named.blank(text)
}

// text returns a text that the engine made as it may stay.
func (r *redactor) text(text string) string {
	switch {
	case r.Declared[text]:
		return text
	case r.Said[text]:
		return blank
	}
	return r.within.blank(text)
}

// mentions reports whether a value isn't as it may stay.
func (r *redactor) mentions(v any) bool {
	found := false
	eachText(v, func(text string) { found = found || r.text(text) != text })
	return found
}

// eachText yields the texts in a value.
func eachText(v any, yield func(string)) {
	switch v := v.(type) {
	case string:
		if v != "" {
			yield(v)
		}
	case map[string]any:
		for _, value := range v {
			eachText(value, yield)
		}
	case []any:
		for _, value := range v {
			eachText(value, yield)
		}
	}
}

// somebody returns whom entries are about whose contact was forgotten.
func somebody() string { return "forgotten-" + strings.ToLower(rand.Text()[:12]) }
