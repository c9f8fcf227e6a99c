package dsl

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// takesPeople reports whether the argument names people: members of a team, or contacts.
func (a *argument) takesPeople() bool {
	return a.field.Kind == actions.KindMember || a.field.Kind == actions.KindContacts
}

// checkPerson warns of an expression that gives text which is no mail address: a name, an ID, or one of a few
// words.
func (a *argument) checkPerson(t *text, compiled *expression.Template) {
	given := compiled.Type()
	if given.Kind == expression.KindList && given.Elem != nil {
		given = *given.Elem
	}
	written := strings.TrimSpace(strings.Trim(t.value, "{}"))
	owner, name, _ := strings.Cut(written, ".")
	isName := slices.Contains(ownFields[owner], name) && name != "email"
	if given.Kind != expression.KindString || len(given.Values) == 0 && !isName ||
		slices.ContainsFunc(given.Values, func(value string) bool { return strings.Contains(value, "@") }) {
		return
	}
	a.l.Warnf(diag.CodeArg, t.at(a.l, 0, len(t.value)), "Text that is no mail address", "%q takes %s, such as %s. %s is no mail address.",
		a.field.Name, argumentKinds[a.field.Kind].takes, a.example(), written)
}

// checkMember warns of an address that is nobody's of a team: nobody may ever see what goes there. What is
// sent may come from an address that is shared, unless it is nearly a member's.
func (a *argument) checkMember(address string) {
	var known []string
	for _, t := range a.l.ws.Teams {
		if t.has(address) {
			return
		}
		known = append(known, t.Lead)
		for _, m := range t.Members {
			known = append(known, m.Address)
		}
	}
	near := suggestAddress(address, known)
	if len(known) == 0 || a.sends && near.Near == "" {
		return
	}
	a.l.Warnf(diag.CodeUnknownReference, a.where, "Nobody of a team", "%q is neither the lead nor a member of a team. %s", address, near)
}

// suggestAddress helps with a mail address that isn't known: only its name, or only its host, differs a little.
func suggestAddress(address string, known []string) diag.Hint {
	user, host, _ := strings.Cut(address, "@")
	var users, hosts []string
	for _, k := range known {
		u, h, _ := strings.Cut(k, "@")
		switch {
		case h == host:
			users = append(users, u)
		case u == user:
			hosts = append(hosts, h)
		}
	}
	slices.Sort(users)
	slices.Sort(hosts)
	h := diag.Hint{Given: address}
	if near := expression.Nearest(user, users); near != "" {
		h.Near = near + "@" + host
	} else if near := expression.Nearest(host, hosts); near != "" {
		h.Near = user + "@" + near
	}
	if h.Near != "" {
		h.Sentence = fmt.Sprintf("Did you mean %q?", h.Near)
	}
	return h
}
