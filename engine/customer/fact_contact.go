package customer

import (
	"maps"
	"slices"
)

// Contact is a person at the customer's.
type Contact struct {
	ID         string         `json:"id"`
	Name       string         `json:"name,omitempty"`
	Email      string         `json:"email,omitempty"`
	Attributes map[string]any `json:"attributes,omitempty"`
}

// values is the contact as expressions see it: the attributes, and what every contact has.
func (c Contact) values() map[string]any {
	all := make(map[string]any, len(c.Attributes)+3)
	maps.Copy(all, c.Attributes)
	all["id"], all["name"], all["email"] = c.ID, present(c.Name), present(c.Email)
	return all
}

// present is a text, or the missing value where it is empty.
func present(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// Contact is the expression value of a contact of the account, nil when the account has no such contact.
func (c *Core) Contact(s *State, id string) map[string]any {
	if known, ok := s.Contacts[id]; ok {
		return known.values()
	}
	return nil
}

// contactValue is the expression value of a contact; of one whom the account doesn't have, only the ID is known.
func contactValue(s *State, id string) map[string]any {
	if known, ok := s.Contacts[id]; ok {
		return known.values()
	}
	return Contact{ID: id}.values()
}

// sortedContacts is the contacts in the order of their IDs.
func sortedContacts(s *State) []Contact {
	all := make([]Contact, 0, len(s.Contacts))
	for _, id := range slices.Sorted(maps.Keys(s.Contacts)) {
		all = append(all, s.Contacts[id])
	}
	return all
}
