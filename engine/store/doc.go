// Package store defines what is stored and how it is changed: one transaction under the locks of the accounts that
// it touches, and a few reads. It decides nothing; what a row means is the cores' business, so no rule, no
// expression, no clock and no Temporal type may enter. The one thing that it computes is which entries are equal
// (entry_hash.go), because every implementation must agree on it. Implementations live in folders of their own and
// pass the suite in storetest.
//
// What holds for all rows: instants come back in UTC and are kept to the microsecond (see [Instant]); free-form
// values (Data, Values) come back as JSON gives them, so every number is a float64 and a time is a string.
//
// Read store.go first, then tx.go and reader.go.
package store
