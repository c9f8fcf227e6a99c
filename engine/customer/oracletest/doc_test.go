// Package oracletest compares the customer core with an oracle: a second, deliberately naive answer to
// what should be decided and when. Nothing here is built into the product.
//
//   - oracle_*_test.go is the oracle. At every arrival and at every instant at which anything could become
//     due it works out all facts again from the entries that had arrived by then. It knows the language
//     (dsl, its expressions and calendar) and the documented rule of buckets, and nothing of the core but
//     the types of entries and decisions and the IDs of runs. Where the language speaks of a past ("has
//     been true for", "once until"), the oracle reads the list of all moments at which it has evaluated before.
//   - draw_*_test.go draws random workspaces, as HCL that goes through the door of the language, and random
//     histories of an account.
//   - What accounts compete for, the places of max_running and quota, has an oracle of its own, which is compared
//     with the engine on a real store: engine/places_test.go.
//   - The other files are the properties. `go test ./engine/customer/oracletest -rapid.checks=5000` runs
//     them for longer; `-rapid.seed` repeats a failure.
package oracletest
