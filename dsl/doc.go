// Package dsl is the door for playbooks: a folder of HCL files goes in, and a typed, checked, immutable
// Workspace comes out, or diagnostics that say what is wrong, where, and what to write instead.
//
// Structure is HCL's, decisions and templates are package expression's; here they meet: each block has
// a file that holds its type, its schema and its decoder. Nothing here reads a clock or the network, and
// nothing of the engine may be imported: of actions only their schemas are known.
package dsl
