// Package email is the action "email": one message to one contact, as plain text and HTML made from Markdown. How
// mail travels is the business of package smtp; templates are rendered before the action is called.
//
// Read email.go first. The values of a template stay apart from the author's Markdown in places.go, so that no
// customer's name can be markup; target.go does the same for the targets of links.
package email
