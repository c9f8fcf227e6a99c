// Package customer is the customer core: the state of one account as a fold over its log, and the
// decisions that an entry or the passing of time leads to. Windowed metrics, tiers, health scores,
// success plans, triggers and the rules of enrolment live here.
//
// It is pure. The instant is always a parameter; no I/O, clock, randomness, logging or global state may
// enter, and nothing of ours but the language (dsl, its expressions and calendars) is imported. The
// same entries and instants give the same state and the same decisions, byte for byte.
package customer
