// Package source reads the files of a workspace: bytes go in, and syntax trees of HCL come out, of its JSON form
// the same trees as of the native one. What it can't read it reports with what the author may have meant, and goes
// on with the rest of the file.
//
// It knows that there are blocks, attributes and steps, and no single one of them: package dsl passes a Grammar in.
// Names, values and everything else that a tree means are dsl's. Read parser.go first, then grammar.go; json.go is
// the JSON form, mistake.go the common mistakes of syntax, text.go where each byte of a text was written.
package source
