// Package message is the action "message": a short text to one contact, by the first of the channels that the
// contact has. So far it is announced only: the channels come with their integrations.
package message
