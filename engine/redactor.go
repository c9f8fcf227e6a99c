package engine

import (
	"crypto/rand"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

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

// redactor takes a contact out of values and texts.
type redactor struct {
	account, contact string
	// seq is the last entry that was learned from.
	seq int64
	// names is what stands for the contact: ID, name and its parts, e-mail address, attributes that nobody else of the
	// account has. said is what nobody but events of the contact have said, within the long one of it.
	names  []string
	said   map[string]bool
	within *strings.Replacer
}

// newRedactor learns from an account and its log what is the contact's alone.
func newRedactor(w *dsl.Workspace, from store.Reader, state *customer.State, contact string) (*redactor, error) {
	r := &redactor{account: state.Account, contact: contact, seq: state.Seq, said: map[string]bool{}}
	entries := func(yield func(customer.Entry) bool) error { return from.Entries(state.Account, 0, nil, yield) }
	names, others := map[string]bool{}, map[string]bool{}
	learn := func(c map[string]any) {
		for _, text := range []any{c["name"], c["email"]} {
			names[word(text)] = true
		}
		attributes, _ := c["attributes"].(map[string]any)
		for name, value := range attributes {
			if a := w.ContactAttributes[name]; a == nil || len(a.Values) == 0 {
				eachText(value, func(text string) { r.said[text] = true })
			}
		}
	}
	if c, is := state.Contacts[contact]; is {
		learn(map[string]any{"name": c.Name, "email": c.Email, "attributes": c.Attributes})
	}
	err := entries(func(e customer.Entry) bool {
		list, _ := e.Data["contacts"].([]any)
		for _, item := range list {
			if c, ok := item.(map[string]any); ok && e.Type == customer.TypeAccountUpdated && c["id"] == contact {
				learn(c)
			}
		}
		if e.Contact == contact {
			r.said[e.ID] = true
			eachText(e.Data, func(text string) { r.said[text] = true })
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	err = entries(func(e customer.Entry) bool {
		if e.Contact != contact {
			others[e.ID], others[e.Source] = true, true
			eachText(r.others(e.Data), func(text string) { others[text] = true })
		}
		return true
	})
	for text := range others {
		delete(r.said, text)
	}
	r.seek(names, others)
	return r, err
}

// others is a value without the contact.
func (r *redactor) others(v any) any {
	switch v := v.(type) {
	case map[string]any:
		if r.is(v) {
			return nil
		}
		kept := map[string]any{}
		for name, value := range v {
			kept[name] = r.others(value)
		}
		return kept
	case []any:
		var kept []any
		for _, value := range v {
			kept = append(kept, r.others(value))
		}
		return kept
	}
	return v
}

// seek settles what is looked for within texts, the longest first.
func (r *redactor) seek(names, others map[string]bool) {
	for name := range maps.Clone(names) {
		for _, part := range strings.Fields(name) {
			if !others[part] {
				names[part] = true
			}
		}
	}
	if r.contact != r.account {
		names[r.contact] = true
	}
	var long []string
	for text := range r.said {
		if len(text) >= shortestSaid && len(text) <= longestSought {
			long = append(long, text)
		}
	}
	maps.DeleteFunc(names, func(name string, _ bool) bool {
		return utf8.RuneCountInString(name) < shortestName || strings.Trim(name, "0123456789") == ""
	})
	longest := func(a, b string) int { return len(b) - len(a) }
	r.names = slices.SortedFunc(maps.Keys(names), longest)
	slices.SortFunc(long, longest)
	var pairs []string
	for _, text := range long {
		pairs = append(pairs, text, blank)
	}
	r.within = strings.NewReplacer(pairs...)
}

func word(v any) string {
	text, _ := v.(string)
	return text
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

// is says whether an object is the contact.
func (r *redactor) is(fields map[string]any) bool {
	_, isEvent := fields["type"]
	return fields["id"] == r.contact && !isEvent
}

// about says whether an object is an event of the contact.
func (r *redactor) about(fields map[string]any) bool {
	c, _ := fields["contact"].(map[string]any)
	_, isEvent := fields["type"]
	return isEvent && c != nil && r.is(c)
}

// value is a JSON value as it may stay: without the contact, without what the contact's events say, and with texts in
// which neither stands.
func (r *redactor) value(v any) any {
	switch v := v.(type) {
	case string:
		return r.text(v)
	case []any:
		kept := []any{}
		for _, item := range v {
			if fields, ok := item.(map[string]any); ok && r.is(fields) || item == r.contact && r.contact != r.account {
				continue
			}
			kept = append(kept, r.value(item))
		}
		return kept
	case map[string]any:
		return r.fields(v)
	}
	return v
}

func (r *redactor) fields(v map[string]any) any {
	switch {
	case v == nil:
		return v
	case r.is(v):
		return nil
	case r.about(v):
		return map[string]any{"type": v["type"], "time": v["time"]}
	}
	kept := make(map[string]any, len(v))
	for name, value := range v {
		kept[r.text(name)] = r.value(value)
	}
	return kept
}

// text is a text as it may stay.
func (r *redactor) text(text string) string {
	if r.said[text] || text == r.contact && r.contact != r.account {
		return blank
	}
	text = r.within.Replace(text)
	for _, name := range r.names {
		text = replaceWord(text, name)
	}
	return text
}

// mentions says whether a value isn't as it may stay.
func (r *redactor) mentions(v any) bool {
	found := false
	eachText(v, func(text string) { found = found || r.text(text) != text })
	return found
}

// replaceWord blanks a word wherever it isn't a part of another.
func replaceWord(text, word string) string {
	var out strings.Builder
	for {
		i := strings.Index(text, word)
		if i < 0 {
			out.WriteString(text)
			return out.String()
		}
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		first, _ := utf8.DecodeRuneInString(word)
		last, _ := utf8.DecodeLastRuneInString(word)
		after, _ := utf8.DecodeRuneInString(text[i+len(word):])
		out.WriteString(text[:i])
		if joins(before, first) || joins(last, after) {
			out.WriteString(word)
		} else {
			out.WriteString(blank)
		}
		text = text[i+len(word):]
	}
}

// joins says whether two runes beside each other are of one word, in scripts that set words apart.
func joins(a, b rune) bool {
	in := func(r rune) bool { return unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Nd) }
	return in(a) && in(b)
}

// somebody is whom entries are about whose contact was forgotten.
func somebody() string { return "forgotten-" + strings.ToLower(rand.Text()[:12]) }
