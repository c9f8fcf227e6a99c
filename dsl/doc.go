// Package dsl is the language of playbooks: a folder of HCL files goes in, and a typed, checked, immutable
// Workspace comes out, or diagnostics that say what is wrong, where, and what to write instead.
//
// Package source reads files into syntax trees, package expression checks decisions and templates, package diag
// holds what is reported. Here they meet: each kind of block has a file with its type, its schema and its decoder.
// Nothing here reads a clock or the network, and nothing of the engine may be imported: of actions only their
// schemas are known.
//
// The first word of a file's name is its family:
//
//   - model: what is known of customers, such as attributes, events, metrics, tiers and health scores
//   - playbook, trigger, step: a playbook, and one file for each kind of trigger and of step
//   - policy: what holds over all playbooks, such as guards, communication limits and teams
//   - reuse: variables, locals, functions, secrets, templates, params and modules
//   - schema: how blocks are described, opened and read, and the reference that is made of the same
//   - check: what is checked across blocks: expressions with their scopes, retention, what is unsupported
//   - plan: what a run keeps, hashes, and outlines for pictures
//   - load: the way in
//
// Read load.go first, then schema.go and schema_block.go, then a block such as model_tier.go. A new kind of trigger is
// its file and a line in triggerKinds (trigger.go); a new kind of step is its file, a line in stepKinds and a field of
// Step (step.go), whose JSON form is stored.
//
// A library that a module block imports is read under names of the module's (reuse_module.go), so that what comes out
// has one flat set of names and the engine knows no modules.
package dsl
