package actions

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The lengths that SMTP allows, in bytes.
const (
	maxAddress = 254
	maxLocal   = 64
	maxLabel   = 63
)

// Address is a mail address that can go over the wire. Only ParseAddress makes one, so that nothing else
// decides what is an address: the doors by which addresses come in ask it, and so do the actions that mail.
type Address struct{ local, domain string }

// ParseAddress reads one mail address as people write it, such as "hana@example.com", without a name
// beside it. Before the @ stand letters, digits and any of .!#$%&'*+-/=?^_`{|}~, the dots in any place, as
// Japanese carriers once gave them out ("foo..bar.@docomo.example"), with or without quotes around all of
// it; nothing that only quotes could carry is taken, as the last server on the way may forget them. After
// it stands the name of a domain, not the number of a host. The error is a phrase that says what is wrong
// and doesn't repeat the address, which may be a customer's.
func ParseAddress(text string) (Address, error) {
	if err := checkCharacters(text); err != nil {
		return Address{}, err
	}
	at := strings.LastIndexByte(text, '@')
	if at < 0 {
		return Address{}, errors.New("it has no @")
	}
	a := Address{local: text[:at], domain: text[at+1:]}
	if n := len(a.local); n > 2 && a.local[0] == '"' && a.local[n-1] == '"' {
		a.local = a.local[1 : n-1]
	}
	if err := checkLocal(a.local); err != nil {
		return Address{}, err
	}
	if err := checkDomain(a.domain); err != nil {
		return Address{}, err
	}
	if before, _, _ := strings.Cut(a.Wire(), "@"); len(before) > maxLocal {
		return Address{}, fmt.Errorf("it has more than %d bytes before the @", maxLocal)
	}
	if len(a.Wire()) > maxAddress {
		return Address{}, fmt.Errorf("it is longer than %d bytes", maxAddress)
	}
	return a, nil
}

// String returns the address as people write it.
func (a Address) String() string { return a.local + "@" + a.domain }

// Domain returns what stands after the @.
func (a Address) Domain() string { return a.domain }

// Wire returns the address as SMTP and the headers of a mail have it: with quotes around what stands before the
// @ where dots are in places that the standard keeps them from.
func (a Address) Wire() string {
	if strings.HasPrefix(a.local, ".") || strings.HasSuffix(a.local, ".") || strings.Contains(a.local, "..") {
		return `"` + a.local + `"@` + a.domain
	}
	return a.String()
}

// ASCII reports whether every mail server can take the address.
func (a Address) ASCII() bool {
	return strings.IndexFunc(a.String(), func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// checkCharacters refuses what no address has, in the words for the mistake that people make with it.
func checkCharacters(text string) error {
	if text == "" {
		return errors.New("it is empty")
	}
	if !utf8.ValidString(text) {
		return errors.New("it isn't UTF-8")
	}
	if strings.ContainsAny(text, "<>") {
		return errors.New("write the address alone, without a name and <>")
	}
	for _, r := range text {
		switch {
		case strings.ContainsRune(",;", r):
			return fmt.Errorf("it has a %q: write one address", string(r))
		case unicode.IsControl(r) || unseen(r):
			return fmt.Errorf("it has a character that can't be seen (%U)", r)
		case unicode.IsSpace(r):
			return errors.New("it has a blank")
		}
	}
	return nil
}

// checkLocal checks what stands before the @.
func checkLocal(local string) error {
	if local == "" {
		return errors.New("nothing stands before the @")
	}
	for _, r := range local {
		if !isLetter(r) && !strings.ContainsRune(".!#$%&'*+-/=?^_`{|}~", r) {
			return fmt.Errorf("%q can't stand before the @", string(r))
		}
	}
	if strings.Trim(local, ".") == "" {
		return errors.New("only dots stand before the @")
	}
	return nil
}

// checkDomain checks the name of a domain.
func checkDomain(domain string) error {
	if domain == "" {
		return errors.New("nothing stands after the @")
	}
	labels := strings.Split(domain, ".")
	last := labels[len(labels)-1]
	if domain[0] == '[' || last != "" && strings.Trim(last, "0123456789") == "" {
		return errors.New("a number stands after the @: write the domain's name")
	}
	for _, label := range labels {
		if label == "" {
			return errors.New("after the @, a dot stands at the beginning, at the end, or beside another")
		}
		if len(label) > maxLabel {
			return fmt.Errorf("a part of the domain is longer than %d bytes", maxLabel)
		}
		if strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return errors.New("a part of the domain begins or ends with a hyphen")
		}
		for _, r := range label {
			if !isLetter(r) && r != '-' && r != '_' {
				return fmt.Errorf("%q can't stand after the @", string(r))
			}
		}
	}
	return nil
}

// isLetter reports whether a character is a letter or a digit of any script, or a part of one.
func isLetter(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}
