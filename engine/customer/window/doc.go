// Package window is the arithmetic of time that metrics count in: sliding windows and windows of the
// calendar, the numbered buckets that they are made of, and sets of buckets.
//
// It is pure. No account, no event and no definition enters; an instant is always a parameter. Read
// window.go first: Window says what the two kinds have in common.
package window
