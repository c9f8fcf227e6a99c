// Package diag is what is wrong or doubtful in a workspace, told so that its author can mend it: positions in
// files, the stable codes, the nearest known name, and writers for terminals, JSON and SARIF.
//
// No block and no rule of the language enters: what is wrong is found in package dsl and reported here. Read
// diagnostic.go first, then codes.go, which lists every code.
package diag
