// Package importer turns CSV files into entries of accounts' logs, by a mapping written in HCL.
//
// A mapping says which file becomes what: accounts, contacts or events of one type; which column is
// the ID, the account, the time; and how each value is read. Nothing is guessed in silence: what the
// mapping leaves open is a diagnostic before the first row is read, and a row that can't be read is
// rejected with a reason and its place. Every row is accounted for.
//
// The room knows files, rows and entries. What may not enter: the store, the engine and Temporal;
// entries leave through the Sink that the caller gives. No clock: the instant of the import is an option.
package importer
