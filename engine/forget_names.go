package engine

import (
	"maps"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/customer"
)

// nameCollector collects what identifies a contact and nobody else: first what the contact has, then which of it
// others have.
type nameCollector struct {
	account, contact string
	declared, fields map[string]bool
	// ids, names and mails are what the contact is called, said what only the contact has said so far.
	ids, names, mails, said map[string]bool
	// theirs is what others are called, mailsToo the addresses that others know.
	theirs, mailsToo map[string]bool
	// common is words that are others' as well: those of their names, and those that are declared.
	common map[string]bool
	// single is what the contact has said that is one word, in lower case.
	single map[string][]string
	within map[string]bool
	// playbookWords is the words of the playbooks.
	playbookWords map[string]bool
}

func newNameCollector(w *dsl.Workspace, account, contact string) *nameCollector {
	l := &nameCollector{
		account: account, contact: contact, declared: declared(w), fields: map[string]bool{},
		ids: map[string]bool{contact: true}, names: map[string]bool{}, mails: map[string]bool{}, said: map[string]bool{},
		theirs: map[string]bool{account: true}, mailsToo: map[string]bool{}, common: map[string]bool{},
		single: map[string][]string{}, within: map[string]bool{}, playbookWords: playbookWords(w),
	}
	for word := range l.declared {
		l.use(word)
	}
	for _, name := range []string{"id", "name", "email", "locale", "attributes"} {
		l.fields[name] = true
	}
	for name := range w.ContactAttributes {
		l.fields[name] = true
	}
	return l
}

// stateEntry returns what is known of an account as the update that would say it.
func stateEntry(state *customer.State) customer.Entry {
	var contacts []any
	for _, c := range state.Contacts {
		contacts = append(contacts, map[string]any{"id": c.ID, "name": c.Name, "email": c.Email, "attributes": c.Attributes})
	}
	return customer.Entry{Type: customer.TypeAccountUpdated, Data: map[string]any{
		"name": state.Name, "attributes": state.Attributes, "contacts": contacts,
	}}
}

// contactsOf returns the contacts that an update names.
func contactsOf(e customer.Entry) (all []map[string]any) {
	list, _ := e.Data["contacts"].([]any)
	for _, item := range list {
		if c, ok := item.(map[string]any); ok && e.Type == customer.TypeAccountUpdated {
			all = append(all, c)
		}
	}
	return all
}

// own collects what an entry says of the contact.
func (l *nameCollector) own(e customer.Entry) {
	for _, c := range contactsOf(e) {
		attributes, _ := c["attributes"].(map[string]any)
		for name := range attributes {
			l.fields[name] = true
		}
		if c["id"] == l.contact {
			eachText(c["name"], func(text string) { l.names[text] = true })
			eachText(c["email"], func(text string) { l.mails[text] = true })
			eachText(attributes, l.say)
		}
	}
	if e.Contact == l.contact {
		l.say(e.ID)
		eachText(e.Data, l.say)
	}
}

// say notes a text of the contact's.
func (l *nameCollector) say(text string) {
	if text == "" || l.said[text] || l.declared[text] {
		return
	}
	l.said[text] = true
	if len(text) < shortestSaid || len(text) > longestSought {
		return
	}
	l.within[text] = true
	if words := words(text); len(words) == 1 && len(words[0]) == len(text) {
		l.single[fold(text)] = append(l.single[fold(text)], text)
		if l.playbookWords[fold(text)] {
			delete(l.within, text)
		}
	}
}

// others collects what an entry says of others.
func (l *nameCollector) others(e customer.Entry) {
	if e.Contact == l.contact {
		return
	}
	l.collect(e.ID, e.Source, e.Contact)
	l.theirs[e.Contact] = true
	for name, value := range e.Data {
		if e.Type != customer.TypeAccountUpdated || name != "contacts" {
			eachText(value, func(text string) { l.collect(text) })
		}
	}
	if name, ok := e.Data["name"].(string); ok && e.Type == customer.TypeAccountUpdated {
		l.use(name)
	}
	for _, c := range contactsOf(e) {
		if c["id"] == l.contact {
			continue
		}
		eachText(c, func(text string) { l.collect(text) })
		for _, field := range []string{"id", "name", "email"} {
			eachText(c[field], func(text string) { l.theirs[text] = true })
		}
		eachText(c["name"], l.use)
	}
}

// collect notes texts of others.
func (l *nameCollector) collect(texts ...string) {
	for _, text := range texts {
		delete(l.said, text)
		delete(l.within, text)
		if isAddress(text) {
			l.mailsToo[text] = true
		}
		if len(l.single) > 0 {
			l.collectWords(text)
		}
	}
}

// collectWords keeps what others say as well from being looked for within texts.
func (l *nameCollector) collectWords(text string) {
	for _, word := range words(fold(text)) {
		for _, single := range l.single[word] {
			delete(l.within, single)
		}
		delete(l.single, word)
	}
}

// use notes the words of a name of another's.
func (l *nameCollector) use(name string) {
	for _, word := range words(name) {
		l.common[word] = true
	}
}

// redactor returns the redactor for what was collected.
func (l *nameCollector) redactor() *redactor {
	var terms []term
	shared := map[string]bool{}
	for text := range l.theirs {
		terms = append(terms, term{Text: text, Stays: true, Loose: isAddress(text)})
		shared[fold(text)] = isAddress(text)
	}
	ours := map[string]bool{}
	for _, set := range []map[string]bool{l.ids, l.names, l.mails} {
		for text := range set {
			if !seekable(text) || l.theirs[text] || shared[fold(text)] || l.common[text] {
				continue
			}
			ours[fold(text)] = true
			terms = append(terms, term{Text: text, Loose: isAddress(text) || strings.Contains(text, " ")})
		}
	}
	for text := range l.mailsToo {
		if !ours[fold(text)] {
			terms = append(terms, term{Text: text, Stays: true, Loose: true})
		}
	}
	return sought{
		Account: l.account, Contact: l.contact, Identifiers: l.namesAndAddresses(), Declared: l.declared, Fields: l.fields, Said: l.said,
		Names: terms, Weak: l.weak(),
	}.redactor()
}

// namesAndAddresses returns the contact's names and addresses.
func (l *nameCollector) namesAndAddresses() map[string]bool {
	all := maps.Clone(l.names)
	maps.Copy(all, l.mails)
	delete(all, "")
	return all
}

// weak returns what is looked for only where nobody else speaks: parts of names, and what the contact has said.
func (l *nameCollector) weak() (terms []term) {
	for name := range l.names {
		for _, part := range strings.Fields(name) {
			if seekable(part) && !l.common[part] && !l.playbookWords[part] {
				terms = append(terms, term{Text: part})
			}
		}
	}
	for text := range l.within {
		terms = append(terms, term{Text: text, Loose: isAddress(text)})
	}
	return terms
}

// seekable reports whether a name can be told from other words in a text.
func seekable(name string) bool {
	return utf8.RuneCountInString(name) >= shortestName && strings.Trim(name, "0123456789") != ""
}

func isAddress(text string) bool { return strings.Contains(text, "@") && !strings.Contains(text, " ") }

func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
}
