package smtp

import (
	"fmt"
	netmail "net/mail"
	"strings"
	"unicode"

	"github.com/tendhq/tend/actions"
)

// Address is a person with a mail address.
type Address = netmail.Address

// maxName is the length of the longest name beside an address, in characters.
const maxName = 150

// ParseAddress reads "hana@example.com" or "Hana <hana@example.com>".
func ParseAddress(text string) (Address, error) {
	a, err := netmail.ParseAddress(text)
	if err != nil {
		return Address{}, fmt.Errorf("%q isn't a mail address", text)
	}
	return NewAddress(a.Name, a.Address)
}

// NewAddress checks an address; the name is tidied into one line.
func NewAddress(name, address string) (Address, error) {
	a, err := netmail.ParseAddress(address)
	if err != nil || a.Name != "" || strings.ContainsFunc(a.Address, unicode.IsControl) {
		return Address{}, fmt.Errorf("%q isn't a mail address", address)
	}
	return Address{Name: shorten(OneLine(name)), Address: a.Address}, nil
}

// shorten cuts a name that would make a line of the header too long.
func shorten(name string) string {
	runes := []rune(name)
	if len(runes) <= maxName {
		return name
	}
	return string(runes[:maxName]) + "…"
}

// ContactAddress is a contact's mail address. A contact without one, or with a broken one, is a
// permanent error that says whom to mend, by the contact's ID.
func ContactAddress(c actions.Contact) (Address, error) {
	who := c.ID
	if who == "" {
		who = "without an ID"
	}
	if strings.TrimSpace(c.Email) == "" {
		return Address{}, actions.Permanent(fmt.Errorf("the contact %s has no mail address: give it one", who))
	}
	a, err := NewAddress(c.Name, c.Email)
	if err != nil {
		return Address{}, actions.Permanent(fmt.Errorf("the contact %s must be mended: %w", who, err))
	}
	return a, nil
}

// OneLine is the text with every run of blanks, line breaks and control characters as one blank, so
// that no value of a customer's can begin a header of its own.
func OneLine(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, "\uFFFD"), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
}
