// Package customer is the customer core: the state of one account as a fold over its log, and the
// decisions that an entry or the passing of time leads to.
//
//   - core_* is the fold: entries, evaluations, what is due when, and the decision.
//   - fact_* is what expressions read: metrics, tiers and scales, segments, health scores, success plans, contacts.
//   - trigger_* is the triggers, one file a kind; trigger_kinds.go is their table.
//   - rule_* is the rules of enrolment, one file a rule; rule.go is their table.
//   - goal_* is the goals of enrolments.
//   - state_* is the stored state: its form, its rebase to another version of the workspace, its redaction.
//   - why_* explains what is decided, by the same triggers and rules.
//
// It is pure. The instant is always a parameter; no I/O, clock, randomness, logging or global state may
// enter, and nothing of ours but the language (dsl, its expressions and calendars) is imported. The
// same entries and instants give the same state and the same decisions, byte for byte.
//
// Read core_apply.go first, which takes an entry or a tick, and then core_evaluation.go.
package customer
