package smtp

import (
	"errors"
	"fmt"
	netmail "net/mail"
	"strings"

	"github.com/tendhq/tend/actions"
)

// Address is a person with a mail address. What is sent has addresses only that actions.ParseAddress takes.
type Address = netmail.Address

// maxName is the length of the longest name beside an address, in characters.
const maxName = 150

// ParseAddress reads "hana@example.com" or "Hana <hana@example.com>".
func ParseAddress(text string) (Address, error) {
	name, address, err := split(strings.TrimSpace(text))
	if err != nil {
		return Address{}, fmt.Errorf("%q isn't a mail address: %w", text, err)
	}
	return NewAddress(name, address)
}

// split parts the name from the address beside it.
func split(text string) (name, address string, err error) {
	open := strings.LastIndexByte(text, '<')
	if open < 0 || !strings.HasSuffix(text, ">") {
		return "", text, nil
	}
	named, err := netmail.ParseAddress(text[:open] + "<name@example.com>")
	if err != nil {
		return "", "", errors.New("the name before the < has characters that need quotes")
	}
	return named.Name, text[open+1 : len(text)-1], nil
}

// NewAddress checks an address; the name is tidied into one line.
func NewAddress(name, address string) (Address, error) {
	a, err := actions.ParseAddress(address)
	if err != nil {
		return Address{}, fmt.Errorf("%q isn't a mail address: %w", address, err)
	}
	return Address{Name: shorten(headerText(name)), Address: a.String()}, nil
}

// shorten cuts a name that would make a line of the header too long.
func shorten(name string) string {
	runes := []rune(name)
	if len(runes) <= maxName {
		return name
	}
	return string(runes[:maxName]) + "…"
}

// ContactAddress returns a contact's mail address. A contact without one, or with a broken one, is a
// permanent error that says whom to mend, by the contact's ID.
func ContactAddress(c actions.Contact) (Address, error) {
	who := c.ID
	if who == "" {
		who = "without an ID"
	}
	// Contacts that were stored before their door was as strict may have blanks around the address.
	email := strings.TrimSpace(c.Email)
	if email == "" {
		return Address{}, actions.Permanent(fmt.Errorf("the contact %s has no mail address: give it one", who))
	}
	a, err := NewAddress(c.Name, email)
	if err != nil {
		return Address{}, actions.Permanent(fmt.Errorf("the contact %s must be mended: %w", who, err))
	}
	return a, nil
}

// mailboxes returns the addresses of people by the one rule, as the wire has them.
func mailboxes(people ...Address) ([]actions.Address, error) {
	out := make([]actions.Address, len(people))
	for i, p := range people {
		a, err := actions.ParseAddress(p.Address)
		if err != nil {
			return nil, fmt.Errorf("%q isn't a mail address: %w", p.Address, err)
		}
		out[i] = a
	}
	return out, nil
}
