// Package smtp sends mail: it writes a message as bytes that are the same for every attempt, and holds the
// conversation with the server, so that all actions that send mail fail in the same words. What a mail says, and to
// whom, is its callers' business.
//
// Read sender.go first, then conversation.go.
package smtp
