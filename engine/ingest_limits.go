package engine

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/engine/customer"
)

// checkSizes compares an account with the limits of what is kept of one.
func checkSizes(u AccountUpdate) []Problem {
	var problems []Problem
	fault := func(field, format string, args ...any) {
		problems = append(problems, Problem{Field: field, Reason: fmt.Sprintf(format, args...)})
	}
	texts := func(field, name string, attributes map[string]any) {
		if n := utf8.RuneCountInString(name); n > customer.MaxName {
			fault(field+"name", "has %d characters: a name has at most %d", n, customer.MaxName)
		}
		if size := customer.Weight(attributes); size > customer.MaxAttributes {
			fault(field+"attributes", "take about %d KiB, more than the %d that they may: leave out what no playbook reads", size>>10, customer.MaxAttributes>>10)
		}
	}
	texts("", u.Name, u.Attributes)
	if n := len(u.Contacts); n > customer.MaxContacts {
		fault("contacts", "are %d: an account has at most %d", n, customer.MaxContacts)
		return problems
	}
	for i, c := range u.Contacts {
		texts(fmt.Sprintf("contacts[%d].", i), c.Name, c.Attributes)
	}
	return problems
}

// checkIDs compares the IDs that an update brings with the rule for IDs. Those that the account had before the rule
// existed stay valid.
func (c *accountTx) checkIDs(u AccountUpdate) error {
	if c.state.Seq == 0 {
		if err := customer.CheckID(c.state.Account); err != nil {
			return &InvalidError{Problems: []Problem{{Field: accountID, Reason: err.Error()}}}
		}
	}
	var problems []Problem
	for i, contact := range u.Contacts {
		if reason := contactProblem(c.state, contact.ID); reason != "" {
			problems = append(problems, Problem{Field: fmt.Sprintf("contacts[%d].id", i), Reason: reason})
		}
	}
	return invalid(problems)
}

// maxProblems is how many problems of a request are reported at once.
const maxProblems = 100

// invalid returns an *InvalidError of the first problems; nil without any.
func invalid(problems []Problem) error {
	if len(problems) == 0 {
		return nil
	}
	return &InvalidError{Problems: problems[:min(len(problems), maxProblems)]}
}

// accountID is the field of an account's own ID.
const accountID = "id"

// OfAccountID reports whether a request was refused for the ID of its account.
func (e *InvalidError) OfAccountID() bool {
	return slices.ContainsFunc(e.Problems, func(p Problem) bool { return p.Field == accountID })
}

// contactProblem returns why an unknown contact can't have an ID; empty if it can, or is known.
func contactProblem(state *customer.State, id string) string {
	if _, known := state.Contacts[id]; known || id == "" {
		return ""
	}
	if err := customer.CheckID(id); err != nil {
		return err.Error()
	}
	return ""
}

// isLine reports whether a text is one line of visible characters, or of what shapes them.
func isLine(text string) bool {
	words := strings.FieldsFunc(text, func(r rune) bool { return unicode.Is(unicode.Zs, r) })
	return strings.Join(words, " ") == actions.OneLine(text)
}
