// Package sqlite is the store of one process: a SQLite file beside it, in write-ahead mode, with every commit
// flushed to disk. One writer groups the updates that come at the same time into one transaction; readers have
// connections of their own and never wait for it. Only SQL and its mapping to rows live here: no rule about what a
// row means, and nothing that another store would have to repeat.
//
// Read store.go first, then writer.go and request.go (how updates share a commit), tx.go and reader.go. Every other
// file is one table or one operation of the contract.
package sqlite
