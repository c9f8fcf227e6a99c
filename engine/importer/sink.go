package importer

import (
	"context"
	"fmt"
	"iter"

	"github.com/tendhq/tend/engine/customer"
)

// Sink receives an import's entries.
type Sink interface {
	// Begin announces, before the first entry comes, the accounts and the types of all that will come.
	Begin(ctx context.Context, accounts, types []string) error
	// Import commits all entries of one account, in the order given, and fires nothing: they are history.
	// An account is handed over once. The answer has one outcome for each entry; an error means that none
	// of them was committed. The entries may be gone through several times; their second value says why
	// they end early.
	//
	// The Data of an entry of the type customer.TypeAccountUpdated is {"name", "attributes", "contacts":
	// [{"id", "name", "email", "attributes"}]}, with what is missing left out. Its ID is a hash of the
	// content: one with a known ID is taken as a duplicate, whatever its time.
	Import(ctx context.Context, account string, entries iter.Seq2[customer.Entry, error]) (Result, error)
}

// Result is the outcome of the entries of one account.
type Result struct {
	// Outcomes has one item for each entry, in their order.
	Outcomes []Outcome
	// ForgottenContacts is the contacts that were left out of the account's entry, as they were forgotten.
	ForgottenContacts []string
}

// Outcome is what became of an entry or a row.
type Outcome uint8

// The outcomes of entries.
const (
	Added Outcome = iota
	Duplicate
	Conflict       // the same source and ID are known with other content
	Refused        // the account was forgotten after it
	RefusedContact // the contact was forgotten
)

// SourceName returns the source of a mapping's entries.
func SourceName(mapping string) string { return "import:" + mapping }

// checkResult refuses answers that don't fit the question: counts must add up.
func checkResult(account, entries int, result Result) error {
	if len(result.Outcomes) != entries {
		return fmt.Errorf("the engine answered for %d of %d entries of account number %d",
			len(result.Outcomes), entries, account)
	}
	return nil
}
