// Package storetest is the suite that every store passes: the contract of package store as tests, so that the
// engine behaves the same on all of them. It knows no implementation, and requires nothing beyond the contract.
//
// Read storetest.go first; model.go compares a store with the simplest one.
package storetest
