package oracletest

import (
	"maps"
	"time"

	"github.com/tendhq/tend/dsl/expression"
	"github.com/tendhq/tend/engine/customer"
)

// arrived is an entry with all that was fixed when it came.
type arrived struct {
	customer.Entry
	now, at time.Time // when it was looked at, and when it counts as having happened
	known   record    // of the account, the entry included
	// heard is the inactivity triggers whose inactivity the entry ends, by their key.
	heard map[string]bool
}

// record is what updates say of an account.
type record struct {
	name       string
	attributes map[string]any
	contacts   map[string]map[string]any // as expressions see them
}

// updated is the record after an entry.
func (r record) updated(e customer.Entry) record {
	if e.Type != customer.TypeAccountUpdated {
		return r
	}
	if name, ok := e.Data["name"]; ok {
		r.name, _ = name.(string)
	}
	if attributes, ok := e.Data["attributes"]; ok {
		r.attributes, _ = attributes.(map[string]any)
	}
	if contacts, ok := e.Data["contacts"]; ok {
		r.contacts = map[string]map[string]any{}
		list, _ := contacts.([]any)
		for _, item := range list {
			fields := item.(map[string]any)
			id := fields["id"].(string)
			values := map[string]any{"id": id, "name": fields["name"], "email": fields["email"]}
			attributes, _ := fields["attributes"].(map[string]any)
			maps.Copy(values, attributes)
			r.contacts[id] = values
		}
	}
	return r
}

// facts is the account as expressions see it.
func (r record) facts(id string) map[string]any {
	account := map[string]any{"id": id, "name": id}
	maps.Copy(account, r.attributes)
	if r.name != "" {
		account["name"] = r.name
	}
	return map[string]any{"account": account}
}

// blank reports whether updates told nothing of the account but its name.
func (r record) blank() bool {
	for _, value := range r.attributes {
		if value != nil && value != "" {
			return false
		}
	}
	return len(r.contacts) == 0
}

// person is a contact as expressions see it; of an unknown contact only the ID is known.
func (r record) person(id string) map[string]any {
	if known, ok := r.contacts[id]; ok {
		return known
	}
	return map[string]any{"id": id, "name": nil, "email": nil}
}

// values is the event as expressions see it, by what is known of its contact.
func (e *arrived) values(known record) map[string]any {
	all := map[string]any{"id": e.ID, "type": e.Type, "time": expression.FormatTime(e.at)}
	maps.Copy(all, e.Data)
	if e.Contact != "" {
		all["contact"] = known.person(e.Contact)
	}
	return all
}

// names is what expressions about the event read besides the facts.
func (e *arrived) names() map[string]any {
	event := e.values(e.known)
	return map[string]any{"event": event, "contact": event["contact"]}
}
