package customer

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The limits of what is kept of an account, which is read and written with every event.
const (
	// MaxID is how many characters an ID has at most.
	MaxID = 200
	// MaxName is how many characters the name of an account or a contact has at most.
	MaxName = 1_000
	// MaxContacts is how many contacts an account has at most.
	MaxContacts = 10_000
	// MaxAttributes is how many bytes the attributes of an account, or of a contact, take at most.
	MaxAttributes = 64 << 10
)

// CheckID returns why a text can't be the ID of an account, a contact, an event, or of anything else that clients name.
// Whatever takes an ID in calls it; what was stored before there was a rule keeps its ID.
func CheckID(id string) error {
	switch {
	case id == "":
		return errors.New("is empty")
	case !utf8.ValidString(id):
		return errors.New("isn't UTF-8")
	case utf8.RuneCountInString(id) > MaxID:
		return fmt.Errorf("has more than the %d characters that an ID may have", MaxID)
	case strings.TrimSpace(id) != id:
		return errors.New("begins or ends with a blank: leave it out")
	}
	if i := strings.IndexFunc(id, unprintable); i >= 0 {
		r, _ := utf8.DecodeRuneInString(id[i:])
		return fmt.Errorf("holds %U: an ID is made of characters that can be seen, and blanks between them", r)
	}
	if i := loneMark(id); i >= 0 {
		r, _ := utf8.DecodeRuneInString(id[i:])
		return fmt.Errorf("holds the mark %U with no letter before it that it could stand on", r)
	}
	if !norm.NFC.IsNormalString(id) {
		return errors.New("isn't in Unicode's composed form (NFC), so that two IDs could look the same: compose it")
	}
	if slices.ContainsFunc(strings.Split(id, "/"), func(part string) bool { return part == "." || part == ".." }) {
		return errors.New(`has a part "." or ".." between slashes, which the path of a URL can't hold`)
	}
	return nil
}

// loneMark is the index of a combining mark that begins the text or follows a blank; -1: there is none.
func loneMark(id string) int {
	before := ' '
	for i, r := range id {
		if before == ' ' && unicode.IsMark(r) {
			return i
		}
		before = r
	}
	return -1
}

// unprintable reports whether a character is invisible, or stands for one that was lost.
func unprintable(r rune) bool {
	const brailleBlank, nullNotehead = '\u2800', '\U0001d159' // Signs by their class, and blank.
	return !unicode.IsPrint(r) || r == utf8.RuneError || r == brailleBlank || r == nullNotehead ||
		unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}
