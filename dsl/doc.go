// Package dsl is the door for playbooks: a folder of HCL files goes in, and a typed, checked, immutable
// Workspace comes out, or diagnostics that say what is wrong, where, and what to write instead.
//
// Structure is HCL's, decisions and templates are package expression's; here they meet: each block has
// a file that holds its type, its schema and its decoder. Nothing here reads a clock or the network, and
// nothing of the engine may be imported: of actions only their schemas are known.
//
// A library that a module brings is read under names of the module's (module.go), so that what comes out
// has one flat set of names and the engine knows no modules.
package dsl
